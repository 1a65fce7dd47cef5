"""Depth of field."""

from functools import lru_cache
from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.filters.blur import DIAMETER

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.focus import Masks
    from dragonet.sxml.render.pen import Pen


_LINES = 180


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    from dragonet.sxml.render.focus import defocused
    from dragonet.sxml.render.screen import FONT_SCREEN

    given, aspect = call.values, round(call.box.aspect, 3)
    shape = given["center"], given["height"], given["width"], given["transWidth"]
    sigma = given["diameter"] / 4 * 2 / FONT_SCREEN
    defocused(pen, content, call.box, sigma, _masks(aspect, *shape), opaque=call.opaque)


@lru_cache(16)
def _masks(
    aspect: float, center: tuple[float, float], height: float, width: float | None, soft: float
) -> "Masks":
    """Of a picture of that aspect."""
    import numpy as np

    from dragonet.sxml.render.focus import masks
    from dragonet.sxml.render.veils import grid

    across, down = grid(aspect, _LINES)
    across, down = across - (center[0] - 0.5) * aspect, down - (center[1] - 0.5)
    half = max(height / 2, 1e-6)
    if width is None:
        outside = abs(down) - half + 0 * across
    else:
        outside = (np.hypot(across / max(width / 2, 1e-6), down / half) - 1) * half
    return masks(np.asarray(outside / max(soft, 1e-6)))


DOF = Look(
    "filter",
    "dof",
    "Depth of field: what is nearer or farther than the focus, which is a band or an oval, is "
    "blurred.",
    (
        DIAMETER.but(default="16.0", summary="Width of the blur, pixels of a screen 360 high."),
        Attribute(
            "center",
            values.COUPLE,
            "Middle of the focus, in fractions of the picture from its left and top.",
            "0.5,0.5",
        ),
        Attribute("height", values.AMOUNT, "Height of the focus, in picture heights.", "0.3"),
        Attribute(
            "width", values.AMOUNT, "Its width, in picture heights; without it a band across."
        ),
        Attribute("transWidth", values.AMOUNT, "Over which the blur comes, likewise.", "0.3"),
    ),
    render=_draw,
    cost=14,
    covers=lambda _: True,
)
