"""Beats and downbeats of sound of any length, at bounded memory."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dragonet.media.audio.bars import downbeats
from dragonet.media.audio.beat_decoder import FPS, track
from dragonet.media.audio.beat_features import HOP, RATE, Features, bass, chroma
from dragonet.media.audio.beat_networks import Networks
from dragonet.media.audio.offbeat import on_the_bass

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Frames = NDArray[np.intp]

_HEARINGS = {353: 1.0, HOP: 2.0, 551: 4.0}
"""Gains by hop. The networks hear the music slower, as it is, and faster, and louder and louder:
what they say depends on tempo and level more than it should."""
_LEAST = 0.2
"""An activation below says that there is no beat."""
_PAUSE = 5 * FPS
"""Music has no longer time without a beat, frames."""
_COHERENT, _AROUND = 0.2, 10 * FPS
"""Least part of what the networks say, in the frames around, that repeats from beat to beat:
speech reaches 0.15, noise 0.05."""
_FEWEST = 3
"""Fewer beats are no pulse."""
_PART, _OVERLAP = 600 * FPS, 15 * FPS
"""Longer music is searched in parts, frames; the overlap settles the tempo."""


@dataclass(frozen=True)
class Beats:
    """Beats and those of them that begin a bar, and the length of the sound, all in seconds."""

    beats: Doubles
    downbeats: Doubles
    duration: float

    @property
    def tempo(self) -> float | None:
        """Beats per minute by the median interval; None without beats."""
        return 60 / float(np.median(np.diff(self.beats))) if len(self.beats) else None


@dataclass
class _Listener:
    """The networks at one speed and level, and what they said so far."""

    hop: int
    gain: float
    networks: Networks = field(default_factory=Networks)
    said: list[Floats] = field(default_factory=list)
    tones: list[Floats] = field(default_factory=list)
    low: list[Floats] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.features = Features(self.hop)

    def hear(self, features: Iterable[Floats]) -> None:
        for block in features:
            self.said.append(self.networks.hear(block))
            if self.hop == HOP:
                self.tones.append(chroma(block))
                self.low.append(bass(block))

    def at(self, times: Doubles, blocks: list[Floats]) -> Floats:
        """Values of blocks of frames at times, s."""
        values = np.concatenate(blocks)
        frames = times * (RATE / self.hop)
        columns = [np.interp(frames, np.arange(len(values)), column) for column in values.T]
        return np.stack(columns, axis=1).astype(np.float32)


def find_beats(sound: Iterable[Floats], progress: Callable[[float], None]) -> Beats:
    """Beats of mono sound at RATE, full scale -1 to 1, given in blocks [n].

    None where there is no music with a pulse; else of 55 to 215 a minute. `progress` hears from
    time to time, when all sound was heard, up to which second beats were sought.
    """
    activations, tones, low, duration = _listen(sound)
    found, first = [np.zeros(0)], [np.zeros(0)]
    for begin, end in _music(activations):
        beats = _tracked(activations, begin, end, progress)
        beats = on_the_bass(_pulse(beats, activations), low)
        down = downbeats(beats, activations, tones)
        found.append(beats / FPS)
        first.append(beats[down] / FPS)
    return Beats(np.concatenate(found), np.concatenate(first), duration)


def _listen(sound: Iterable[Floats]) -> tuple[Floats, Floats, Floats, float]:
    """What the networks say, the chroma and the bass, [n, 2], [n, 12] and [n, 1] at FPS, and how
    long it was, s."""
    listeners = [_Listener(hop, gain) for hop, gain in _HEARINGS.items()]
    length = 0
    for block in sound:
        length += len(block)
        for one in listeners:
            one.hear(one.features.hear(block * np.float32(one.gain)))
    if not length:
        nothing = [np.zeros((0, width), np.float32) for width in (2, 12, 1)]
        return nothing[0], nothing[1], nothing[2], 0.0
    for one in listeners:
        one.hear(one.features.end())
    times = np.arange(-(-length * FPS // RATE)) / FPS
    activations = np.mean([one.at(times, one.said) for one in listeners], axis=0)
    plain = next(one for one in listeners if one.hop == HOP)
    tones, low = plain.at(times, plain.tones), plain.at(times, plain.low)
    return activations, tones, low, length / RATE


def _music(activations: Floats) -> Iterator[tuple[int, int]]:
    """Frames from the first to behind the last beat of each stretch without long pauses."""
    beats = np.flatnonzero(activations.sum(axis=1) >= _LEAST)
    for stretch in np.split(beats, np.flatnonzero(np.diff(beats) > _PAUSE) + 1):
        if len(stretch):
            yield int(stretch[0]), int(stretch[-1]) + 1


def _pulse(beats: Frames, activations: Floats) -> Frames:
    """Those of the beats of a stretch where the music repeats from beat to beat."""
    if len(beats) < _FEWEST:
        return beats[:0]
    steps = np.arange(16) / 16
    places = beats[:-1, None] + np.diff(beats)[:, None] * steps
    rows = np.interp(places, np.arange(len(activations)), activations.sum(axis=1))
    sums = np.concatenate([np.zeros((1, len(steps))), np.cumsum(rows, axis=0)])
    squares = np.concatenate([[0], np.cumsum((rows**2).mean(axis=1))])
    first = np.searchsorted(beats[:-1], beats - _AROUND)
    last = np.searchsorted(beats[:-1], beats + _AROUND)
    count = last - first
    profile = (sums[last] - sums[first]) / count[:, None]
    total = (squares[last] - squares[first]) / count - profile.mean(axis=1) ** 2
    share = profile.var(axis=1) / np.maximum(total, 1e-6)
    share = (share * count - 1) / np.maximum(count - 1, 1)  # what chance repeats is taken off
    runs = np.split(np.arange(len(beats)), np.flatnonzero(np.diff(share >= _COHERENT / 2)) + 1)
    kept = [run for run in runs if len(run) >= _FEWEST and share[run].max() >= _COHERENT]
    return np.asarray(beats[np.concatenate([*kept, runs[0][:0]])])


def _tracked(
    activations: Floats, begin: int, end: int, progress: Callable[[float], None]
) -> Frames:
    """Beats of one stretch, searched in parts of bounded length."""
    found = np.zeros(0, np.intp)
    for start in range(begin, end, _PART):
        stop = min(start + _PART, end)
        early = max(start - _OVERLAP, begin)
        beats = early + track(activations[early : min(stop + _OVERLAP, end)])
        beats = beats[(beats >= start) & (beats < stop)]
        if len(found) > 1 and len(beats) and beats[0] - found[-1] < (found[-1] - found[-2]) * 0.6:
            beats = beats[1:]  # both parts have it
        found = np.concatenate([found, beats])
        progress(stop / FPS)
    return found
