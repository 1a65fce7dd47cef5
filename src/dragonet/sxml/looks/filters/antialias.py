"""Smoother edges."""

from typing import TYPE_CHECKING

from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


_FINER = 0.5
"""Of a pixel: what a picture is drawn at first."""


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    from dragonet.sxml.render.sheet import sheet

    made = sheet(pen, content, call.box, (0.0, 0.0), (_FINER, _FINER))
    if made is not None:
        made.put(pen)


ANTIALIAS = Look(
    "filter",
    "antialias",
    "Draws twice as fine and reduces it: smoother edges of what is turned, tilted or finely "
    "patterned. It is cut at its box.",
    render=_draw,
    cost=15,
    covers=lambda _: True,
)
