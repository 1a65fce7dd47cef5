"""Chroma key."""

from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    from dragonet.sxml.render.keying import keyed
    from dragonet.sxml.render.sheet import sheet

    made = sheet(pen, content, call.box, (0.0, 0.0))
    if made is not None:
        given = call.values
        made.made(keyed(made.pixels, given["color"], given["width"], given["transWidth"])).put(pen)


KEY = Look(
    "filter",
    "key",
    "Chroma key: what has the hue of a screen is transparent, however it is lit, and its light is "
    "taken from the rest. White, grey and black have no hue: with them it is what is near to that "
    "colour, as with makeTransparent.",
    (
        Attribute("color", values.COLOUR, "Colour of the screen.", "#00ff00"),
        Attribute(
            "width", values.UNIT, "Share of the screen that a clear colour may lack.", "0.15"
        ),
        Attribute(
            "transWidth", values.UNIT, "Likewise, over which they get opaque after that.", "0.65"
        ),
    ),
    render=_draw,
    cost=27,
)
