"""A memory."""

from functools import lru_cache
from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.filters.blur import DIAMETER
from dragonet.sxml.looks.filters.glow import glowing
from dragonet.sxml.values import Colour

if TYPE_CHECKING:
    import skia

    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    import math

    import skia

    from dragonet.sxml.render.colours import linear
    from dragonet.sxml.render.veils import overlaid

    given, passed = call.values, call.progress * call.duration
    breath = 0.5 - 0.5 * math.cos(math.tau * call.rounds())

    def faded(inner: "Pen") -> None:
        with inner.group(skia.Paint(ColorFilter=linear(_toned(given["color"])))) as toned:
            content(toned)

    def dreamt(inner: "Pen") -> None:
        faded(inner)
        glowing(inner, faded, call, given["diameter"], Colour(255, 255, 255, _SHINE))

    def light(inner: "Pen") -> None:
        _light(inner, call, breath, passed)

    overlaid(pen, dreamt, light, opaque=call.opaque)


_SHINE = 150
_KEPT = 0.35
"""Of the colours that is left."""


def _toned(tone: "Colour") -> list[list[float]]:
    """Paler colours, in a tone, with greyish blacks."""
    from dragonet.sxml.render.colours import LUMA

    rows = []
    for channel in range(3):
        share = tone[channel] / 255
        row = [(1 - _KEPT) * share * luma for luma in LUMA]
        row[channel] += _KEPT
        rows.append([*row, 0.0, 0.06 * share])
    return [*rows, [0.0, 0.0, 0.0, 1.0, 0.0]]


def _light(pen: "Pen", call: "FilterCall", breath: float, passed: float) -> None:
    """Light that comes in from the edges, and the flash that it starts with."""
    from dragonet.sxml.render.colours import colour
    from dragonet.sxml.render.pen import rect
    from dragonet.sxml.render.veils import lay

    lay(pen.faded(0.75 + 0.25 * breath), _edges(round(call.box.aspect, 3)), call.box)
    length = call.values["transWidth"]
    left = 1 - passed / length if passed < length else 0.0
    if left > 0:
        paint = pen.paint()
        paint.setColor4f(colour(Colour(255, 255, 255), pen.alpha * left**2))
        pen.canvas.drawRect(rect(call.box), paint)


@lru_cache(16)
def _edges(aspect: float) -> "skia.Image":
    import numpy as np

    from dragonet.sxml.render.veils import grid, smooth, veil

    across, down = grid(aspect, 90)
    far = np.hypot(across / aspect * 2, down * 2)
    light = 0.8 * smooth((far - 0.5) / 0.95)
    return veil(light, 0 * light)


FLASHBACK = Look(
    "filter",
    "flashback",
    "A memory: a flash, then pale colours in a warm tone that shine, and edges that dissolve in a "
    "light that breathes.",
    (
        Attribute("color", values.COLOUR, "The tone.", "#ffe6bf"),
        DIAMETER.but(default="50.0", summary="Width of the shine, pixels of a screen 360 high."),
        Attribute("rate", values.AMOUNT, "Breaths of the light per second.", "0.4"),
        Attribute("transWidth", values.AMOUNT, "Seconds of the flash at the start.", "0.6"),
    ),
    render=_draw,
    cost=19,
    moves=lambda given: given["rate"] > 0 or given["transWidth"] > 0,
    covers=lambda _: True,
)
