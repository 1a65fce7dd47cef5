"""One picture pushes the other."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dragonet.sxml import values
from dragonet.sxml.attributes import DIRECTION, Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.types import choice
from dragonet.sxml.vocabulary import CENTERS

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen
    from dragonet.sxml.render.shift import Way


WHERE = DIRECTION.but(
    default="left",
    summary="Where it slides to; `positive` is right, `negative` left, `x,y` a vector, y upwards, "
    "`static` a crossfade.",
)


TURN = (
    Attribute(
        "rotCenter",
        choice(*CENTERS),
        "What it turns around: in its plane the `middle`, in space a side.",
        "middle",
    ),
    Attribute(
        "angle",
        values.NUMBER,
        "Degrees by which what moves is turned when it is off the screen: in its plane "
        "anti-clockwise, in space away.",
        "0",
    ),
)


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    from dragonet.sxml.render.flight import Flight, flown

    if not call.values["angle"]:
        pushed(pen, first, second, call)
        return
    flight = Flight.of(call.values)
    flown(pen, first, second, call, (flight, flight))


def pushed(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    """Draw the two side by side."""
    from dragonet.sxml.render import shift

    def moved(inner: "Pen", way: "Way", share: float) -> None:
        shift.fringe(inner, first, call.box, way, share)
        shift.shifted(inner, first, call.box, way, share)
        shift.shifted(inner, second, call.box, way, share - 1)

    shift.directed(pen, first, second, call, moved)


def _covers(values: Mapping[str, Any]) -> bool:
    straight = isinstance(values["direction"], str) or 0 in values["direction"]
    return straight and not values["angle"]


MOVE = Look(
    "transition",
    "move",
    "The second pushes the first off the screen.",
    (WHERE, *TURN),
    render=_draw,
    cost=3,
    covers=_covers,
)
