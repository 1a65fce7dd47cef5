"""Images and videos of JSON-LD, as schema.org names them."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dragonet.tasks.html.addresses import Kind, absolute
from dragonet.tasks.html.find import Find, Worth, side
from dragonet.tasks.html.players import video_page

_IMAGES = frozenset(("image", "images", "thumbnail", "thumbnailurl", "photo", "primaryimageofpage"))
_VIDEOS = frozenset(("video", "videos", "trailer"))
_ASIDE = frozenset(("author", "publisher", "logo", "creator", "sponsor", "brand"))
_WRAPPERS = re.compile(
    r"^\s*(?://)?\s*(?:<!--|<!\[CDATA\[|/\*.*?\*/)+|(?:-->|//\s*\]\]>|\]\]>|;)\s*$"
)
MOST = 10_000
"""Values of one page that are looked at."""


@dataclass(frozen=True)
class _Place:
    """A value and what is known from where it stands."""

    value: Any
    kind: Kind | None = None
    worth: Worth = Worth.DECLARED


def find_linked(base: str | None, text: str) -> Iterator[Find]:
    """The mentions of one script; broken JSON has none."""
    try:
        root = json.loads(_WRAPPERS.sub("", text), strict=False)
    except (ValueError, RecursionError):
        return
    places = [_Place(root)]
    for _ in range(MOST):
        if not places:
            break
        place = places.pop()
        if isinstance(place.value, str) and place.kind:
            yield from _find(base, place, {place.kind: place.value})
        elif isinstance(place.value, list):
            places += [_Place(one, place.kind, place.worth) for one in place.value[MOST::-1]]
        elif isinstance(place.value, dict):
            yield from _find(base, place, _urls(place))
            places += list(_inside(place))[::-1]


def _inside(place: _Place) -> Iterator[_Place]:
    for name, value in place.value.items():
        key = name.lower().rpartition("/")[2].removeprefix("schema:")
        worth = Worth.ICON if key in _ASIDE else place.worth
        if key in _IMAGES:
            yield _Place(value, "image", worth)
        elif key in _VIDEOS:
            yield _Place(value, "video", worth)
        elif isinstance(value, dict | list):
            yield _Place(value, None, worth)


def _urls(place: _Place) -> dict[Kind, str]:
    """The file of an object that is an image or a video."""
    value = place.value
    types = value.get("@type")
    names = [str(name) for name in (types if isinstance(types, list) else [types])]
    content, embedded = value.get("contentUrl"), value.get("embedUrl")
    if any(name.endswith(("ImageObject", "Photograph")) for name in names):
        return _text("image", content or value.get("url") or value.get("@id"))
    if any(name.endswith("VideoObject") for name in names):
        return _text("video", content or embedded)
    if place.kind == "image":
        return _text("image", content or value.get("url"))
    if place.kind == "video":
        return _text("video", content or embedded)
    return {}


def _text(kind: Kind, value: object) -> dict[Kind, str]:
    value = value[0] if isinstance(value, list) and value else value
    return {kind: value} if isinstance(value, str) else {}


def _find(base: str | None, place: _Place, urls: dict[Kind, str]) -> Iterator[Find]:
    about = place.value if isinstance(place.value, dict) else {}
    for kind, text in urls.items():
        url = absolute(base, html.unescape(text))
        if url:
            yield Find(
                kind,
                (video_page(url) if kind == "video" else None) or url,
                "json-ld",
                place.worth,
                side(about.get("width")),
                side(about.get("height")),
                _first(about, "caption"),
                _first(about, "name", "headline"),
            )


def _first(about: dict[str, Any], *names: str) -> str:
    values = (about.get(name) for name in names)
    return next((value.strip() for value in values if isinstance(value, str)), "")
