"""A soft border."""

from typing import TYPE_CHECKING

from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.types import number

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


_FINE = 30
"""Fields of the mask within the margin."""


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    margin = call.values["margin"]
    if margin <= 0:
        content(pen)
        return
    from dragonet.sxml.render.veils import grid, masked, shape, smooth

    aspect = call.box.aspect
    across, down = grid(aspect, min(max(128, round(_FINE / margin)), 720))
    near = min(margin, aspect / 2)
    left, top = (aspect / 2 - abs(across)) / near, (0.5 - abs(down)) / margin
    masked(pen, content, shape(smooth(left) * smooth(top)), call.box)


BORDER_BLUR = Look(
    "filter",
    "borderBlur",
    "The border is soft: towards it the picture fades out.",
    (Attribute("margin", number(0, 0.5), "Width of the border, in picture heights.", "0.1"),),
    render=_draw,
    covers=lambda given: given["margin"] == 0,
)
