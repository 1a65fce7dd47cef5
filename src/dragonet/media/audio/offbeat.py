"""Beats that were found on hi-hats between the beats are moved to where the bass drum is."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Beats = NDArray[np.intp]

_SURE = 2.5
"""How many times more the bass must rise between the beats than on them: in syncopated music it
does both."""
_NEAR = 4
"""Frames around a beat in which the bass may rise for it."""


def on_the_bass(beats: Beats, bass: Floats) -> Beats:
    """The beats, frames of `bass` [n, 1], or their middles if the bass clearly plays there.

    `bass` is how much low sound rises. The networks take a loud hi-hat for the beat.
    """
    if len(beats) < 2:
        return beats
    middles = (beats[:-1] + beats[1:]) // 2
    first = beats[0] - (middles[0] - beats[0])
    last = beats[-1] + (beats[-1] - middles[-1])
    between = np.concatenate([[first], middles, [last]])
    between = between[(between > -_NEAR) & (between < len(bass))].clip(0)
    return between if _rise(between, bass) > _SURE * _rise(beats, bass) else beats


def _rise(beats: Beats, bass: Floats) -> float:
    near = beats[:, None] + np.arange(-_NEAR, _NEAR + 1)
    return float(bass[np.clip(near, 0, len(bass) - 1), 0].max(axis=1).mean()) + 1e-3
