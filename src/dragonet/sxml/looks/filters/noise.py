"""Film grain."""

from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.filters.shared import SEED
from dragonet.sxml.types import number

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    from dragonet.sxml.render.grain import grain
    from dragonet.sxml.render.veils import overlaid

    given = call.values
    strength = given["alphaStart"] + (given["alphaEnd"] - given["alphaStart"]) * call.progress
    step = int(call.rounds() + _SOON)

    def over(inner: "Pen") -> None:
        grain(inner, call.box, given["width"], seed=call.seed, step=step, strength=strength)

    if strength > 0:
        overlaid(pen, content, over, opaque=call.opaque)
    else:
        content(pen)


_SOON = 1e-6
"""Of a step: a frame at which one begins shows it, whatever was rounded."""

NOISE = Look(
    "filter",
    "noise",
    "Grain as on film, new several times a second; the same in every rendering.",
    (
        Attribute("rate", values.AMOUNT, "Times per second that it is new; 0: it stays.", "24.0"),
        Attribute("width", number(0.25, 100), "Of a grain, pixels of a screen 360 high.", "0.8"),
        Attribute("alphaStart", values.UNIT, "Strength at the start.", "0.35"),
        Attribute("alphaEnd", values.UNIT, "Strength at the end.", "0.35"),
        SEED,
    ),
    render=_draw,
    cost=6,
    moves=lambda given: given["rate"] > 0 or given["alphaStart"] != given["alphaEnd"],
    covers=lambda _: True,
)
