"""Which beats begin a bar: by the network's word and by where the harmony changes."""

import numpy as np
from numpy.typing import NDArray

from dragonet.media.audio.beat_decoder import FPS

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Beats = NDArray[np.intp]

_PRIOR = {2: -4.0, 3: -1.0, 4: 0.0}
"""Log probability of each meter, beats in a bar, against 4."""
_SLIP = -12.0
"""Log probability that a bar breaks off."""
_SHORT, _LONG = 0.6, 0.6
"""What a change of harmony says, seen over one beat and over two: arpeggios move at every beat."""
_NEAR = 3
"""Frames around a beat in which the network may speak of it."""


def downbeats(beats: Beats, activations: Floats, chroma: Floats) -> NDArray[np.bool_]:
    """Whether each beat begins a bar of 2, 3 or 4 beats, the same throughout.

    `beats` are frames of `activations` [n, (beat but no downbeat, downbeat)] and of `chroma`
    [n, 12]. How much each of both says was fitted by logistic regression.
    """
    if len(beats) < 2:
        return np.zeros(len(beats), np.bool_)
    harmony = _SHORT * _harmonic(beats, chroma, 1) + _LONG * _harmonic(beats, chroma, 2)
    evidence = _spoken(beats, activations) + harmony - 0.2
    paths = [_path(evidence, meter) for meter in _PRIOR]
    return np.asarray(max(paths, key=lambda path: path[0])[1] == 0)


def _spoken(beats: Beats, activations: Floats) -> Doubles:
    """Log odds, by the networks, of a downbeat against another beat."""
    near = beats[:, None] + np.arange(-_NEAR, _NEAR + 1)
    peaks = activations[np.clip(near, 0, len(activations) - 1)].max(axis=1) + 0.02
    return np.asarray(np.log(peaks[:, 1] / peaks[:, 0]), np.float64)


def _harmonic(beats: Beats, chroma: Floats, reach: int) -> Doubles:
    """How the pitch classes differ between `reach` beats before and after, in deviations."""
    sums = np.concatenate([np.zeros((1, 12)), np.cumsum(chroma, axis=0, dtype=np.float64)])
    edge = FPS // 25
    span = reach * int(np.median(np.diff(beats)))

    def mean(begin: Beats, end: Beats) -> Doubles:
        begin, end = np.clip(begin, 0, len(chroma)), np.clip(end, 0, len(chroma))
        values = (sums[end] - sums[begin]) / np.maximum(end - begin, 1)[:, None]
        return np.asarray(values - values.mean(axis=1, keepdims=True))

    before, after = mean(beats - span, beats - edge // 2), mean(beats + edge, beats + span)
    sizes = np.sqrt((before**2).sum(axis=1) * (after**2).sum(axis=1))
    change = 1 - (before * after).sum(axis=1) / (sizes + 1e-3)
    return np.asarray((change - change.mean()) / (change.std() + 0.02))


def _path(evidence: Doubles, meter: int) -> tuple[float, NDArray[np.intp]]:
    """The likelihood of a meter and the most probable place of each beat in its bar."""
    scores = np.zeros(meter)
    scores[0] = evidence[0]
    usual = np.roll(np.arange(meter), 1)
    origins = np.zeros((len(evidence), meter), np.intp)
    for beat in range(1, len(evidence)):
        best = scores.argmax()
        slipped = scores[best] + _SLIP > scores[usual]
        origins[beat] = np.where(slipped, best, usual)
        scores = np.where(slipped, scores[best] + _SLIP, scores[usual])
        scores[0] += evidence[beat]
    places = [scores.argmax()]
    for beat in range(len(evidence) - 1, 0, -1):
        places.append(origins[beat, places[-1]])
    return float(scores.max()) + _PRIOR[meter], np.array(places[::-1], np.intp)
