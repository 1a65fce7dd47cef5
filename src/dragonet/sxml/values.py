"""The types of values of the language."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from dragonet.engine.spec import Source
from dragonet.sxml.types import BLANK, Type, decimal, either, number, vector
from dragonet.urls import is_web_url, task_output, upload_key

PARENT = ".."
"""The duration that is the parent's."""

AUTO = "auto"
MAX_TEXT = 10_000
"""Characters of one text."""


_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
_CURVE = re.compile(r"cubic-bezier\(([^()]*)\)")
_SIZE = re.compile(r"([0-9]{1,5})x([0-9]{1,5})")


class Colour(NamedTuple):
    """A colour, not premultiplied; each channel 0–255."""

    red: int
    green: int
    blue: int
    alpha: int = 255


def _colour(text: str) -> Colour:
    if not _COLOUR.fullmatch(text):
        raise ValueError
    return Colour(*bytes.fromhex(text[1:]))


def _cut(value: Colour) -> Colour:
    return Colour(*(min(max(channel, 0), 255) for channel in value))


def _matrix(text: str) -> tuple[Colour, ...]:
    parts = [part.strip(BLANK) for part in text.split(",")]
    if [len(part) for part in parts] != [9] * 5:
        raise ValueError
    return tuple(map(_colour, parts))


def _align(text: str) -> tuple[str, str]:
    across, down = ("left", "right", "center"), ("top", "center", "bottom")
    one, comma, two = text.partition(",")
    if not comma and one in ("top", "bottom"):
        return "center", one
    if one not in across or (comma and two not in down):
        raise ValueError
    return one, two or "center"


def _size(text: str) -> tuple[int, int]:
    found = _SIZE.fullmatch(text)
    size = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(1 <= side <= 4096 for side in size):
        raise ValueError
    return size


def _place(text: str) -> tuple[float, float]:
    latitude, longitude = (decimal(part.strip(BLANK)) for part in text.split(","))
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise ValueError
    return latitude, longitude


def _places(text: str) -> tuple[tuple[float, float], ...]:
    return tuple(_place(part) for part in text.split("|"))


def _bezier(text: str) -> tuple[float, ...]:
    found = _CURVE.fullmatch(text)
    points = tuple(decimal(part.strip(BLANK)) for part in found[1].split(",")) if found else ()
    if len(points) != 4 or not all(0 <= x <= 1 for x in points[::2]):
        raise ValueError
    return points


def _times(text: str) -> tuple[float, ...]:
    times = tuple(AMOUNT.read(part.strip(BLANK)) for part in text.split(","))
    if list(times) != sorted(times):
        raise ValueError
    return times


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError
    return text == "true"


def _literal(word: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text != word:
            raise ValueError
        return word

    return read


def _text(text: str) -> str:
    if not text.strip(BLANK) or len(text) > MAX_TEXT:
        raise ValueError
    return text


def _url(text: str) -> Source:
    if not (is_web_url(text) or upload_key(text) or task_output(text)) or len(text) > 8192:
        raise ValueError
    return Source(text)


def _local(text: str) -> Source:
    return Source(_text(text))


NUMBER = number()
AMOUNT = number(0)
POSITIVE = number(0, above=True)
UNIT = number(0, 1)
TIMES = Type("seconds, …", "seconds from 0 up in rising order, with commas between", _times)
SECONDS = Type("seconds", "a number of seconds from 0 up", AMOUNT.read, AMOUNT.json, animated=True)
_PARENTS = Type("'..'", "'..' for the parent's duration", _literal(PARENT), {"const": PARENT})
DURATION = either(SECONDS, _PARENTS)
_AUTO = Type("'auto'", "'auto'", _literal(AUTO), {"const": AUTO})
_FRACTION = Type("fraction", "a fraction of the screen (1 = all of it)", decimal, NUMBER.json)
POSITION = either(_FRACTION, _AUTO)
_LENGTH = Type("fraction", "a fraction of the screen from 0 up", AMOUNT.read, AMOUNT.json)
LENGTH = either(_LENGTH, _AUTO)
BOOLEAN = Type("boolean", "true or false", _boolean, {"type": "boolean"})
COLOUR = Type(
    "colour",
    "#rrggbb or #rrggbbaa",
    _colour,
    {"type": "string", "pattern": f"^{_COLOUR.pattern}$"},
    animated=True,
    cut=_cut,
)
MATRIX = Type(
    "matrix",
    "5 colours #rrggbbaa with commas between",
    _matrix,
    animated=True,
    cut=lambda rows: tuple(map(_cut, rows)),
)
COUPLE = vector(2, "two numbers with a comma between, x,y")
VECTOR = vector(3, "three numbers with commas between, x,y,z")
EULER = vector(3, "three angles in degrees with commas between, x,y,z", zeros=1)
ROTATION = vector(4, "four numbers with commas between: angle in degrees,x,y,z")
PLACE = Type("place", "latitude,longitude in degrees (-90 to 90, -180 to 180)", _place)
PLACES = Type("places", "latitude,longitude in degrees; several with | between", _places)
SIZE = Type("size", "width x height in pixels from 1 to 4096, such as 640x640", _size)
BEZIER = Type("cubic-bezier", "cubic-bezier(x1,y1,x2,y2) with x1 and x2 from 0 to 1", _bezier)
ALIGN = Type("alignment", "left, center or right, and after a comma top, center or bottom", _align)
TEXT = Type("text", f"a text of 1 to {MAX_TEXT} characters", _text)
LINES = replace(TEXT, strip=False)
LOCAL_URL = Type("URL", "a URL, or the path of a local file", _local)
URL = Type(
    "URL",
    "an http or https URL of at most 8192 characters, upload:KEY or task:KEY/FILE",
    _url,
    {"type": "string", "format": "uri"},
    local=LOCAL_URL,
)
