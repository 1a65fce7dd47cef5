"""The pictures that an `<img>` or a `<picture>` may show, and which of them is largest."""

import re
from dataclasses import dataclass
from itertools import islice

from dragonet.tasks.html.element import Element
from dragonet.tasks.html.find import LARGEST_SIDE, side

MOST = 200
"""Candidates of one attribute that are looked at."""

# Lazy-loading scripts move the real URL here and put a placeholder into `src`.
_SOURCES = (
    *("data-src", "data-original", "data-lazy-src", "data-lazy", "data-original-src"),
    *("data-hi-res-src", "data-actualsrc", "data-echo", "data-ll-src", "src"),
)
_SETS = (
    *("data-srcset", "data-lazy-srcset", "data-original-set", "data-ll-srcset"),
    *("srcset", "imagesrcset"),
)
# A URL neither begins nor ends with a comma (HTML, "Parse a srcset attribute").
_CANDIDATE = re.compile(r"([^\s,]\S*)(?:(?<!,)\s+(?:([\d.]{1,12})([wxh])\b)?[^,]*)?")
_DATA = re.compile(r"data:", re.IGNORECASE)


@dataclass(frozen=True)
class Candidate:
    """One of the files of a picture.

    Attributes:
        url: as written.
        width: pixels of the file; None if the page does not say.
        density: pixels of the file for one of the page.
    """

    url: str
    width: int | None = None
    density: float = 1.0


def candidates(element: Element) -> list[Candidate]:
    """Files that an element names, those that a script loads later first."""
    there = element.attributes
    found = [one for name in _SETS if name in there for one in parse_srcset(there[name])]
    urls = [element.get(name) for name in _SOURCES if name in there]
    return [*found, *(Candidate(url) for url in urls if url and not _DATA.match(url))]


def parse_srcset(text: str) -> list[Candidate]:
    """The candidates of a `srcset`; nonsense among them is left out."""
    found = []
    for candidate in islice(_CANDIDATE.finditer(text), MOST):
        url, number, unit = candidate.groups()
        if _DATA.match(url):
            continue
        if url.endswith(",") or not unit:
            found.append(Candidate(url.rstrip(",")))
        elif unit == "w":
            found.append(Candidate(url, side(number)))
        elif unit == "x" and number.count(".") < 2 and number != ".":
            found.append(Candidate(url, None, min(float(number), 100.0)))
    return found


def largest(found: list[Candidate]) -> Candidate | None:
    """The widest; without widths the densest; the first of equals."""
    return max(found, key=lambda one: (one.width or 0, one.density), default=None)


def size(chosen: Candidate, width: int | None, height: int | None) -> tuple[int | None, int | None]:
    """Pixels of the file chosen, whose element is `width` by `height` on the page."""
    if chosen.width and width and height:
        return chosen.width, min(max(1, round(chosen.width * height / width)), LARGEST_SIDE)
    if chosen.width:
        return chosen.width, None
    if chosen.density != 1.0:
        return _times(width, chosen.density), _times(height, chosen.density)
    return width, height


def _times(value: int | None, factor: float) -> int | None:
    return None if value is None else min(round(value * factor), LARGEST_SIDE)
