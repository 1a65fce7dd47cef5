"""What `distancecolor` measures."""

from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen

WIDTH = Attribute(
    "distanceWidth", values.POSITIVE, "Reach of the styles around the letters.", "40.0"
)


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    content(pen)


DISTANCEMAP = Look(
    "filter",
    "distancemap",
    "Prepares the letters for `distancecolor`.",
    (WIDTH,),
    render=_draw,
    cost=3,
    covers=lambda _: True,
)
