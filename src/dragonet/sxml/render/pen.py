"""What nodes draw with: a canvas, where it is in space, and how opaque what is drawn shall be."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import numpy as np
import skia

from dragonet.sxml.render import matrices
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.matrices import Matrix
from dragonet.sxml.render.screen import Screen

_PLANE = np.ix_([0, 1, 3], [0, 1, 3])
"""Rows and columns of x, y and w."""


_MOVING = 1.01
"""`detail` of what moves without getting larger."""


@dataclass(frozen=True)
class Pen:
    """Draws at a place in space and at a time.

    Attributes:
        canvas: its matrix maps the pen's space, z = 0, y up, to pixels, with perspective.
        screen: what is drawn onto.
        time: ticks since the start of the movie.
        alpha: opacity of what is drawn: a single picture puts it into its paint, several that
            overlap are grouped first.
        detail: how much larger than now things get at their largest, so that pictures are held
            at one scale through a movement.
        model: from the pen's space to that of the screen.
        camera: from the space of the screen to that of the camera.
        window: from the pixels of the screen to those of the canvas, which may be a part of it.
    """

    canvas: skia.Canvas
    screen: Screen
    time: int
    alpha: float = 1.0
    detail: float = 1.0
    model: Matrix = field(default_factory=matrices.identity)
    camera: Matrix = field(default_factory=matrices.identity)
    window: Matrix = field(default_factory=matrices.identity)

    @property
    def matrix(self) -> Matrix:
        """From the pen's space to pixels."""
        screen = self.screen
        seen = matrices.perspective(screen.aspect, screen.width, screen.height)
        return self.window @ seen @ self.camera @ self.model

    def faded(self, alpha: float) -> "Pen":
        """One that draws less opaque."""
        return replace(self, alpha=self.alpha * alpha)

    def at(self, time: int) -> "Pen":
        """One at another time."""
        return replace(self, time=time)

    def larger(self, detail: float) -> "Pen":
        """One whose things will get `detail` times as large as they are now."""
        return replace(self, detail=self.detail * max(1.0, detail))

    def moving(self) -> "Pen":
        """One whose things move, so that no moment is sharper than another because a picture just
        falls on whole pixels."""
        return self.larger(_MOVING)

    @contextmanager
    def moved(self, matrix: Matrix) -> Iterator["Pen"]:
        """One in a space of its own, which `matrix` maps to this pen's."""
        with self._set(replace(self, model=self.model @ matrix)) as pen:
            yield pen

    @contextmanager
    def looking(self, camera: Matrix) -> Iterator["Pen"]:
        """One that is seen by another camera."""
        with self._set(replace(self, camera=camera)) as pen:
            yield pen

    @contextmanager
    def clipped(self, box: Box) -> Iterator["Pen"]:
        """One that draws inside a box only."""
        self.canvas.save()
        try:
            self.canvas.clipRect(rect(box), doAntiAlias=self.screen.smooth)
            yield self
        finally:
            self.canvas.restore()

    @contextmanager
    def group(self, paint: skia.Paint | None = None) -> Iterator["Pen"]:
        """One that draws a picture of its own, which is then put here by `paint` as a whole."""
        paint = skia.Paint(paint) if paint else skia.Paint()
        paint.setAlphaf(paint.getAlphaf() * self.alpha)
        self.canvas.saveLayer(None, paint)
        try:
            yield replace(self, alpha=1.0)
        finally:
            self.canvas.restore()

    @contextmanager
    def together(self) -> Iterator["Pen"]:
        """One for things that overlap: opaque, or drawing into a group."""
        if self.alpha == 1.0:
            yield self
            return
        with self.group() as pen:
            yield pen

    def paint(self) -> skia.Paint:
        """A paint with the pen's opacity and smoothness."""
        paint = skia.Paint(AntiAlias=self.screen.smooth)
        paint.setAlphaf(self.alpha)
        return paint

    def sees(self, box: Box) -> bool:
        """Whether any of a box may be on the screen."""
        return self.alpha > 0 and not self.canvas.quickReject(rect(box))

    def pixels(self, box: Box) -> float:
        """How many pixels high a box is at most, along its sides, on the screen."""
        matrix = self.matrix
        corners = [
            matrix @ (x, y, 0.0, 1.0) for x in (box.left, box.right) for y in (box.bottom, box.top)
        ]
        if any(corner[3] < 1e-3 for corner in corners):  # it reaches behind the camera
            return float(self.screen.height * 4)
        (a, b), (c, d) = [
            [(float(corner[0] / corner[3]), float(corner[1] / corner[3])) for corner in pair]
            for pair in (corners[:2], corners[2:])
        ]
        upright = max(math.dist(a, b), math.dist(c, d))
        across = max(math.dist(a, c), math.dist(b, d)) / box.aspect
        return max(upright, across)

    def depth(self, x: float, y: float, matrix: Matrix) -> float:
        """How near to the camera a point of a node with that matrix is: larger is nearer."""
        return float((self.camera @ self.model @ matrix @ (x, y, 0.0, 1.0))[2])

    @contextmanager
    def _set(self, pen: "Pen") -> Iterator["Pen"]:
        self.canvas.save()
        try:
            self.canvas.setMatrix(flat(pen.matrix))
            yield pen
        finally:
            self.canvas.restore()


def rect(box: Box) -> skia.Rect:
    """The box for Skia, which calls the side with the lesser y the top."""
    return skia.Rect.MakeLTRB(box.left, box.bottom, box.right, box.top)


def flat(matrix: Matrix) -> skia.Matrix:
    """What a matrix does to the plane z = 0."""
    return skia.Matrix.MakeAll(*(float(value) for value in matrix[_PLANE].ravel()))
