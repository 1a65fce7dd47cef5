"""An old television set."""

from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.types import number

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    import skia

    from dragonet.sxml.render.colours import linear
    from dragonet.sxml.render.television import scanned, shifted
    from dragonet.sxml.render.veils import overlaid

    given = call.values
    place = call.rounds()  # of the bar, in its own ways

    def bright(inner: "Pen") -> None:
        with inner.group(skia.Paint(ColorFilter=linear(_TUBE))) as glowing:
            content(glowing)

    def picture(inner: "Pen") -> None:
        shifted(inner, bright, call.box, given["offset"], place)

    def over(inner: "Pen") -> None:
        scanned(inner, call.box, given["height"], place)

    overlaid(pen, picture, over, opaque=call.opaque)


_TUBE = (
    (1.16, 0.04, 0.02, 0.0, 0.015),
    (0.02, 1.17, 0.04, 0.0, 0.025),
    (0.02, 0.05, 1.20, 0.0, 0.040),
    (0.0, 0.0, 0.0, 1.0, 0.0),
)
"""Brighter, for what the lines take away; blacks are those of a tube."""

TV = Look(
    "filter",
    "tv",
    "A television set with a tube: lines, colours that do not quite meet, dark corners, and a bar "
    "of light that runs down and bends the picture.",
    (
        Attribute("rate", values.AMOUNT, "Times per second that the bar runs down.", "0.25"),
        Attribute("height", values.POSITIVE, "Of a line, pixels of a screen 360 high.", "3.0"),
        Attribute(
            "offset",
            number(-20, 20),
            "Between red and blue, in pixels of a screen 360 high.",
            "2.0",
        ),
    ),
    render=_draw,
    cost=14,
    moves=lambda given: given["rate"] > 0,
    covers=lambda _: True,
)
