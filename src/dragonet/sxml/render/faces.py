"""Full-screen pictures as panels that turn in space."""

import math

import numpy as np
import skia

from dragonet.sxml.render import matrices
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content
from dragonet.sxml.render.matrices import Matrix
from dragonet.sxml.render.pen import Pen, rect

_DARK = 0.75
"""Share of the light that a panel loses when it is seen from its edge."""

_RIM = 3
"""Pixels by which a panel goes on below its neighbour."""


def panel(pen: Pen, content: Content, box: Box, matrix: Matrix, *, both: bool = False) -> None:
    """Draw what fills a box, moved by a matrix, the darker the more it turns away.

    Seen from behind it is not drawn unless `both`.
    """
    facing = faced(pen, matrix)
    if facing <= 0 and not both:
        return
    with pen.moved(matrix) as moved, moved.clipped(box) as inside:
        _lit(inside, content, box, _dark(matrix))


def rim(pen: Pen, content: Content, box: Box, matrix: Matrix, side: tuple[float, float]) -> None:
    """Draw some pixels beyond a side of such a panel, for the neighbour to be drawn over: two
    smooth edges that meet would let what is behind shine through."""
    with pen.moved(matrix) as moved:
        width = _RIM * box.height / max(1.0, moved.pixels(box))
        x, y = side[0] * width, side[1] * width
        outside = Box(
            box.right if x > 0 else box.left + min(x, 0),
            box.top if y > 0 else box.bottom + min(y, 0),
            box.left if x < 0 else box.right + max(x, 0),
            box.bottom if y < 0 else box.top + max(y, 0),
        )
        with moved.clipped(outside) as strip, strip.moved(matrices.translate(x, y)) as shifted:
            _lit(shifted, content, box, _dark(matrix))


def _lit(pen: Pen, content: Content, box: Box, dark: float) -> None:
    """A content that has lost a share of its light."""
    with pen.group() as whole:
        content(whole.moving())
        shade = skia.Paint(Color4f=skia.Color4f(0, 0, 0, dark), BlendMode=skia.BlendMode.kSrcATop)
        whole.canvas.drawRect(rect(box), shade)


def faced(pen: Pen, matrix: Matrix) -> float:
    """Above 0 if the front of a panel is seen."""
    seen = pen.camera @ pen.model @ matrix
    camera = np.array([0.0, 0.0, matrices.DISTANCE])
    return float(seen[:3, 2] @ (camera - seen[:3, 3]))


def hinged(box: Box, centre: str, degrees: float) -> Matrix:
    """Turned: in its plane, anti-clockwise, around its `middle`; around a side, whose opposite goes
    away for positive angles; around a line through its middle, of which the right or the top does.
    """
    x, y = box.center
    if centre == "middle":
        return matrices.about(matrices.rotate(degrees), x, y)
    across = centre in ("left", "right", "vmiddle")
    sign = -1 if centre in ("right", "top", "hmiddle") else 1
    if not across:
        sign = 1 if centre == "top" else -1
    turn = matrices.rotate(sign * degrees, *((0, 1, 0) if across else (1, 0, 0)))
    place = {"left": (box.left, y), "right": (box.right, y), "top": (x, box.top)}
    return matrices.about(turn, *place.get(centre, (x, box.bottom if centre == "bottom" else y)))


def _dark(matrix: Matrix) -> float:
    away = min(1.0, abs(float(matrix[2, 2])) / max(1e-9, float(np.linalg.norm(matrix[:3, 2]))))
    return float(_DARK * math.sqrt(1 - away * away) ** 1.5)
