"""Tracks that make all others quieter while they sound, and shortly before and after."""

from functools import cached_property

import numpy as np

from dragonet.media.audio.form import Samples
from dragonet.sxml.sound.clock import samples_in
from dragonet.sxml.sound.loudness import Stretches, stretches
from dragonet.sxml.sound.ramp import Wide
from dragonet.sxml.sound.tracks import Track

_SHORTEST = 0.005
"""Seconds of a fade at least, so that there is no click."""


class Ducking:
    """The gain of the tracks that do not duck others."""

    def __init__(self, tracks: list[Track], rate: int) -> None:
        self._waiting = sorted((Dip(one, rate) for one in tracks), key=lambda dip: -dip.start)
        self._active: list[Dip] = []

    def gain(self, first: int, count: int) -> Samples | float:
        """The gain of `count` samples from the one numbered `first` on, in order of time.

        Of several tracks the lowest holds; those that make others louder do so besides.
        A track is listened to in advance when it is about to have an effect.
        """
        while self._waiting and self._waiting[-1].start < first + count:
            self._active.append(self._waiting.pop())
        self._active = [dip for dip in self._active if dip.end > first]
        if not self._active:
            return 1.0
        gains = np.stack([dip.gain(first, count) for dip in self._active])
        gain: Samples = np.minimum(gains.min(axis=0), 1) * np.maximum(gains.max(axis=0), 1)
        return gain


class Dip:
    """What one track does to the others.

    Attributes:
        start: number of the first sample that it may have an effect on.
        end: of the first sample after it.
    """

    def __init__(self, track: Track, rate: int) -> None:
        self._track, self._rate = track, rate
        self._margin = samples_in(track.node["duck-margin"], rate)
        self._fade = max(samples_in(track.node["duck-fade"], rate), round(_SHORTEST * rate))
        self.start = track.start - self._margin - self._fade
        self.end = track.end + self._margin + self._fade

    def gain(self, first: int, count: int) -> Samples:
        """The gain of `count` samples from the one numbered `first` on."""
        times, depths = self._curve
        depth = np.interp(np.arange(first, first + count), times, depths)
        wanted: float = self._track.node["duck-others"]
        gain = 1 + (wanted - 1) * depth
        return gain.astype(np.float32)

    @cached_property
    def _curve(self) -> tuple[Wide, Wide]:
        """Numbers of samples, and at each how far the gain is on its way, 0..1."""
        found = stretches(self._track, self._track.node["duck-threshold"], self._rate)
        held = _merged(found + np.array([-self._margin, self._margin]))
        if not held.size:  # it is silent
            return np.zeros(1), np.zeros(1)
        away = np.minimum((held[1:, 0] - held[:-1, 1]) / 2, self._fade)
        before, after = (
            np.concatenate(pair) for pair in (([self._fade], away), (away, [self._fade]))
        )
        times = np.stack((held[:, 0] - before, held[:, 0], held[:, 1], held[:, 1] + after), axis=1)
        full = np.ones(len(held))
        depths = np.stack((1 - before / self._fade, full, full, 1 - after / self._fade), axis=1)
        return times.ravel().astype(np.float64), depths.ravel()


def _merged(found: Stretches) -> Stretches:
    """Stretches without those that overlap."""
    apart = found[1:, 0] > found[:-1, 1]
    firsts = np.concatenate(([True], apart))[: len(found)]
    lasts = np.concatenate((apart, [True]))[: len(found)]
    return np.stack((found[firsts, 0], found[lasts, 1]), axis=1)
