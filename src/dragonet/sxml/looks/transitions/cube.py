"""The pictures are two sides of a cube that turns."""

import math
from typing import TYPE_CHECKING

from dragonet.sxml.look import Look
from dragonet.sxml.looks.transitions.move import WHERE

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.matrices import Matrix
    from dragonet.sxml.render.pen import Pen

_KEPT = 0.8
"""Of the way that the edge comes nearer, what the cube goes back for it."""

_BACK = 0.25
"""How far behind the screen the cube goes, half screen heights."""


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    from dragonet.sxml.render import faces
    from dragonet.sxml.render.dissolve import dissolve
    from dragonet.sxml.render.easing import smooth
    from dragonet.sxml.render.shift import way

    found = way(call.values["direction"], call.box)
    if found is None:
        dissolve(pen, first, second, call.progress, opaque=call.opaque)
        return
    box = call.box
    across = abs(found[0]) / box.width >= abs(found[1]) / box.height
    side = (math.copysign(1, found[0]), 0.0) if across else (0.0, math.copysign(1, found[1]))
    depth = (box.width if across else box.height) / 2
    angle = 90 * smooth(call.progress)
    one = _turned(side, depth, angle, 0), (-side[0], -side[1]), first
    two = _turned(side, depth, angle, -90), side, second
    below, above = (one, two) if angle > 45 else (two, one)
    with pen.clipped(box) as screen, screen.together() as both:
        if faces.faced(both, below[0]) > 0:
            faces.panel(both, below[2], box, below[0])
            faces.rim(both, below[2], box, below[0], below[1])
        faces.panel(both, above[2], box, above[0])


def _turned(side: tuple[float, float], depth: float, angle: float, offset: float) -> "Matrix":
    """A side of the cube, `offset` degrees from the first, once that has turned by an angle."""
    from dragonet.sxml.render import matrices

    turned = math.radians(angle)
    near = depth * (math.cos(turned) + math.sin(turned) - 1)
    back = _KEPT * near + _BACK * math.sin(2 * turned)
    turn = matrices.rotate(angle + offset, -side[1], side[0], 0)
    centre = matrices.translate(0, 0, -depth - back)
    return centre @ turn @ matrices.translate(0, 0, depth)


CUBE = Look(
    "transition",
    "cube",
    "The two are sides of a cube that turns.",
    (WHERE.but(summary=WHERE.summary.replace("slides", "turns")),),
    render=_draw,
    cost=24,
)
