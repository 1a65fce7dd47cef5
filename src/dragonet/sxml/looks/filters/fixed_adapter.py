"""The whole picture, with bars."""

from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.filters.adapter import MOVEMENT, draw, moves

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    from dragonet.sxml.render.bars import barred

    def picture(inner: "Pen") -> None:
        draw(inner, content, call, "fixedAdapter")

    barred(pen, picture, call.box, call.values["color"])


FIXED = Look(
    "filter",
    "fixedAdapter",
    "The whole picture, with bars beside it.",
    (*MOVEMENT, Attribute("color", values.COLOUR, "Colour beside the picture.", "#00000000")),
    render=_draw,
    cost=3,
    moves=moves,
    covers=lambda given: given["color"][3] == 255,
)
