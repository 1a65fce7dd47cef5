"""Depth of field."""

from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.filters.blur import DIAMETER

if TYPE_CHECKING:
    import skia

    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen
    from dragonet.sxml.render.veils import Levels


_LINES = 180
_HALFWAY = 0.45
"""Of the blur, where it has come half the way."""


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    from dragonet.sxml.render.screen import FONT_SCREEN
    from dragonet.sxml.render.veils import shape, smooth

    far = _far(call)
    sigma = call.values["diameter"] / 4 * 2 / FONT_SCREEN
    with pen.together() if call.opaque else pen.group() as whole:
        content(whole)
        if sigma > 0:
            _softer(whole, content, call, sigma * _HALFWAY, shape(smooth(2 * far)))
            _softer(whole, content, call, sigma, shape(smooth(2 * far - 1)))


def _softer(
    pen: "Pen", content: "Content", call: "FilterCall", sigma: float, mask: "skia.Image"
) -> None:
    """Put a blurred content over the sharper one, or where that has holes in its place."""
    import skia

    from dragonet.sxml.render.blur import blurred
    from dragonet.sxml.render.veils import lay, masked

    def soft(inner: "Pen") -> None:
        blurred(inner, content, call.box, sigma, sigma, opaque=call.opaque)

    if call.opaque:
        masked(pen, soft, mask, call.box)
        return
    lay(pen, mask, call.box, skia.Paint(BlendMode=skia.BlendMode.kDstOut))
    with pen.group(skia.Paint(BlendMode=skia.BlendMode.kPlus)) as added:
        masked(added, soft, mask, call.box)


def _far(call: "FilterCall") -> "Levels":
    """How far out of focus, 1 all of the way or more."""
    import numpy as np

    from dragonet.sxml.render.veils import grid

    given, aspect = call.values, call.box.aspect
    across, down = grid(aspect, _LINES)
    x, y = given["center"]
    across, down = across - (x - 0.5) * aspect, down - (y - 0.5)
    half, wide = max(given["height"] / 2, 1e-6), given["width"]
    if wide is None:
        outside = abs(down) - half + 0 * across
    else:
        outside = (np.hypot(across / max(wide / 2, 1e-6), down / half) - 1) * half
    return np.asarray(outside / max(given["transWidth"], 1e-6))


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
    covers=lambda _: True,
)
