"""The petals of a flower around the middle of the screen."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import skia

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.pieces import Outline, Pieces

_COUNT = 8

_SHARP = 1e-3
"""Width of an edge that is not soft, in half screens."""

_FOLD = 0.2
"""Share of the light that one half of each petal lacks."""

_SHADES = ((14.0, 0.05), (9.0, 0.07), (5.0, 0.09), (2.0, 0.12))
"""Widths, of a screen 360 high, and opacities of the strokes that make the shadow of a petal."""

_MIDDLE, _BROAD = 0.62, 0.345
"""Of its length: where a petal is broadest, and half of how broad it is there."""

_POINTS = 18
"""Of one side of a petal with a soft edge."""


@dataclass(frozen=True)
class Petal:
    """A petal.

    Attributes:
        length: from the middle of the flower.
        turn: degrees.
        soft: how wide its edge is.
        over: whether its shadow falls on all, not only on other petals.
    """

    length: float
    turn: float
    soft: float
    over: bool

    def draw(
        self, pen: Pen, taken: Pieces, boxes: tuple[Box, Box], dark: float, fold: float
    ) -> None:
        """Draw as much of a picture as is inside the petal: that part of it which is in the first
        box into the second, darkened, and by how far the petal is folded."""
        if self.soft > _SHARP:
            side = np.arange(2 * _POINTS) < _POINTS
            taken.soft(pen, *boxes, self._edge(), dark + 1.5 * _FOLD * fold * side)
            return
        whole, half = self._paths()
        self._shadow(pen, whole, fold)
        pen.canvas.save()
        pen.canvas.clipPath(whole, doAntiAlias=pen.screen.smooth)
        taken.part(pen, *boxes, dark)
        pen.canvas.restore()
        pen.canvas.drawPath(half, self._black(_FOLD * fold))

    def _shadow(self, pen: Pen, path: skia.Path, dark: float) -> None:
        """What it casts around itself."""
        for width, alpha in _SHADES:
            paint = self._black(alpha * dark)
            paint.setStyle(skia.Paint.kStroke_Style)
            paint.setStrokeWidth(width / 180)
            pen.canvas.drawPath(path, paint)

    def _black(self, alpha: float) -> skia.Paint:
        paint = skia.Paint(AntiAlias=True, Color4f=skia.Color4f(0, 0, 0, alpha))
        paint.setBlendMode(skia.BlendMode.kSrcOver if self.over else skia.BlendMode.kSrcATop)
        return paint

    def _paths(self) -> tuple[skia.Path, skia.Path]:
        """Its shape, and the half of it that is in the shade."""
        (x, y), (far_x, far_y), (end, _) = self._curve()[1:].tolist()
        whole = skia.Path()
        whole.moveTo(0, 0)
        whole.cubicTo(x, y, far_x, far_y, end, 0)
        half = skia.Path(whole)
        half.quadTo(end / 2, y / 10, 0, 0)
        whole.cubicTo(far_x, -far_y, x, -y, 0, 0)
        turn = skia.Matrix.RotateDeg(self.turn)
        whole.transform(turn)
        half.transform(turn)
        return whole, half

    def _curve(self) -> Outline:
        """The cubic curve of its one side."""
        return self.length * np.array([(0, 0), (0.34, 0.575), (0.9, 0.345), (1, 0)])

    def _edge(self) -> tuple[Outline, Outline]:
        """Where it begins to be seen, and where it is opaque."""
        way = np.linspace(0, 1, _POINTS)[:, None]
        terms = ((1 - way) ** 3, 3 * way * (1 - way) ** 2, 3 * way**2 * (1 - way), way**3)
        one = sum(term * point for term, point in zip(terms, self._curve(), strict=True))
        outer = np.concatenate((one, one[::-1] * (1, -1)))
        middle = np.array((_MIDDLE * self.length, 0))
        share = min(0.95, self.soft / (_BROAD * self.length))
        root = np.minimum(1, 3 * outer[:, :1] / self.length)  # where the petals are joined
        inner = outer + (middle - outer) * share * root
        angle = np.radians(self.turn)
        turn = np.array([(np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))])
        return outer @ turn, inner @ turn


def petals(length: float, turn: float, soft: float, *, over: bool) -> Iterator[Petal]:
    """The petals of a ring of that length, turned by some petals, with edges that wide."""
    for petal in range(_COUNT):
        yield Petal(length, (turn + petal) * 360 / _COUNT, soft, over)
