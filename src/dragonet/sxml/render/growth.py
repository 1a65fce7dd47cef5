"""Shapes with more around them: the largest value within a disc, whose border is smooth."""

import math

import numpy as np
from numpy.typing import NDArray

Levels = NDArray[np.uint8]
"""Shape (height, width)."""


def grown(levels: Levels, radius: float) -> Levels:
    """Each pixel as much as the largest one that is no farther than a radius, in pixels.

    The next one beyond counts as far as the disc covers it, so that a radius may grow smoothly.
    """
    made = levels.copy()
    across = levels.copy()  # the largest within `reach` to the left and right
    reach = 0
    for rise in range(math.ceil(radius), -1, -1):
        full = math.floor(math.sqrt(max(radius * radius - rise * rise, 0.0)))
        while reach < full:
            reach += 1
            _beside(across, levels, reach)
        inside = rise <= radius
        row = across.copy() if inside else np.zeros_like(levels)
        outer = full + 1 if inside else 0
        while (share := radius + 1 - math.hypot(outer, rise)) > 1 / 255:
            _beside(row, (levels * np.uint16(round(256 * share)) >> 8).astype(np.uint8), outer)
            outer += 1
        _above(made, row, rise)
    return made


def _beside(made: Levels, levels: Levels, step: int) -> None:
    """The larger of each pixel and of those some columns to its left and right."""
    if step < made.shape[1]:
        left, right = slice(None, made.shape[1] - step), slice(step, None)
        np.maximum(made[:, left], levels[:, right], out=made[:, left])
        np.maximum(made[:, right], levels[:, left], out=made[:, right])


def _above(made: Levels, levels: Levels, step: int) -> None:
    """The same with rows."""
    if step < made.shape[0]:
        top, bottom = slice(None, made.shape[0] - step), slice(step, None)
        np.maximum(made[top], levels[bottom], out=made[top])
        np.maximum(made[bottom], levels[top], out=made[bottom])
