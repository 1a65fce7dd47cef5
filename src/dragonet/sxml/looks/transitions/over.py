"""One picture slides in over the other."""

from typing import TYPE_CHECKING

from dragonet.sxml.look import Look
from dragonet.sxml.looks.transitions.move import TURN, WHERE

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen
    from dragonet.sxml.render.shift import Way


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    from dragonet.sxml.render import reveal, shift
    from dragonet.sxml.render.flight import Flight, flown

    if call.values["angle"]:
        flights = (Flight(), Flight.of(call.values))
        flown(pen, first, second, call, flights)
        return

    def moved(inner: "Pen", way: "Way", share: float) -> None:
        gone = [] if call.opaque else [shift.moved_box(call.box, way, share - 1)]
        with reveal.less(inner, gone) as rest:
            first(rest)
        if call.opaque:
            shift.shadow(inner, call.box, way, share - 1)
        shift.shifted(inner, second, call.box, way, share - 1)

    shift.directed(pen, first, second, call, moved)


OVER = Look(
    "transition",
    "over",
    "The second slides in over the first.",
    (WHERE, *TURN),
    render=_draw,
    cost=6,
    covers=lambda _: True,
)
