"""A picture that fills its box."""

from typing import TYPE_CHECKING

from dragonet.sxml.look import Look
from dragonet.sxml.looks.filters.adapter import MOVEMENT, draw, fills, moves

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    draw(pen, content, call, "zoomAdapter")


ZOOM = Look(
    "filter",
    "zoomAdapter",
    "Fills the screen, cut around the centre.",
    MOVEMENT,
    render=_draw,
    cost=3,
    moves=moves,
    covers=fills,
)
