"""Blur in all directions."""

from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen

DIAMETER = Attribute(
    "diameter", values.AMOUNT, "Width of the blur, in pixels of a screen 360 high.", "10.0"
)


def draw(pen: "Pen", content: "Content", call: "FilterCall", across: float, up: float) -> None:
    """Blur by shares of the diameter, which holds two standard deviations on either side."""
    from dragonet.sxml.render.blur import blurred
    from dragonet.sxml.render.screen import FONT_SCREEN

    sigma = call.values["diameter"] / 4 * 2 / FONT_SCREEN
    blurred(pen, content, call.box, sigma * across, sigma * up, opaque=call.opaque)


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    draw(pen, content, call, 1.0, 1.0)


BLUR = Look(
    "filter",
    "blur",
    "Blurs in all directions.",
    (DIAMETER,),
    render=_draw,
    cost=12,
    covers=lambda _: True,
)
