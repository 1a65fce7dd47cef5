"""When a track sounds: where it is not nearly silent, by its own measure."""

import numpy as np
from numpy.typing import NDArray

from dragonet.sxml.sound.player import Player
from dragonet.sxml.sound.tracks import Track

_WINDOW = 0.01
"""Seconds of a window; its level is that of its highest sample."""

_WINDOWS = 1 << 20
"""Most windows that are held, about 3 hours; of a longer track they are twice as long and so on."""

_BATCH = 128
"""Windows that are looked at together, an even number."""

Stretches = NDArray[np.int64]
"""Numbers of first samples and of those after the last, shape (n, 2), in order."""


def stretches(track: Track, threshold: float, rate: int) -> Stretches:
    """Where the level of a track reaches `threshold` times its highest, fades and all.

    Decodes it once. Raises SourceError if nothing of it can be decoded.
    """
    levels, window = _levels(track, rate)
    highest = levels.max(initial=0)
    sounding = (levels >= threshold * highest) & (levels > 0)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], sounding, [False]))))
    return np.minimum(track.start + edges.reshape(-1, 2) * window, track.end)


def _levels(track: Track, rate: int) -> tuple[NDArray[np.float32], int]:
    """The highest sample of each window, and how many samples one is."""
    window = max(round(_WINDOW * rate), 1)
    levels, done = np.zeros(_WINDOWS, np.float32), 0
    player = Player(track, rate)
    try:
        while player.position < track.end:
            if done + _BATCH > levels.size:
                levels[: done // 2], window = levels[:done].reshape(-1, 2).max(axis=1), 2 * window
                done //= 2
            sound = np.abs(player.read(_BATCH * window))
            levels[done : done + _BATCH] = sound.reshape(2, _BATCH, window).max(axis=(0, 2))
            done += _BATCH
    finally:
        player.close()
    return levels[:done], window
