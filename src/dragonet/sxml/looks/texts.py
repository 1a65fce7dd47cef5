"""Kinds of text."""

from dragonet.sxml import values
from dragonet.sxml.attributes import FILENAME, Attribute
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
_WEIGHT = Attribute(
    "weight",
    either(choice(*_WEIGHTS), integer(1, 1000)),
    "Weight of the letters.",
    "normal",
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
        _WEIGHT,
        Attribute(
            "style", choice("normal", "italic", "oblique"), "Slant of the letters.", "normal"
        ),
        Attribute("stretch", choice(*_STRETCHES), "Width of the letters.", "normal"),
        Attribute("face", values.TEXT, "Family of the font; wins over `fontname`."),
    ),
    lines=True,
)
CAPTION = Look(
    "text",
    "caption",
    "The captions of a file, SubRip (SRT) or WebVTT, or those that are its text: each in its time.",
    (
        FILENAME.but(summary="URL of the captions; without it they are the text."),
        Attribute("offset", values.NUMBER, "Seconds added to the times of all captions.", "0"),
        _ALIGN.but(default="center,bottom", summary="Where captions are in their box."),
        _WEIGHT.but(default="semibold"),
    ),
    lines=True,
)
