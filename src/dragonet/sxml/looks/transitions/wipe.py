"""A soft edge passes and leaves the other picture behind it."""

from typing import TYPE_CHECKING

from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.transitions.move import WHERE
from dragonet.sxml.types import number

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen

_LEAST = 0.003
"""Width of an edge that is still smooth, as a part of the way."""


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    from dragonet.sxml.render import edges, reveal
    from dragonet.sxml.render.dissolve import dissolve
    from dragonet.sxml.render.easing import smooth

    course = edges.course(call)
    if course is None:
        dissolve(pen, first, second, call.progress, opaque=call.opaque)
        return
    direction, start, end = course
    width = max(_LEAST, call.values["transWidth"]) * (end - start)
    place = start + (end - start + width) * smooth(call.progress)

    def mask(inner: "Pen") -> None:
        edges.half(inner, direction, place, width)

    reveal.revealed(pen, first, second, mask, call.box, opaque=call.opaque)


WIPE = Look(
    "transition",
    "wipe",
    "A soft edge passes and leaves the second behind it.",
    (
        WHERE.but(default="right", summary=WHERE.summary.replace("slides", "goes")),
        Attribute("transWidth", number(0, 1), "Width of the edge, as a part of its way.", "0.25"),
    ),
    render=_draw,
    cost=10,
    covers=lambda _: True,
)
