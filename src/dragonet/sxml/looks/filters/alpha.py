"""Opacity."""

from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    start, end = call.values["alphaStart"], call.values["alphaEnd"]
    alpha = start + (end - start) * call.progress
    if alpha > 0:
        content(pen.faded(alpha))


ALPHA = Look(
    "filter",
    "alpha",
    "Opacity, changing evenly over the filter's time.",
    (
        Attribute("alphaStart", values.UNIT, "Opacity at the start.", "1.0"),
        Attribute("alphaEnd", values.UNIT, "Opacity at the end.", "1.0"),
    ),
    render=_draw,
    cost=3,
    moves=lambda given: given["alphaStart"] != given["alphaEnd"],
)
