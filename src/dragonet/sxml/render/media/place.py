"""Where a box lands on the screen, to the pixel where that is what is meant.

Sides within a fiftieth of a pixel of the edge between two pixels are put there: a picture that
fills the screen then covers its border whole, whatever the arithmetic before left over.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.pen import Pen

_NEAR = 0.02
"""Pixels."""

_FLAT = 1e-6
"""Share by which the far side may be smaller and still count as not tilted."""


@dataclass(frozen=True)
class Place:
    """A box on the screen.

    Attributes:
        matrix: from the unit square, y down, to pixels; shape (3, 3).
        upright: whether it is only scaled and moved, not turned, mirrored or tilted.
    """

    matrix: NDArray[np.float64]
    upright: bool

    @property
    def rect(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of an upright one, pixels."""
        (width, _, left), (_, height, top), _ = self.matrix.tolist()
        return left, top, left + width, top + height

    @property
    def exact(self) -> tuple[int, int] | None:
        """Its width and height if it is upright and made of whole pixels."""
        sides = self.rect if self.upright else (0.5,)
        if any(side != round(side) for side in sides):
            return None
        left, top, right, bottom = map(round, sides)
        return (right - left, bottom - top) if right > left and bottom > top else None

    @property
    def size(self) -> tuple[float, float] | None:
        """The length of its longer side across and down, pixels; None if it reaches behind the
        camera."""
        corners = self.matrix @ np.array([[0, 1, 0, 1], [0, 0, 1, 1], [1, 1, 1, 1]], np.float64)
        if corners[2].min() < 1e-3:
            return None
        a, b, c, d = (corners[:2] / corners[2]).T
        across = max(math.dist(a, b), math.dist(c, d))
        return across, max(math.dist(a, c), math.dist(b, d))

    def scales(self, width: int, height: int) -> tuple[float, float]:
        """The least and the most pixels of the screen for one of a picture `width` x `height`."""
        if self.upright:
            across, down = self.matrix[0, 0] / width, self.matrix[1, 1] / height
            return float(min(across, down)), float(max(across, down))
        points = [(0.5, 0.5), (0, 0), (1, 0), (0, 1), (1, 1)]
        found = [self._scales_at(x, y, width, height) for x, y in points]
        return min(low for low, _ in found), max(high for _, high in found)

    def _scales_at(self, x: float, y: float, width: int, height: int) -> tuple[float, float]:
        seen = self.matrix @ (x, y, 1.0)
        if seen[2] < 1e-3:
            return math.inf, 0.0
        slopes = (self.matrix[:2, :2] - np.outer(seen[:2] / seen[2], self.matrix[2, :2])) / seen[2]
        values = np.linalg.svd(slopes / (width, height), compute_uv=False)
        return float(values[-1]), float(values[0])

    @contextmanager
    def on(self, canvas: skia.Canvas) -> Iterator[skia.Rect]:
        """The rectangle to draw into, while the canvas is set for it."""
        canvas.save()
        try:
            if self.upright:
                canvas.setMatrix(skia.Matrix())
                yield skia.Rect.MakeLTRB(*self.rect)
            else:
                canvas.setMatrix(skia.Matrix.MakeAll(*self.matrix.ravel().tolist()))
                yield skia.Rect.MakeLTRB(0, 0, 1, 1)
        finally:
            canvas.restore()


def place(pen: Pen, box: Box) -> Place:
    """Where a box of the pen's space is on the screen."""
    canvas = np.array(pen.canvas.getTotalMatrix().get9(), np.float64).reshape(3, 3)
    unit = np.array([[box.width, 0, box.left], [0, -box.height, box.top], [0, 0, 1]])
    matrix = canvas @ unit
    if matrix[2, 2] <= 0 or abs(matrix[2, :2]).max() > _FLAT * matrix[2, 2]:
        return Place(matrix, False)
    matrix /= matrix[2, 2]
    matrix[2, :2] = 0
    turned = max(abs(matrix[0, 1]), abs(matrix[1, 0])) > _NEAR
    if turned or matrix[0, 0] <= 0 or matrix[1, 1] <= 0:
        return Place(matrix, False)
    matrix[0, 1] = matrix[1, 0] = 0
    for row in (0, 1):
        first, last = _snapped(matrix[row, 2]), _snapped(matrix[row, 2] + matrix[row, row])
        matrix[row, row], matrix[row, 2] = last - first, first
    return Place(matrix, True)


def _snapped(side: float) -> float:
    nearest = round(side)
    return float(nearest) if abs(side - nearest) < _NEAR else float(side)
