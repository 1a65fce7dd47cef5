"""The movement of Ken Burns as a filter."""

from typing import TYPE_CHECKING

from dragonet.sxml.look import Look
from dragonet.sxml.looks.filters.adapter import MOVEMENT, draw, fills

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    draw(pen, content, call, "kenburnsAdapter")


KENBURNS_ADAPTER = Look(
    "filter",
    "kenburnsAdapter",
    "Fills the screen with a slow zoom and pan.",
    MOVEMENT,
    render=_draw,
    cost=5,
    moves=lambda _: True,
    covers=fills,
)
