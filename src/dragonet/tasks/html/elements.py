"""What elements of a page's body show."""

from collections.abc import Callable, Iterator

from dragonet.tasks.html.addresses import absolute, kind_of
from dragonet.tasks.html.css import backgrounds
from dragonet.tasks.html.element import Element
from dragonet.tasks.html.find import Find, Worth
from dragonet.tasks.html.mention import mention
from dragonet.tasks.html.references import (
    find_amp_youtube,
    find_embedded,
    find_link,
    find_link_to,
)
from dragonet.tasks.html.srcset import Candidate, candidates, largest, size

Finds = Iterator[Find]


def find_in(base: str | None, element: Element, sources: list[Element]) -> Finds:
    """The mentions of one element.

    Args:
        base: what relative URLs are relative to.
        element: where to look.
        sources: for an `<img>` in a `<picture>`: the `<source>` elements before it.
    """
    look = _LOOKS.get(element.tag)
    if element.tag == "img":
        yield from _image(base, element, sources)
    elif look:
        yield from look(base, element)
    yield from _background(base, element)


def _image(base: str | None, element: Element, sources: list[Element]) -> Finds:
    if element.inside("picture"):
        own = [*candidates(element), *(one for each in sources for one in candidates(each))]
    else:
        own = candidates(element)
    usable = [one for one in own if absolute(base, one.url)]
    chosen = largest(usable)
    if chosen:
        yield from _sized(base, element, chosen, "picture" if element.inside("picture") else "img")


def _sized(base: str | None, element: Element, chosen: Candidate, source: str) -> Finds:
    for found in mention(base, element, "image", chosen.url, source):
        width, height = size(chosen, found.width, found.height)
        yield Find(**{**vars(found), "width": width, "height": height})


def _input(base: str | None, element: Element) -> Finds:
    if element.get("type").lower() == "image":
        yield from mention(base, element, "image", element.get("src"), "input", worth=Worth.SMALL)


def _vector_image(base: str | None, element: Element) -> Finds:
    url = element.get("href", "xlink:href")
    yield from mention(base, element, "image", url, "image")


def _video(base: str | None, element: Element) -> Finds:
    yield from _player(base, element, element.get("src", "data-src"))
    poster = element.get("poster", "data-poster")
    yield from mention(base, element, "image", poster, "video[poster]")


def _source(base: str | None, element: Element) -> Finds:
    around = element.inside("video", "amp-video", "audio", "picture")
    if around and "video" in around.tag and not element.get("type").startswith("audio/"):
        for found in _player(base, around, element.get("src", "data-src")):
            yield Find(**{**vars(found), "source": "source"})


def _player(base: str | None, element: Element, url: str) -> Finds:
    yield from mention(base, element, "video", url, "video")


def _style(base: str | None, element: Element) -> Finds:
    for url in backgrounds("".join(element.text)):
        yield from mention(base, element, "image", url, "style", worth=Worth.SMALL)


def _background(base: str | None, element: Element) -> Finds:
    urls = backgrounds(element.get("style"))
    lazy = element.background()
    if "url(" in lazy:
        urls += backgrounds(f"background:{lazy}")
    elif "/" in lazy or kind_of(absolute("http://x/", lazy) or "") == "image":
        urls.append(lazy)
    for url in urls:
        yield from mention(base, element, "image", url, "background")


_LOOKS: dict[str, Callable[[str | None, Element], Finds]] = {
    "a": find_link_to,
    "amp-img": lambda base, element: _image(base, element, []),
    "amp-video": _video,
    "amp-youtube": find_amp_youtube,
    "embed": find_embedded,
    "iframe": find_embedded,
    "image": _vector_image,
    "input": _input,
    "link": find_link,
    "object": find_embedded,
    "source": _source,
    "style": _style,
    "video": _video,
}
