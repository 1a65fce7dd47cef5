"""Kinds of text."""

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.types import choice, either, integer

_ALIGN = Attribute("align", values.ALIGN, "Where the lines are in their box.", "center,center")
_WEIGHTS = ("thin", "light", "normal", "medium", "semibold", "bold", "heavy")
_STRETCHES = (
    "ultracondensed",
    "extracondensed",
    "condensed",
    "semicondensed",
    "normal",
    "semiexpanded",
    "expanded",
    "extraexpanded",
    "ultraexpanded",
)

LEGEND = Look(
    "text", "legend", "A caption in a band along the bottom.", (_ALIGN.but(default="center"),)
)
ZONE = Look(
    "text", "zone", "As large as its box allows, unless `fontsize` is given.", (_ALIGN,), lines=True
)
ADVANCED = Look(
    "text",
    "advanced",
    "Laid out around the centre of the screen; `reference` gives it a box.",
    (
        _ALIGN.but(default="left", summary="Side of the anchor; mirrored for right-to-left."),
        Attribute(
            "weight",
            either(choice(*_WEIGHTS), integer(1, 1000)),
            "Weight of the letters.",
            "normal",
        ),
        Attribute(
            "style", choice("normal", "italic", "oblique"), "Slant of the letters.", "normal"
        ),
        Attribute("stretch", choice(*_STRETCHES), "Width of the letters.", "normal"),
        Attribute("face", values.TEXT, "Family of the font; wins over `fontname`."),
    ),
    lines=True,
)
