"""Both pictures move, each its own way."""

from dataclasses import replace
from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import DEPTH, DIRECTIONS, Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.transitions.move import pushed
from dragonet.sxml.types import choice, pair
from dragonet.sxml.vocabulary import TWO_CENTERS

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    from dragonet.sxml.render.flight import Flight, flown

    names = ("directions", "rotCenters", "angles")
    one, two = (Flight(*(call.values[name][number] for name in names)) for number in (0, 1))
    if one.direction == two.direction and not (one.angle or two.angle):
        pushed(pen, first, second, replace(call, values={"direction": one.direction}))
        return
    inverted, depth = call.values["drawOrder"] == "inverted", call.values["depthEnable"]
    flown(pen, first, second, call, (one, two), inverted=inverted, depth=depth)


DUALMOVE = Look(
    "transition",
    "dualmove",
    "Both move and turn, each its own way.",
    (
        Attribute(
            "directions",
            pair(DIRECTIONS, DIRECTIONS),
            "Where the first and the second slide to; `static` stays and fades.",
            "left,left",
        ),
        Attribute(
            "rotCenters",
            pair(TWO_CENTERS, TWO_CENTERS),
            "What they turn around: in their plane the `middle`, in space a side, or the "
            "horizontal or vertical middle line.",
            "middle,middle",
        ),
        Attribute(
            "angles",
            values.COUPLE,
            "Degrees by which the first is turned at the end and the second at the start: in their "
            "plane anti-clockwise, in space away.",
            "0,0",
        ),
        Attribute(
            "drawOrder",
            choice("normal", "inverted"),
            "`normal` has the second in front, `inverted` the first, where neither is nearer.",
            "normal",
        ),
        DEPTH.but(summary="Whether what is nearer hides what is behind it, or `drawOrder` alone."),
    ),
    render=_draw,
    cost=3,
)
