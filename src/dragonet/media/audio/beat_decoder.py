"""From how much each frame is a beat to the beats: the most probable steady pulse.

The bar-pointer model of Krebs, Böck and Widmer, "An efficient state-space model for joint tempo
and meter tracking" (ISMIR 2015), with the observations of Böck, Krebs and Widmer, "Joint beat and
downbeat tracking with recurrent neural networks" (ISMIR 2016). Tempo only changes at beats, so
the search steps from beat to beat instead of walking through all states between two of them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

FPS = 100
"""Frames per second of the activations."""
SLOWEST, FASTEST = 55, 215
"""Tempi, beats per minute."""

_STEADY = 100.0
"""How much a tempo likes to stay: lambda of the exponential distribution of its changes."""
_SHARP = 16
"""A beat takes up this part of the time to the next one."""
_LEAST = 1e-5
_REACH = 16
"""How many frames longer or shorter than the last one an interval between beats may be."""

_INTERVALS = np.arange(60 * FPS // FASTEST, 60 * FPS // SLOWEST + 2)
_LONGEST = int(_INTERVALS[-1])
_TEMPI = np.arange(len(_INTERVALS))
_WIDTHS = np.ceil(_INTERVALS / _SHARP).astype(int)
_METERS = (3, 4)
_KINDS = np.concatenate([[1] + [0] * (meter - 1) for meter in _METERS])
"""Of each beat of a bar of each meter: which activation shows it."""
_BEFORE = np.concatenate(
    [np.roll(np.arange(meter), 1) + sum(_METERS[:index]) for index, meter in enumerate(_METERS)]
)
"""The beat before each beat."""
_NONE = 255


@dataclass
class _End:
    """The last beat of a path: its likelihood, frame, beat of the bar and tempo."""

    score: float = -np.inf
    at: int = 0
    beat: int = 0
    tempo: int = 0


def track(activations: Floats) -> NDArray[np.intp]:
    """Frames of the beats, by activations [n, (beat but no downbeat, downbeat)] at FPS.

    There are beats throughout, however weak the activations: give it music only.
    """
    origins, end = _search(_evidence(activations))
    found: list[int] = []
    at, beat, tempo = end.at, end.beat, end.tempo
    strength = activations.sum(axis=1)
    while at >= _LONGEST:
        start = at - _LONGEST
        found.append(start + int(strength[start : start + _WIDTHS[tempo]].argmax()))
        origin = int(origins[at, beat, tempo])
        if origin == _NONE:
            break
        at, beat, tempo = at - int(_INTERVALS[origin]), int(_BEFORE[beat]), origin
    return np.array(found[::-1], np.intp)


def _evidence(activations: Floats) -> Floats:
    """Sums up to each frame of the log odds of a beat against none, for both kinds of beats.

    Nothing is known of the time before and after: a beat may begin there.
    """
    neither = (1 - activations.sum(axis=1)) / (_SHARP - 1)
    odds = np.log(np.maximum(activations, _LEAST) / np.maximum(neither, _LEAST)[:, None])
    sums = np.cumsum(np.pad(odds, ((_LONGEST + 1, _LONGEST), (0, 0))), axis=0)
    return sums.astype(np.float32)


def _search(sums: Floats) -> tuple[NDArray[np.uint8], _End]:
    """For each frame, beat and tempo the tempo before [frame, beat, tempo]; the best path's end."""
    frames, states = len(sums) - 1 - _LONGEST, (len(_KINDS), len(_TEMPI))
    origins = np.full((frames, *states), _NONE, np.uint8)
    recent = np.zeros((_LONGEST + 1, len(_TEMPI), len(_KINDS)), np.float32)
    changes, first = _changes(), _TEMPI - _REACH
    padded = np.full((len(_KINDS), len(_TEMPI) + 2 * _REACH), -np.inf, np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _REACH + 1, axis=1)
    scores, end = np.zeros(states, np.float32), _End()
    for at in range(frames):
        if at > _LONGEST:
            earlier = recent[(at - _INTERVALS) % len(recent), _TEMPI]
            padded[:, _REACH:-_REACH] = earlier.T[_BEFORE]
            candidates = windows + changes
            best = candidates.argmax(axis=2)
            scores = np.take_along_axis(candidates, best[:, :, None], 2)[:, :, 0]
            origins[at] = best + first
        whole = scores + (sums[at + _WIDTHS] - sums[at])[:, _KINDS].T
        recent[at % len(recent)] = whole.T
        if at >= frames - _LONGEST:
            end = _later(end, whole, at, frames)
    return origins, end


def _changes() -> Floats:
    """Log probability that a tempo [to] follows one at most _REACH away [to, from]."""
    ratio = _INTERVALS[None, :] / _INTERVALS[:, None]
    chance = np.exp(-_STEADY * np.abs(ratio - 1))
    chance /= chance.sum(axis=1, keepdims=True)
    padded = np.pad(chance, ((_REACH, _REACH), (0, 0)))
    rows = _TEMPI[:, None] + np.arange(2 * _REACH + 1)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(padded[rows, _TEMPI[:, None]]), np.float32)


def _later(end: _End, scores: Floats, at: int, frames: int) -> _End:
    """The better of a path's end and one whose last beat lasts until all is over."""
    open_ended = np.where(at + _INTERVALS >= frames, scores, -np.inf)
    beat, tempo = np.unravel_index(open_ended.argmax(), open_ended.shape)
    score = float(open_ended[beat, tempo])
    return _End(score, at, int(beat), int(tempo)) if score > end.score else end
