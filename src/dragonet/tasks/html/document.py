"""The elements of a page that can name media, in order, without building a tree.

Depth, size and number of elements are what the page's author likes: a tree builder takes a minute
for half a megabyte of nested `<div>`, so the parser only reports tags, and is begun anew where
they nest deeper than browsers allow.
"""

import re
from collections.abc import Iterator
from contextlib import suppress

from lxml import etree

from dragonet.tasks.html.element import BACKGROUNDS, Element

CHUNK = 8192
DEEPEST = 512
"""Open elements; browsers flatten what is deeper (Blink: 512)."""
MOST = 20_000
"""Elements of one page that are looked at."""

MOST_AROUND = 32
"""Open elements that are remembered."""

# Most links lead to pages; they must not use up the elements that are looked at.
_LEADS = re.compile(
    r"\.(?!html?|php)[a-z0-9]{2,5}\s*(?:[?#]|$)|youtu|vimeo|dailymotion|dai\.ly", re.IGNORECASE
)
_MEDIA = (
    "a amp-img amp-video amp-youtube base embed iframe image img input link meta object "
    "picture script source style title video"
)
_WITH_TEXT = frozenset(("script", "style", "title"))
_AROUND = frozenset(("amp-video", "audio", "footer", "nav", "picture", "svg", "template", "video"))
_TAGS = frozenset(_MEDIA.split()) | _AROUND


class _Target:
    """What the parser reports to."""

    def __init__(self) -> None:
        self.elements: list[Element] = []
        self.depth = 0
        self._around: list[Element] = []
        self._hidden = 0
        self._text: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        known = tag in _TAGS and not _leads_nowhere(tag, attributes)
        if not known and not (attributes and _styled(attributes)):
            return
        element = Element(tag, dict(attributes), tuple(self._around))
        if not self._hidden:
            self.elements.append(element)
            self._text = element.text if tag in _WITH_TEXT else None
        if tag in _AROUND and len(self._around) < MOST_AROUND:
            self._around.append(element)
            self._hidden += _inert(element)

    def end(self, tag: str) -> None:
        self.depth -= 1
        self._text = None
        if self._around and self._around[-1].tag == tag:
            self._hidden -= _inert(self._around.pop())

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def close(self) -> None:
        """The parser asks for this."""


def _styled(attributes: dict[str, str]) -> bool:
    return "url(" in attributes.get("style", "") or not BACKGROUNDS.isdisjoint(attributes)


def _leads_nowhere(tag: str, attributes: dict[str, str]) -> bool:
    return tag == "a" and not _LEADS.search(attributes.get("href", "")[-2000:])


def _inert(element: Element) -> bool:
    """A template shows nothing until a script fills it in."""
    return element.tag == "template" and "shadowrootmode" not in element.attributes


def read(text: str) -> list[Element]:
    """The elements that can name media. Takes any text; nothing is too broken."""
    target = _Target()
    parser = _Parser(target)
    for chunk in _chunks(text.encode("utf-8", "replace")):
        parser.feed(chunk)
        if len(target.elements) >= MOST:
            break
        if target.depth > DEEPEST:
            parser.close()
            parser = _Parser(target)
    parser.close()
    return target.elements[:MOST]


class _Parser:
    """libxml2's, which reports what it can and then complains."""

    def __init__(self, target: _Target) -> None:
        # The encoding is ours: declarations in the page were heard before.
        self._parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)

    def feed(self, data: bytes) -> None:
        with suppress(etree.LxmlError):
            self._parser.feed(data)

    def close(self) -> None:
        with suppress(etree.LxmlError):
            self._parser.close()


def _chunks(data: bytes) -> Iterator[bytes]:
    """Pieces that end with a tag where they can."""
    start = 0
    while start < len(data):
        end = min(len(data), start + CHUNK)
        end = (data.rfind(b">", start, end) + 1) or end
        yield data[start:end]
        start = end
