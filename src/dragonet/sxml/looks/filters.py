"""Filters of pictures and of what nodes draw."""

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.types import choice, number

PRESETS = ("sepia", "grayscale")
_LATER_PRESETS = ("vintage", "cold", "warm", "contrast", "negative")

_DIAMETER = Attribute(
    "diameter", values.AMOUNT, "Width of the blur, in pixels of a screen 360 high.", "10.0"
)

ALPHA = Look(
    "filter",
    "alpha",
    "Opacity, changing evenly over the filter's time.",
    (
        Attribute("alphaStart", values.UNIT, "Opacity at the start.", "1.0"),
        Attribute("alphaEnd", values.UNIT, "Opacity at the end.", "1.0"),
    ),
)
BLUR = Look("filter", "blur", "Blurs in all directions.", (_DIAMETER,))
HBLUR = Look("filter", "hblur", "Blurs sideways.", (_DIAMETER,))
VBLUR = Look("filter", "vblur", "Blurs up and down.", (_DIAMETER,))
FRAME = Look(
    "filter",
    "frame",
    "A border; the picture shrinks to fit inside it.",
    (
        Attribute("width", number(0, 0.5), "Width of the border, in picture heights.", "0.03"),
        Attribute("color", values.COLOUR, "Colour of the border.", "#ffffff"),
    ),
)
MASK = Look(
    "filter",
    "mask",
    "Shows what its child, the mask, makes opaque.",
    (
        Attribute("opaqueColor", values.COLOUR, "Colour of the mask that shows.", "#ffffff"),
        Attribute("transparentColor", values.COLOUR, "Colour of the mask that hides.", "#000000"),
    ),
    children=(1, 1),
)
COLORMAP = Look(
    "filter",
    "colormap",
    "Maps colours onto others.",
    (
        Attribute("preset", choice(*PRESETS, later=_LATER_PRESETS), "A map that is ready."),
        Attribute(
            "rgba-bias-matrix",
            values.MATRIX,
            "What red, green, blue and alpha become, and a colour to add.",
        ),
    ),
    one_of=("preset", "rgba-bias-matrix"),
)
TINT = Look(
    "filter",
    "tint",
    "Greys become the colours between two.",
    (
        Attribute("blackColor", values.COLOUR, "What black becomes.", "#000000"),
        Attribute("whiteColor", values.COLOUR, "What white becomes.", "#ffffff"),
    ),
)
