"""Attributes of single elements; also those that only types not available yet would use."""

from dragonet.media.speech.voices import VOICES
from dragonet.sxml import values
from dragonet.sxml.attributes import (
    ADAPTERS,
    DIRECTION,
    DIRECTIONS,
    DURATION,
    SIDES,
    SKIP,
    VOLUME,
    Attribute,
)
from dragonet.sxml.types import choice, integer, number, pair

_COLOR = Attribute("color", values.COLOUR, "A colour.")
_WIDTH = Attribute("width", values.AMOUNT, "A width.")
_TRANS_WIDTH = Attribute("transWidth", values.AMOUNT, "Width over which the look fades.")

SEQUENCE = (
    Attribute("cut", choice("beats", "bars"), "What of the music of `audio` its cuts are on."),
    Attribute(
        "audio",
        values.URL,
        "URL of the music; nothing is heard of it without an `<audio>` of the same.",
    ),
    Attribute(
        "every",
        integer(1, 64),
        "Beats or bars that each child without `duration` lasts; without it, the end of a child "
        "moves to the nearest one.",
    ),
    SKIP.but(summary="Seconds of the music that are left out at its start, as by `<audio skip>`."),
)

EFFECT = (
    Attribute("adapter", choice(*ADAPTERS), "How a picture is brought to the screen's shape."),
    DIRECTION,
    Attribute("cameramove", choice(*SIDES), "Where the camera moves to."),
    Attribute("filterType", choice("grow"), "The filter that the look uses."),
    _TRANS_WIDTH,
    _WIDTH,
    _COLOR,
)

CENTERS = ("middle", "left", "right", "top", "bottom")
TWO_CENTERS = (*CENTERS, "hmiddle", "vmiddle")

OVERLAP = DURATION.but(
    type=values.SECONDS,
    default="1.0",
    summary="Seconds that it lasts; no longer than the shorter neighbour.",
)
TRANSITION = (
    DIRECTION,
    Attribute("rotCenter", choice(*CENTERS), "What it turns around."),
    Attribute("angle", values.NUMBER, "Degrees that it turns by."),
    Attribute("directions", pair(DIRECTIONS, DIRECTIONS), "Directions of the first and second."),
    Attribute("rotCenters", pair(TWO_CENTERS, TWO_CENTERS), "What the two turn around."),
    Attribute("angles", values.COUPLE, "Degrees that the two turn by."),
    Attribute("drawOrder", choice("normal", "inverted"), "Which of the two is in front."),
)

FILTER = (
    _COLOR,
    Attribute("margin", values.NUMBER, "A margin."),
    _WIDTH,
    _TRANS_WIDTH,
    Attribute("height", values.AMOUNT, "A height."),
    Attribute("aspectRatio", values.POSITIVE, "Width over height."),
    Attribute("rate", values.AMOUNT, "Times per second."),
    Attribute("offset", values.NUMBER, "An offset."),
    DIRECTION,
    Attribute("center", values.COUPLE, "A centre."),
)

TEXT = (
    Attribute("direction", choice(*SIDES, "static"), "Where the text moves to.", "static"),
    Attribute(
        "fontsize",
        values.POSITIVE,
        "Size of the letters, in pixels of a screen whose shorter side is 360.",
    ),
    Attribute("fontname", values.TEXT, "Name or family of the font.", "arial"),
    Attribute("fontcolor", values.COLOUR, "Colour of the letters.", "#ffffff"),
    Attribute("backgroundcolor", values.COLOUR, "Colour behind the text."),
    Attribute("speed", values.AMOUNT, "Factor of the movement's speed.", "1.0"),
    Attribute("vector", values.BOOLEAN, "Text is redrawn at every scale, always.", "true"),
    Attribute("reference", values.LINES, "A text whose lines are the box of the text."),
    Attribute("wrap", values.BOOLEAN, "Whether long lines are broken.", "true"),
    Attribute("interlign", values.AMOUNT, "Factor of the distance of lines.", "1.0"),
)

LOOP = Attribute(
    "loop",
    values.BOOLEAN,
    "Whether it starts again at its end, from `skip` on, as often as there is time; its length "
    "then does not decide that of its parent.",
    "false",
)

AUDIO = (
    VOLUME,
    Attribute("fadein", values.SECONDS, "Seconds to fade in.", "0"),
    Attribute("fadeout", values.SECONDS, "Seconds to fade out.", "0"),
    SKIP,
    LOOP,
    Attribute("voice", choice(*VOICES), "Voice that speaks the text, as audio.tts names it."),
    Attribute("duck-others", number(0, 10), "Volume of tracks without this while it sounds."),
    Attribute("duck-margin", values.SECONDS, "Seconds of ducking before and after.", "0.5"),
    Attribute("duck-fade", values.SECONDS, "Seconds to fade to that volume and back.", "1.0"),
    Attribute("duck-threshold", values.UNIT, "Level that counts as sound, 1 its maximum.", "0.05"),
)

IMAGE = (
    Attribute("width", integer(0, 16384), "Width of a plain colour, pixels."),
    Attribute("height", integer(0, 16384), "Height of a plain colour, pixels."),
    DURATION,
)

VIDEO = (
    Attribute(
        "speed",
        number(0.01, 100),
        "Factor of the speed; the sound keeps its pitch, and is heard from 0.25 to 4.",
        "1.0",
    ),
    Attribute("audio", values.BOOLEAN, "Whether its sound is heard.", "true"),
    LOOP,
)
