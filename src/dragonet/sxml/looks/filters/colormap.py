"""A linear map of colours."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.types import choice

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen
    from dragonet.sxml.values import Colour

_SEPIA = ((0.393, 0.769, 0.189), (0.349, 0.686, 0.168), (0.272, 0.534, 0.131))
"""By which red, green and blue of a picture make those of an old print (W3C Filter Effects)."""

_GRAYSCALE = ((0.2126, 0.7152, 0.0722),) * 3
"""Brightness by ITU-R BT.709."""

PRESETS = {"sepia": _SEPIA, "grayscale": _GRAYSCALE}
_LATER_PRESETS = ("vintage", "cold", "warm", "contrast", "negative")


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    import skia

    from dragonet.sxml.render.colours import linear

    preset, matrix = call.values["preset"], call.values["rgba-bias-matrix"]
    rows = _given(matrix) if preset is None else _ready(PRESETS[preset])
    with pen.group(skia.Paint(ColorFilter=linear(rows))) as mapped:
        content(mapped)


def _given(matrix: Sequence["Colour"]) -> list[list[float]]:
    """Each colour is what one channel of the picture adds to the four; the last is always added."""
    return [[row[channel] / 255 for row in matrix] for channel in range(4)]


def _ready(map_: Sequence[Sequence[float]]) -> list[list[float]]:
    return [[*row, 0.0, 0.0] for row in map_] + [[0.0, 0.0, 0.0, 1.0, 0.0]]


COLORMAP = Look(
    "filter",
    "colormap",
    "Maps colours onto others.",
    (
        Attribute("preset", choice(*PRESETS, later=_LATER_PRESETS), "A map that is ready."),
        Attribute(
            "rgba-bias-matrix",
            values.MATRIX,
            "What red, green, blue and alpha become, and a colour to add: each channel of the "
            "result is r·1st + g·2nd + b·3rd + a·4th + 5th, all 0 to 1, cut to that.",
        ),
    ),
    one_of=("preset", "rgba-bias-matrix"),
    render=_draw,
    covers=lambda given: given["preset"] is not None,
)
