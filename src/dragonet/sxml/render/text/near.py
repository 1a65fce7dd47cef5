"""Letters on a plane that passes the camera: Skia draws those behind it upside down in front."""

from itertools import pairwise

import skia

from dragonet.sxml.render.pen import Pen

_NEAR = 0.01
"""Of the distance from the camera to the screen: how near letters are drawn."""


def before(pen: Pen, path: skia.Path) -> skia.Path:
    """The part of a path that is before the camera; mostly the path itself."""
    matrix = pen.canvas.getTotalMatrix()
    if not matrix.hasPerspective():
        return path
    tilt = matrix.getPerspX(), matrix.getPerspY(), matrix.get(skia.Matrix.kMPersp2)
    bounds = path.getBounds()
    corners = [bounds.left(), bounds.right(), bounds.right(), bounds.left()]
    points = list(zip(corners, [bounds.top()] * 2 + [bounds.bottom()] * 2, strict=True))
    away = [tilt[0] * x + tilt[1] * y + tilt[2] - _NEAR for x, y in points]
    if min(away) >= 0:
        return path
    front = []
    around = list(zip(points, away, strict=True))
    for (point, here), (after, there) in pairwise([*around, around[0]]):
        if here >= 0:
            front.append(point)
        if (here >= 0) != (there >= 0):
            share = here / (here - there)
            front.append(tuple(a + (b - a) * share for a, b in zip(point, after, strict=True)))
    area = skia.Path()
    area.addPoly([skia.Point(*point) for point in front], True)
    return skia.Op(path, area, skia.PathOp.kIntersect_PathOp) if front else area
