"""Two panels that go through each other: where on the screen each of them is in front."""

import numpy as np
import skia

from dragonet.sxml.render import matrices
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.matrices import Matrix
from dragonet.sxml.render.pen import Pen

_SAME = 1e-6
"""Difference of nearness that does not count."""


def in_front(pen: Pen, one: Matrix, other: Matrix, box: Box) -> skia.Path | None:
    """The part of a box in the pen's space that shows `one` before `other`, planes that the
    matrices move; None if that is nowhere.

    On the ray from the camera through a point, how near a plane is (one over its distance) is
    linear in the point, so the two are parted by a straight line.
    """
    corners = [(box.left, box.bottom), (box.right, box.bottom), (box.right, box.top)]
    corners.append((box.left, box.top))
    ahead = [_nearness(pen, one, *at) - _nearness(pen, other, *at) for at in corners]
    if max(ahead) <= _SAME:
        return None
    points: list[skia.Point] = []
    for place, (x, y) in enumerate(corners):
        here, there = ahead[place], ahead[(place + 1) % 4]
        if here >= 0:
            points.append(skia.Point(x, y))
        if (here >= 0) != (there >= 0):
            next_x, next_y = corners[(place + 1) % 4]
            share = here / (here - there)
            points.append(skia.Point(x + (next_x - x) * share, y + (next_y - y) * share))
    path = skia.Path()
    path.addPoly(points, True)
    return path


def _nearness(pen: Pen, matrix: Matrix, x: float, y: float) -> float:
    """Of a moved plane on the ray through a point of the pen's: 1 where that point is, 0 far."""
    seen = pen.camera @ pen.model
    eye = np.array([0.0, 0.0, matrices.DISTANCE])
    plane = seen @ matrix
    normal, ray = plane[:3, 2], (seen @ (x, y, 0.0, 1.0))[:3] - eye
    away = float(normal @ (plane[:3, 3] - eye))
    return float(normal @ ray) / away if abs(away) > _SAME else 0.0
