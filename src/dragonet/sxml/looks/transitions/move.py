"""One picture pushes the other."""

from typing import TYPE_CHECKING

from dragonet.sxml.attributes import DIRECTION
from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    from dragonet.sxml.render import shift
    from dragonet.sxml.render.dissolve import dissolve
    from dragonet.sxml.render.easing import swift

    way = shift.way(call.values["direction"], call.box)
    if way is None:
        dissolve(pen, first, second, call.progress, opaque=call.opaque)
        return
    share = swift(call.progress)
    with pen.clipped(call.box) as inner:
        shift.fringe(inner, first, call.box, way, share)
        shift.shifted(inner, first, call.box, way, share)
        shift.shifted(inner, second, call.box, way, share - 1)


MOVE = Look(
    "transition",
    "move",
    "The second pushes the first off the screen.",
    (DIRECTION.but(default="left"),),
    render=_draw,
)
