"""A colour that is transparent."""

from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    from dragonet.sxml.render.keying import cleared
    from dragonet.sxml.render.sheet import sheet

    made = sheet(pen, content, call.box, (0.0, 0.0))
    if made is not None:
        given = call.values
        clear, width, fade = given["transparentColor"], given["width"], given["transWidth"]
        made.made(cleared(made.pixels, clear, width, fade)).put(pen)


MAKE_TRANSPARENT = Look(
    "filter",
    "makeTransparent",
    "Makes one colour transparent, such as the paper behind a drawing; edges keep only their own "
    "colour.",
    (
        Attribute("transparentColor", values.COLOUR, "The colour.", "#ffffff"),
        Attribute(
            "width", values.UNIT, "How far others may be from it, 1 black from white.", "0.04"
        ),
        Attribute(
            "transWidth", values.UNIT, "Likewise, over which they get opaque after that.", "0.3"
        ),
    ),
    render=_draw,
    cost=13,
)
