"""A page: its title, and the images and videos on it."""

from collections.abc import Iterator

from dragonet.tasks.html.addresses import absolute
from dragonet.tasks.html.declared import find_declared, meta_content
from dragonet.tasks.html.document import read
from dragonet.tasks.html.element import Element
from dragonet.tasks.html.elements import find_in
from dragonet.tasks.html.find import Find, one_line
from dragonet.tasks.html.linked_data import find_linked
from dragonet.tasks.html.rank import Hit, rank

LONGEST_TITLE = 1000


class Page:
    """A page, read.

    Args:
        text: its markup.
        location: where it came from, absolute; relative URLs are lost without.
    """

    def __init__(self, text: str, location: str | None) -> None:
        self._elements = read(text)
        self._base = _base(self._elements, location)

    def title(self) -> str | None:
        """What `<title>` says, else Open Graph, else Twitter; on one line."""
        titles = [
            "".join(element.text)
            for element in self._elements
            if element.tag == "title" and not element.inside("svg")
        ]
        titles += [meta_content(self._elements, name) for name in ("og:title", "twitter:title")]
        lines = (one_line(title, LONGEST_TITLE) for title in titles)
        return next(filter(None, lines), None)

    def hits(self) -> list[Hit]:
        """The images and videos, each once, the best first."""
        return rank(self._finds())

    def _finds(self) -> Iterator[Find]:
        yield from find_declared(self._base, self._elements)
        for element in self._elements:
            kind = element.get("type").lower()
            if element.tag == "script" and kind.startswith("application/ld+json"):
                yield from find_linked(self._base, "".join(element.text))
        sources: list[Element] = []
        for element in self._elements:
            if element.tag == "picture":
                sources = []
            elif element.tag == "source" and element.inside("picture"):
                sources.append(element)
            yield from find_in(self._base, element, sources)


def _base(elements: list[Element], location: str | None) -> str | None:
    """What the first `<base href>` says, itself relative to where the page is."""
    for element in elements:
        if element.tag == "base" and "href" in element.attributes:
            return absolute(location, element.get("href")) or location
    return location
