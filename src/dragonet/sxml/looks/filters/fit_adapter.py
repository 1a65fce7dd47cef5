"""A picture as large as fits into its box."""

from typing import TYPE_CHECKING

from dragonet.sxml.look import Look
from dragonet.sxml.looks.filters.adapter import MOVEMENT, draw, moves

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    draw(pen, content, call, "fitAdapter")


FIT = Look(
    "filter",
    "fitAdapter",
    "Fits into the box, aspect kept.",
    MOVEMENT,
    render=_draw,
    cost=3,
    moves=moves,
)
