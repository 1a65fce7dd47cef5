"""Attributes that several effects have."""

from dragonet.sxml import values
from dragonet.sxml.attributes import ADAPTERS, SIDES, Attribute
from dragonet.sxml.types import choice, number

ADAPTER = Attribute(
    "adapter",
    choice(*ADAPTERS),
    "How the picture is brought to the screen's shape: `kenburnsAdapter` zooms and pans, "
    "`panoramicAdapter` pans; `zoomAdapter` cuts it, `fixedAdapter` shows the whole of it with "
    "black bars, `fitAdapter` without them, `none` stretches it.",
    "kenburnsAdapter",
)
BEHIND = Attribute("color", values.COLOUR, "Colour behind; none shows what is below.")
EDGE = Attribute(
    "transWidth",
    number(0, 0.5),
    "Width over which the edges of what moves are soft, in screen heights.",
    "0",
)
WAY = Attribute(
    "direction",
    choice("positive", "negative"),
    "`positive` comes at the start, `negative` goes at the end.",
    "positive",
)
CAMERA = Attribute("cameramove", choice(*SIDES), "Where the camera moves to.", "right")
