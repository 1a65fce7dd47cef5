"""Animators: movements of nodes, and keys."""

from dragonet.sxml import values
from dragonet.sxml.attributes import SIDES, Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.types import choice

_MODE = Attribute(
    "mode",
    choice("linear", "quadratic"),
    "`linear` moves evenly, `quadratic` is eased.",
    "linear",
)
_EASED = _MODE.but(default="quadratic")
_DIRECTION = Attribute("direction", choice(*SIDES), "Where it moves to.", "left")
_ANGLE = Attribute("angle", values.NUMBER, "Degrees that it turns by.", "90.0")
_AT_END = "With a `duration` alone it is at the end."

SLIDE = Look("animator", "slide", "Slides through, all the time.", (_DIRECTION, _MODE))
SLIDE_IN = Look("animator", "slide-in", "Slides to its place.", (_DIRECTION, _EASED))
SLIDE_OUT = Look(
    "animator", "slide-out", f"Slides off the screen. {_AT_END}", (_DIRECTION, _EASED), at_end=True
)
ROT_IN = Look("animator", "rot-in", "Turns to its place.", (_ANGLE, _EASED))
ROT_OUT = Look(
    "animator", "rot-out", f"Turns away from its place. {_AT_END}", (_ANGLE, _EASED), at_end=True
)
GROW = Look(
    "animator",
    "grow",
    "Moves towards the camera on z.",
    (
        Attribute("growStart", values.NUMBER, "z at the start.", "0.0"),
        Attribute("growEnd", values.NUMBER, "z at the end.", "0.1"),
        _MODE,
    ),
)
CUSTOM = Look("animator", "custom", "Goes from key to key.", (_MODE,))
