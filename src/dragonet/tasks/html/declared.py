"""What a page declares about itself in `<meta>`: Open Graph, Twitter cards, microdata."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dragonet.tasks.html.addresses import Kind, absolute, kind_of
from dragonet.tasks.html.element import Element
from dragonet.tasks.html.find import Find, Worth, side
from dragonet.tasks.html.players import video_page

_NAME = re.compile(
    r"(og|twitter):(image|video|player)\d?(?::(url|src|stream|secure_url|width|height|alt|type))?$"
)
_MICRODATA = {"image": "image", "thumbnailurl": "image", "contenturl": "video"}
_NO_VIDEO = ("application/x-shockwave-flash",)


@dataclass
class _Card:
    """A picture or film with the properties that follow it."""

    name: str
    values: dict[str, str] = field(default_factory=dict[str, str])

    def find(self, base: str | None) -> Iterator[Find]:
        get = self.values.get
        url = absolute(base, get("secure_url") or get("stream") or get("url") or "")
        url = url or absolute(base, get("url") or "")
        if not url or get("type", "") in _NO_VIDEO or url.lower().endswith(".swf"):
            return
        kind: Kind = "image" if self.name.endswith("image") else "video"
        page = video_page(url) if kind == "video" else None
        if self.name == "twitter:player" and not (page or "stream" in self.values or kind_of(url)):
            return  # somebody's player, a page and not a film
        yield Find(
            kind,
            page or url,
            f"meta[{self.name}]",
            Worth.DECLARED,
            side(get("width")),
            side(get("height")),
            get("alt", ""),
        )


def find_declared(base: str | None, elements: list[Element]) -> Iterator[Find]:
    """The mentions of all `<meta>` elements."""
    cards: list[_Card] = []
    for element in elements:
        if element.tag != "meta":
            continue
        _add(cards, element.get("property", "name").lower(), element.get("content"))
        kind = _MICRODATA.get(element.get("itemprop").lower())
        if kind:
            name = element.get("itemprop")
            cards.append(_Card(f"{name}:{kind}", {"url": element.get("content")}))
    for card in cards:
        yield from card.find(base)


def _add(cards: list[_Card], name: str, content: str) -> None:
    found = _NAME.match(name)
    if not found:
        return
    card, part = f"{found[1]}:{found[2]}", found[3] or "url"
    part = "url" if part == "src" else part
    last = next((one for one in reversed(cards) if one.name == card), None)
    # `og:image` begins a picture; `og:image:url` is the same in another spelling
    begins = part == "url" and (last is None or last.values.get("url") not in (None, content))
    if last is None or begins or (part == "secure_url" and part in last.values):
        last = _Card(card)
        cards.append(last)
    last.values.setdefault(part, content)


def meta_content(elements: list[Element], name: str) -> str:
    """The content of the first `<meta>` of that name that has one."""
    for element in elements:
        if element.tag == "meta" and element.get("property", "name").lower() == name:
            content = element.get("content")
            if content:
                return content
    return ""
