"""One mention of an image or a video on a page, and the numbers that pages give."""

import re
from dataclasses import dataclass
from enum import IntEnum

from dragonet.tasks.html.addresses import Kind
from dragonet.urls import CONTROL

LARGEST_SIDE = 100_000


class Worth(IntEnum):
    """How much a mention matters, best first."""

    DECLARED = 0
    """The page names it as its own: Open Graph, Twitter, JSON-LD, `image_src`."""
    CONTENT = 1
    SMALL = 2
    """Decoration: small, in navigation and footers."""
    ICON = 3


@dataclass(frozen=True)
class Find:
    """A mention.

    Attributes:
        kind: what it is.
        url: absolute.
        source: the element, meta or data it came from: `img`, `meta[og:image]`.
        worth: as far as its place tells.
        width, height: pixels, where the page says.
        alt, title: what the page says it shows, and its title.
        hint: words of its place that may tell icons.
    """

    kind: Kind
    url: str
    source: str
    worth: Worth = Worth.CONTENT
    width: int | None = None
    height: int | None = None
    alt: str = ""
    title: str = ""
    hint: str = ""

    @property
    def area(self) -> int | None:
        """Square pixels, if both sides are known."""
        return self.width * self.height if self.width and self.height else None


def side(value: object) -> int | None:
    """Pixels from `640`, `"640"`, `"640px"`, `"640.5"`; None for all else, as `"100%"`."""
    if isinstance(value, dict):  # schema.org QuantitativeValue
        value = value.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    found = re.match(r"\s*(\d{1,6})(?:\.\d+)?\s*(?:px\s*)?$", str(value), re.ASCII | re.IGNORECASE)
    number = int(found[1]) if found else -1
    return number if 0 <= number <= LARGEST_SIDE else None


def one_line(text: str, longest: int) -> str:
    """Text without control characters, its white space single, cut to `longest` characters."""
    return " ".join(CONTROL.sub(" ", text).split())[:longest]
