"""One picture pushes the other."""

from typing import TYPE_CHECKING

from dragonet.sxml.attributes import DIRECTION
from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen
    from dragonet.sxml.render.shift import Way


WHERE = DIRECTION.but(
    default="left",
    summary="Where it slides to; `positive` is right, `negative` left, `x,y` a vector, y upwards, "
    "`static` a crossfade.",
)


def pushed(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    """Draw the two side by side."""
    from dragonet.sxml.render import shift

    def moved(inner: "Pen", way: "Way", share: float) -> None:
        shift.fringe(inner, first, call.box, way, share)
        shift.shifted(inner, first, call.box, way, share)
        shift.shifted(inner, second, call.box, way, share - 1)

    shift.directed(pen, first, second, call, moved)


MOVE = Look(
    "transition",
    "move",
    "The second pushes the first off the screen.",
    (WHERE,),
    render=pushed,
    covers=lambda values: isinstance(values["direction"], str) or 0 in values["direction"],
)
