"""What an element itself says about the image or video that it names."""

from collections.abc import Iterator

from dragonet.tasks.html.addresses import Kind, absolute
from dragonet.tasks.html.element import Element
from dragonet.tasks.html.find import Find, Worth, side


def mention(
    base: str | None,
    element: Element,
    kind: Kind,
    url: str,
    source: str,
    *,
    worth: Worth = Worth.CONTENT,
) -> Iterator[Find]:
    """The mention of `url` by an element; none if `url` leads nowhere."""
    found = absolute(base, url)
    if found:
        worth = max(worth, Worth.SMALL) if element.inside("nav", "footer") else worth
        yield Find(
            kind,
            found,
            source,
            worth,
            side(element.get("width")),
            side(element.get("height")),
            element.get("alt", "aria-label"),
            element.get("title"),
            f"{element.get('class')} {element.get('id')}",
        )
