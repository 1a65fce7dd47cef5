"""A pan from one end of a picture to the other."""

from typing import TYPE_CHECKING

from dragonet.sxml.look import Look
from dragonet.sxml.looks.filters.adapter import MOVEMENT, draw, fills

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    draw(pen, content, call, "panoramicAdapter")


PANORAMIC = Look(
    "filter",
    "panoramicAdapter",
    "Fills the screen and pans along the longer side.",
    MOVEMENT,
    render=_draw,
    cost=3,
    moves=lambda _: True,
    covers=fills,
)
