"""A linear map of colours."""

from collections.abc import Sequence
from contextlib import ExitStack
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

_VINTAGE = (
    (0.70, 0.17, 0.03, 0.075),
    (0.09, 0.75, 0.05, 0.070),
    (0.07, 0.18, 0.47, 0.115),
)
"""A print that has faded: colours closer to each other, milky shadows, yellowish lights."""

_COLD = ((0.86, 0.04, 0.02, -0.015), (0.0, 0.97, 0.04, 0.0), (0.0, 0.06, 1.02, 0.045))
_WARM = ((1.02, 0.05, 0.0, 0.020), (0.02, 0.97, 0.0, 0.010), (0.0, 0.06, 0.82, -0.005))

_STRONG = 1.35
_CONTRAST = tuple(
    (*(_STRONG * (place == channel) for place in range(3)), (1 - _STRONG) / 2)
    for channel in range(3)
)
_NEGATIVE = ((-1.0, 0.0, 0.0, 1.0), (0.0, -1.0, 0.0, 1.0), (0.0, 0.0, -1.0, 1.0))

PRESETS: dict[str, Sequence[Sequence[float]]] = {
    "sepia": _SEPIA,
    "grayscale": _GRAYSCALE,
    "vintage": _VINTAGE,
    "cold": _COLD,
    "warm": _WARM,
    "contrast": _CONTRAST,
    "negative": _NEGATIVE,
}
"""What red, green and blue of the picture add to each of them, and what is always added."""


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    import skia

    from dragonet.sxml.render.colours import linear
    from dragonet.sxml.render.veils import hidden

    preset, matrix = call.values["preset"], call.values["rgba-bias-matrix"]
    rows = _given(matrix) if preset is None else _ready(PRESETS[preset])
    with ExitStack() as around:
        if preset is None:  # it may look at the opacity: what fades does so after the map
            pen = around.enter_context(pen.together())
        if rows[3][4] > 0:  # what is clear gets a colour: that of the box, and not of all around it
            pen = around.enter_context(pen.clipped(hidden(pen, call.box)))
        mapped = around.enter_context(pen.group(skia.Paint(ColorFilter=linear(rows))))
        content(mapped)


def _given(matrix: Sequence["Colour"]) -> list[list[float]]:
    """Each colour is what one channel of the picture adds to the four; the last is always added."""
    return [[row[channel] / 255 for row in matrix] for channel in range(4)]


def _ready(map_: Sequence[Sequence[float]]) -> list[list[float]]:
    rows = [[*row[:3], 0.0, *(row[3:] or (0.0,))] for row in map_]
    return [*rows, [0.0, 0.0, 0.0, 1.0, 0.0]]


COLORMAP = Look(
    "filter",
    "colormap",
    "Maps colours onto others.",
    (
        Attribute("preset", choice(*PRESETS), "A map that is ready."),
        Attribute(
            "rgba-bias-matrix",
            values.MATRIX,
            "What red, green, blue and alpha become, and a colour to add: each channel of the "
            "result is r·1st + g·2nd + b·3rd + a·4th + 5th, all 0 to 1, cut to that.",
        ),
    ),
    one_of=("preset", "rgba-bias-matrix"),
    render=_draw,
    cost=7,
    covers=lambda given: given["preset"] is not None,
)
