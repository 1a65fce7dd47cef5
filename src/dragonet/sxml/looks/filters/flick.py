"""A light that flickers."""

from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.filters.shared import SEED

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    from dragonet.sxml.render.chance import wandering

    given = call.values
    dip = max(0.0, wandering(call.seed, call.rounds(given["offset"])) - _LIT) / (1 - _LIT)
    alpha = given["alphaStart"] + (given["alphaEnd"] - given["alphaStart"]) * min(1.0, 1.4 * dip)
    if alpha > 0:
        content(pen.faded(alpha))


_LIT = 0.4
"""Of the time that the light is whole."""

FLICK = Look(
    "filter",
    "flick",
    "Flickers like a lamp that is about to fail: opacity that falls now and then, never alike.",
    (
        Attribute("rate", values.AMOUNT, "Changes per second.", "8.0"),
        Attribute("offset", values.NUMBER, "Seconds into the flicker at which it starts.", "0.0"),
        Attribute("alphaStart", values.UNIT, "Opacity while it is lit.", "1.0"),
        Attribute("alphaEnd", values.UNIT, "Opacity at its darkest.", "0.3"),
        SEED,
    ),
    render=_draw,
    cost=3,
    moves=lambda given: given["rate"] > 0 and given["alphaStart"] != given["alphaEnd"],
)
