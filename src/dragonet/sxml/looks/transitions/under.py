"""One picture slides away from the other."""

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
        flights = (Flight.of(call.values), Flight())
        flown(pen, first, second, call, flights, inverted=True)
        return

    def moved(inner: "Pen", way: "Way", share: float) -> None:
        kept = [] if call.covered else [shift.moved_box(call.box, way, share)]
        with reveal.less(inner, kept) as rest:
            second(rest)
        if call.opaque and call.covered:
            shift.shadow(inner, call.box, way, share)
        shift.shifted(inner, first, call.box, way, share)

    shift.directed(pen, first, second, call, moved)


UNDER = Look(
    "transition",
    "under",
    "The first slides away and uncovers the second.",
    (WHERE, *TURN),
    render=_draw,
    cost=6,
    covers=lambda _: True,
)
