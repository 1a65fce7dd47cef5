"""Blur up and down."""

from typing import TYPE_CHECKING

from dragonet.sxml.look import Look
from dragonet.sxml.looks.filters.blur import DIAMETER, draw

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    draw(pen, content, call, 0.0, 1.0)


VBLUR = Look(
    "filter",
    "vblur",
    "Blurs up and down.",
    (DIAMETER,),
    render=_draw,
    cost=8,
    covers=lambda _: True,
)
