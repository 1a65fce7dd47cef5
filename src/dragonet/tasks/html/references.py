"""What a page embeds from elsewhere or links to."""

from collections.abc import Iterator

from dragonet.tasks.html.addresses import Kind, absolute, kind_of
from dragonet.tasks.html.element import Element
from dragonet.tasks.html.find import Find, Worth
from dragonet.tasks.html.mention import mention
from dragonet.tasks.html.players import video_page
from dragonet.tasks.html.srcset import Candidate, candidates, largest

Finds = Iterator[Find]


def find_embedded(base: str | None, element: Element) -> Finds:
    """A frame or plug-in: the player of a video site, or a media file."""
    url = absolute(base, element.get("data-src", "data-lazy-src", "src", "data"))
    page = video_page(url) if url else None
    if page:
        yield from mention(None, element, "video", page, element.tag)
    elif url:
        declared = element.get("type").lower().partition("/")[0]
        kind = kind_of(url) or (declared if declared in ("image", "video") else None)
        if kind:
            shown: Kind = "video" if kind == "video" else "image"
            yield from mention(None, element, shown, url, element.tag)


def find_link_to(base: str | None, element: Element) -> Finds:
    """`<a>`: a file, or where a video is watched."""
    url = absolute(base, element.get("href"))
    page = video_page(url) if url else None
    kind = kind_of(url) if url else None
    if page:
        yield from mention(None, element, "video", page, "a")
    elif url and kind:
        yield from mention(None, element, kind, url, "a")


def find_amp_youtube(base: str | None, element: Element) -> Finds:
    """`<amp-youtube>`, which has the video's ID alone."""
    page = video_page(f"https://youtu.be/{element.get('data-videoid')}")
    if page:
        yield from mention(base, element, "video", page, element.tag)


def find_link(base: str | None, element: Element) -> Finds:
    """`<link>`: the page's picture, or one that it needs soon."""
    relations = element.get("rel").lower().split()
    if "image_src" in relations:
        url = element.get("href")
        yield from mention(base, element, "image", url, "link[rel=image_src]", worth=Worth.DECLARED)
    elif "preload" in relations and element.get("as").lower() in ("image", "video"):
        kind: Kind = "image" if element.get("as").lower() == "image" else "video"
        chosen = largest([*candidates(element), Candidate(element.get("href"))])
        if chosen:
            source = "link[rel=preload]"
            yield from mention(base, element, kind, chosen.url, source)
