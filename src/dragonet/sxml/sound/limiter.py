"""A limiter that sees peaks coming: a mix never clips, and one that is not loud stays as it is."""

from collections.abc import Iterable, Iterator

import numpy as np

from dragonet.media.audio.form import Samples
from dragonet.sxml.sound.ramp import Wide

CEILING = 0.98
"""Highest sample, and about the highest level between samples."""

_AHEAD = 0.01
"""Seconds that gain takes to go down; at least half a period of what is heard, so that it does not
follow single waves."""

_RELEASE = 20.0
"""Decibels a second by which gain comes back."""

_REACH = 6
"""Samples on each side that a level between two samples is computed from."""

_BETWEEN = (0.25, 0.5, 0.75)
"""Where levels between samples are computed: four times as many, as ITU-R BS.1770 has it."""

_SAFE = 0.7
"""Share of CEILING up to which samples hold no higher levels between them, within 3 dB."""


def limited(blocks: Iterable[Samples], rate: int) -> Iterator[Samples]:
    """The same sound, as long and without delay, where no sample is above CEILING."""
    limiter = Limiter(rate)
    for block in blocks:
        yield limiter.push(block)
    yield limiter.flush()


class Limiter:
    """Gives what it is given, about 10 ms later; once flushed, all of it."""

    def __init__(self, rate: int) -> None:
        self._ahead = round(_AHEAD * rate)
        self._slope = _RELEASE / 20 * np.log(10) / rate
        self._sound = np.zeros((2, _REACH), np.float32)  # from _REACH before the next output on
        self._held = np.zeros(self._ahead)  # reduction in nepers, from _ahead before it on

    def push(self, block: Samples) -> Samples:
        """Take a block of shape (2, n); the answer is what is certain by now."""
        self._sound = np.concatenate((self._sound, block), axis=1)
        fresh = self._sound[:, self._held.size - self._ahead :]
        if fresh.shape[1] > 2 * _REACH:
            self._held = np.concatenate((self._held, self._released(_reduction(fresh))))
        count = max(self._held.size - 2 * self._ahead, 0)
        given = self._sound[:, _REACH : _REACH + count]
        if self._held.any():
            given = given * np.exp(-self._smooth()).astype(np.float32)
        self._sound, self._held = self._sound[:, count:], self._held[count:]
        return given

    def flush(self) -> Samples:
        """The rest."""
        return self.push(np.zeros((2, self._ahead + _REACH), np.float32))

    def _released(self, reduction: Wide) -> Wide:
        """Never less than `reduction`; it goes down in a straight line."""
        if not self._held[-1] and not reduction.any():
            return reduction
        line = self._slope * np.arange(1, reduction.size + 1)
        highest = np.maximum.accumulate(reduction + line)
        held: Wide = np.maximum(np.maximum(highest, self._held[-1]) - line, 0)
        return held

    def _smooth(self) -> Wide:
        """The reduction of what can be given: at every sample at least what is held there.

        The highest of each stretch ahead, and of these the mean of each stretch behind.
        """
        span = self._ahead + 1
        highest = np.concatenate(([0.0], np.cumsum(_highest(self._held, span))))
        means: Wide = (highest[span:] - highest[:-span]) / span
        return means


def _reduction(sound: Samples) -> Wide:
    """Nepers by which each sample is too high; _REACH samples on each side are only looked at."""
    count = sound.shape[1] - 2 * _REACH
    if max(sound.max(), -sound.min()) <= _SAFE * CEILING:
        return np.zeros(count)
    peak = np.abs(sound[:, _REACH:-_REACH]).max(axis=0)
    for taps in _TAPS:
        for channel in sound:
            between = np.abs(np.convolve(channel, taps, "valid"))
            peak = np.maximum(peak, np.maximum(between[:-1], between[1:]))
    reduction: Wide = np.log(np.maximum(peak.astype(np.float64) / CEILING, 1))
    return reduction


def _highest(values: Wide, span: int) -> Wide:
    """The highest of each `span` values in a row."""
    width = 1
    while 2 * width <= span:
        values = np.maximum(values[:-width], values[width:])
        width *= 2
    rest = span - width
    return np.maximum(values[:-rest], values[rest:]) if rest else values


def _interpolator(place: float) -> Samples:
    """Weights of the samples around for the level at `place` between the middle two: a sinc in a
    Hann window."""
    distance = np.arange(1 - _REACH, _REACH + 1) - place
    weights = np.sinc(distance) * np.cos(np.pi * distance / (2 * _REACH + 1)) ** 2
    taps: Samples = (weights[::-1] / weights.sum()).astype(np.float32)
    return taps


_TAPS = [_interpolator(place) for place in _BETWEEN]
