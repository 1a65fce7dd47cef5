"""Light that shines beyond what is bright."""

from contextlib import nullcontext
from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.filters.blur import DIAMETER

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen
    from dragonet.sxml.values import Colour


_WHOLE = 4.0
"""Width of a shine from which on it has its strength; what shines by nothing is not brighter."""

_DARK = 0.45
"""Up to this level nothing shines."""


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    # Light that goes beyond what it is of is added to what is behind, and not as part of a group.
    with pen.together() if call.opaque else nullcontext(pen) as whole:
        content(whole)
        glowing(whole, content, call, call.values["diameter"], call.values["color"])


def glowing(
    pen: "Pen", content: "Content", call: "FilterCall", diameter: float, light: "Colour"
) -> None:
    """Add the light of what is bright in a content, blurred and in a colour."""
    import skia

    from dragonet.sxml.render.blur import blurred
    from dragonet.sxml.render.colours import linear
    from dragonet.sxml.render.screen import FONT_SCREEN

    *tone, strength = (channel / 255 for channel in light)
    strength *= min(1.0, diameter / _WHOLE)
    gain = 1 / (1 - _DARK)
    rows = [[0.0] * 5 for _ in range(4)]
    for place, share in enumerate(tone):
        rows[place][place], rows[place][4] = gain * share, -gain * share * _DARK
    rows[3][3] = 1.0

    def bright(inner: "Pen") -> None:
        with inner.group(skia.Paint(ColorFilter=linear(rows))) as highlights:
            content(highlights)

    shine = skia.Paint(BlendMode=skia.BlendMode.kScreen)
    shine.setAlphaf(strength)
    sigma = diameter / 4 * 2 / FONT_SCREEN
    if strength > 0:
        with pen.group(shine) as added:
            blurred(added, bright, call.box, sigma, sigma, opaque=call.opaque, light=True)


GLOW = Look(
    "filter",
    "glow",
    "What is bright shines beyond its edges, as through a soft lens.",
    (
        DIAMETER.but(default="40.0", summary="Width of the shine, pixels of a screen 360 high."),
        Attribute("color", values.COLOUR, "Its colour; its opacity is its strength.", "#ffffffb3"),
    ),
    render=_draw,
    cost=10,
    covers=lambda _: True,
)
