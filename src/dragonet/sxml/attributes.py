"""Attributes, and the groups of them that several elements share."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from dragonet.sxml import values
from dragonet.sxml.types import Type, choice, either, number


@dataclass(frozen=True)
class Attribute:
    """An attribute of an element or of one of its types.

    Attributes:
        name: as the document writes it.
        type: what values it takes.
        summary: what it does, with unit.
        default: the value if it is not given, as a document would write it; None: none.
        required: whether it must be given.
    """

    name: str
    type: Type
    summary: str
    default: str | None = None
    required: bool = False

    @cached_property
    def value(self) -> Any:
        """The default, read."""
        return None if self.default is None else self.type.value(self.default)

    def but(self, **changes: Any) -> "Attribute":
        """The same with another default, type or summary."""
        return replace(self, **changes)


DURATION = Attribute(
    "duration", values.DURATION, "Seconds that it lasts; `..`: as long as its parent."
)
MARGIN_START = Attribute(
    "margin-start", values.SECONDS, "Seconds from the parent's start to its own."
)
MARGIN_END = Attribute("margin-end", values.SECONDS, "Seconds from its own end to the parent's.")
MARGIN_BOTH = Attribute(
    "margin-both", values.SECONDS, "Both margins; excludes them and `duration`."
)
TIME = (DURATION, MARGIN_START, MARGIN_END, MARGIN_BOTH)

PLACEMENT = (
    Attribute("top", values.POSITION, "Distance from the top, in screen heights.", "auto"),
    Attribute("bottom", values.POSITION, "Distance from the bottom, in screen heights.", "auto"),
    Attribute("left", values.POSITION, "Distance from the left, in screen widths.", "auto"),
    Attribute("right", values.POSITION, "Distance from the right, in screen widths.", "auto"),
    Attribute("width", values.LENGTH, "Width, in screen widths.", "auto"),
    Attribute("height", values.LENGTH, "Height, in screen heights.", "auto"),
)

DEPTH = Attribute(
    "depthEnable", values.BOOLEAN, "Whether what is nearer hides what is behind it.", "true"
)

SIDES = ("left", "right", "up", "down")
DIRECTIONS = (*SIDES, "static", "positive", "negative")
DIRECTION = Attribute(
    "direction",
    either(choice(*DIRECTIONS), values.COUPLE),
    "Where the movement goes; `x,y` is a vector, y upwards.",
)
ADAPTERS = (
    "none",
    "fixedAdapter",
    "zoomAdapter",
    "panoramicAdapter",
    "kenburnsAdapter",
    "fitAdapter",
)
VOLUME = Attribute("volume", number(0, 10), "Factor of the sound's volume.", "1.0")
SKIP = Attribute("skip", values.SECONDS, "Seconds of the file that are left out at its start.", "0")
FILENAME = Attribute("filename", values.URL, "URL of the file.")

GEOMETRY = (
    Attribute("pos", values.VECTOR, "Translation x,y,z; the screen is 2 high."),
    Attribute("scale", values.VECTOR, "Factors x,y,z."),
    Attribute("rot", values.ROTATION, "Rotation angle,x,y,z; each number is interpolated."),
    Attribute("orient", values.EULER, "Euler angles x,y,z, turned the shortest way."),
)
"""What a key of a node's animator may set."""
