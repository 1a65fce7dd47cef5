"""A soft border."""

from typing import TYPE_CHECKING

from dragonet.sxml.attributes import SIDES, Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.types import choice, number

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


_FINE = 30
"""Fields of the mask within the margin."""

_LEAST = 1e-6
"""Margin below which none can be seen."""


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    margin = call.values["margin"]
    if margin < _LEAST:
        content(pen)
        return
    from dragonet.sxml.render.veils import grid, masked, smooth

    aspect, side = call.box.aspect, call.values["direction"]
    across, down = grid(aspect, round(min(max(128, _FINE / margin), 720)))
    inside = {  # from each side
        "left": across + aspect / 2,
        "right": aspect / 2 - across,
        "up": down + 0.5,
        "down": 0.5 - down,
    }
    if side is not None:
        levels = smooth(inside[side] / margin) + 0 * across + 0 * down
    else:
        wide, high = min(margin, aspect / 2), min(margin, 0.5)
        levels = smooth((aspect / 2 - abs(across)) / wide) * smooth((0.5 - abs(down)) / high)
    masked(pen, content, levels, call.box)


BORDER_BLUR = Look(
    "filter",
    "borderBlur",
    "The border is soft: towards it the picture fades out.",
    (
        Attribute("margin", number(0, 10), "Width of the border, in picture heights.", "0.1"),
        Attribute("direction", choice(*SIDES), "The only side that is soft; else all four are."),
    ),
    render=_draw,
    cost=8,
    covers=lambda given: given["margin"] == 0,
)
