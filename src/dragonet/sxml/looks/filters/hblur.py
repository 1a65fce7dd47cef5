"""Blur sideways."""

from typing import TYPE_CHECKING

from dragonet.sxml.look import Look
from dragonet.sxml.looks.filters.blur import DIAMETER, draw

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    draw(pen, content, call, 1.0, 0.0)


HBLUR = Look(
    "filter", "hblur", "Blurs sideways.", (DIAMETER,), render=_draw, cost=9, covers=lambda _: True
)
