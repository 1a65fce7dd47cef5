"""One picture slides away from the other."""

from typing import TYPE_CHECKING

from dragonet.sxml.look import Look
from dragonet.sxml.looks.transitions.move import WHERE

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen
    from dragonet.sxml.render.shift import Way


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    from dragonet.sxml.render import shift

    def moved(inner: "Pen", way: "Way", share: float) -> None:
        second(inner)
        shift.shadow(inner, call.box, way, share)
        shift.shifted(inner, first, call.box, way, share)

    shift.directed(pen, first, second, call, moved)


UNDER = Look(
    "transition",
    "under",
    "The first slides away and uncovers the second.",
    (WHERE,),
    render=_draw,
    covers=lambda _: True,
)
