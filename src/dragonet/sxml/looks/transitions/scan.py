"""A line of light passes and leaves the other picture behind it."""

from typing import TYPE_CHECKING

from dragonet.sxml.look import Look
from dragonet.sxml.looks.transitions.move import WHERE

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen

_SOFT, _LIGHT = 0.1, 0.12
"""Widths of the edge and of the light, in half screen heights."""

_BRIGHT = 0.85


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    from dragonet.sxml.render import edges, reveal
    from dragonet.sxml.render.dissolve import dissolve
    from dragonet.sxml.render.easing import smooth

    course = edges.course(call)
    if course is None:
        dissolve(pen, first, second, call.progress, opaque=call.opaque)
        return
    direction, start, end = course
    box = call.box
    soft, light = (size * min(box.width, box.height) / 2 for size in (_SOFT, _LIGHT))
    start, end = start - light, end + light + soft
    place = start + (end - start) * smooth(call.progress)

    def mask(inner: "Pen") -> None:
        edges.half(inner, direction, place, soft)

    reveal.revealed(pen, first, second, mask, box, opaque=call.opaque)
    with pen.clipped(box) as inner:
        edges.glow(inner, direction, place - soft / 2, light, _BRIGHT)


SCAN = Look(
    "transition",
    "scan",
    "A line of light passes and leaves the second behind it.",
    (WHERE.but(default="right"),),
    render=_draw,
    cost=8,
    covers=lambda _: True,
)
