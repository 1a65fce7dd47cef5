"""A start tag of a page."""

from dataclasses import dataclass, field

_BACKGROUNDS = ("data-bg", "data-background", "data-background-image", "data-bg-src", "background")
BACKGROUNDS = frozenset(_BACKGROUNDS)
"""Attributes that hold the URL of a background."""


@dataclass
class Element:
    """A start tag.

    Attributes:
        tag: lower case.
        attributes: names in lower case, entities decoded.
        around: open elements that matter to it, outermost first.
        text: of title, style and script.
    """

    tag: str
    attributes: dict[str, str]
    around: tuple["Element", ...] = ()
    text: list[str] = field(default_factory=list[str])

    def get(self, *names: str) -> str:
        """The first of the attributes that is there and not blank; else an empty text."""
        for name in names:
            value = self.attributes.get(name)
            if value and (value := value.strip()):
                return value
        return ""

    def inside(self, *tags: str) -> "Element | None":
        """The nearest open element that is one of `tags`."""
        return next((one for one in reversed(self.around) if one.tag in tags), None)

    def background(self) -> str:
        """The URL of a background that a script or the browser sets."""
        return self.get(*_BACKGROUNDS)
