"""Beats and downbeats of sound of any length, at bounded memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dragonet.media.audio.bars import downbeats
from dragonet.media.audio.beat_decoder import FPS, track
from dragonet.media.audio.beat_features import HOP, RATE, Features, chroma
from dragonet.media.audio.beat_networks import Networks

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

_HOPS = (353, HOP, 551)
"""The networks hear the music slower, as it is, and faster: each knows some tempi best."""
_LEAST = 0.2
"""An activation below says that there is no beat."""
_PAUSE = 5 * FPS
"""Music has no longer time without a beat, frames."""
_PART, _OVERLAP = 600 * FPS, 15 * FPS
"""Longer music is searched in parts, frames; the overlap settles the tempo."""


@dataclass(frozen=True)
class Beats:
    """Beats and those of them that begin a bar, and the length of the sound, all in seconds."""

    beats: Doubles
    downbeats: Doubles
    duration: float


@dataclass
class _Listener:
    """The networks at one speed, and what they said so far."""

    hop: int
    networks: Networks = field(default_factory=Networks)
    said: list[Floats] = field(default_factory=list)
    tones: list[Floats] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.features = Features(self.hop)

    def hear(self, features: Iterable[Floats]) -> None:
        for block in features:
            self.said.append(self.networks.hear(block))
            if self.hop == HOP:
                self.tones.append(chroma(block))

    def at(self, times: Doubles, blocks: list[Floats]) -> Floats:
        """Values of blocks of frames at times, s."""
        values = np.concatenate(blocks)
        frames = times * (RATE / self.hop)
        columns = [np.interp(frames, np.arange(len(values)), column) for column in values.T]
        return np.stack(columns, axis=1).astype(np.float32)


def find_beats(sound: Iterable[Floats]) -> Beats:
    """Beats of mono sound at RATE, full scale -1 to 1, given in blocks [n].

    None where there is no music with a pulse; else of 55 to 215 a minute.
    """
    listeners, length = [_Listener(hop) for hop in _HOPS], 0
    for block in sound:
        length += len(block)
        for one in listeners:
            one.hear(one.features.hear(block))
    for one in listeners:
        one.hear(one.features.end())
    times = np.arange(length * FPS // RATE) / FPS
    if not len(times):
        return Beats(np.zeros(0), np.zeros(0), length / RATE)
    activations = np.mean([one.at(times, one.said) for one in listeners], axis=0)
    tones = next(one.at(times, one.tones) for one in listeners if one.hop == HOP)
    found, first = [np.zeros(0)], [np.zeros(0)]
    for begin, end in _music(activations):
        beats = begin + _tracked(activations[begin:end])
        down = downbeats(beats, activations, tones)
        found.append(beats / FPS)
        first.append(beats[down] / FPS)
    return Beats(np.concatenate(found), np.concatenate(first), length / RATE)


def _music(activations: Floats) -> Iterator[tuple[int, int]]:
    """Frames from the first to behind the last beat of each stretch without long pauses."""
    beats = np.flatnonzero(activations.sum(axis=1) >= _LEAST)
    for stretch in np.split(beats, np.flatnonzero(np.diff(beats) > _PAUSE) + 1):
        if len(stretch):
            yield int(stretch[0]), int(stretch[-1]) + 1


def _tracked(activations: Floats) -> NDArray[np.intp]:
    """Beats of one stretch, searched in parts of bounded length."""
    found = np.zeros(0, np.intp)
    for begin in range(0, len(activations), _PART):
        early, end = max(begin - _OVERLAP, 0), begin + _PART
        beats = early + track(activations[early : end + _OVERLAP])
        beats = beats[(beats >= begin) & (beats < end)]
        if len(found) > 1 and len(beats) and beats[0] - found[-1] < (found[-1] - found[-2]) * 0.6:
            beats = beats[1:]  # both parts have it
        found = np.concatenate([found, beats])
    return found
