"""Every element of the language, declared once: attributes, types, children, text.

Parsing, error texts, the reference page and the editors' description follow from here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dragonet.sxml import values, vocabulary
from dragonet.sxml.attributes import (
    DEPTH,
    DURATION,
    FILENAME,
    GEOMETRY,
    MARGIN_START,
    PLACEMENT,
    SKIP,
    TIME,
    VOLUME,
    Attribute,
)
from dragonet.sxml.look import Kind, Look
from dragonet.sxml.looks import (
    ANIMATORS,
    DEFAULTS,
    EFFECTS,
    FILTERS,
    IMAGES,
    LATER,
    TEXTS,
    TRANSITIONS,
)
from dragonet.sxml.types import choice

SERVICE = "craftsman-1.0"

OPERATORS = ("sequence", "stack")
ATOMS = ("effect", "overlay", "text", "audio")
MEDIA = ("image", "video")
TIMED = frozenset((*OPERATORS, *ATOMS, *MEDIA))
"""Elements that are shown or heard for a time, which their parent's may follow from."""

DRAWN = TIMED - {"audio"}
UNKNOWN = ("widget", "sphere")
"""Names of the language of which nothing else is known."""

MANY = 10_000


@dataclass(frozen=True)
class Element:
    """An element.

    Attributes:
        name: its tag.
        summary: what it is.
        attributes: those of all its types.
        looks: the values of `type`; none if it has no types.
        other: attributes of some types only; not an error elsewhere, but a warning.
        later: values of `type` that are not available yet.
        look: the type if none is given.
        children: elements that may be inside.
        holds: least and most children of those that count, where the type does not say.
        counted: the children that count.
        text: whether it has text.
        one_of: attributes of which exactly one must be given.
    """

    name: str
    summary: str
    attributes: tuple[Attribute, ...] = ()
    looks: tuple[Look, ...] = ()
    other: tuple[Attribute, ...] = ()
    later: tuple[str, ...] = ()
    look: Look | None = None
    children: tuple[str, ...] = ()
    holds: tuple[int, int] | None = None
    counted: frozenset[str] = DRAWN
    text: bool = False
    one_of: tuple[str, ...] = ()

    def of_type(self, look: Look | None) -> dict[str, Attribute]:
        """The attributes of one type, by name."""
        own = look.attributes if look else ()
        return {item.name: item for item in (*self.attributes, *own)}

    def every(self) -> dict[str, Attribute]:
        """The attributes of all types, by name."""
        looks = (*self.looks, self.look) if self.look else self.looks
        theirs = (item for look in looks for item in look.attributes)
        return {item.name: item for item in (*theirs, *self.other, *self.attributes)}


def _typed(
    kind: Kind,
    summary: str,
    looks: tuple[Look, ...],
    attributes: tuple[Attribute, ...],
    *,
    other: tuple[Attribute, ...] = (),
    children: tuple[str, ...] = (),
    text: bool = False,
) -> Element:
    """An element with types."""
    later, look = LATER.get(kind, ()), DEFAULTS.get(kind)
    return Element(
        kind, summary, attributes, looks, other, later, look, children=children, text=text
    )


def _operator(name: str, summary: str, children: tuple[str, ...], *more: Attribute) -> Element:
    return Element(name, summary, (*TIME, *more), children=children, holds=(1, MANY), counted=TIMED)


_NODES = (*ATOMS, *OPERATORS)
_MODIFIERS = ("filter", "animator")
_IN_SEQUENCE = (*_NODES, "transition", *_MODIFIERS)
_IN_BOX = (*MEDIA, *_NODES, *_MODIFIERS)
_TIME_OFFSET = Attribute(
    "timeOffset", values.SECONDS, "Seconds into the movement at which it starts.", "0.0"
)
_SCREEN = tuple(
    Attribute(f"screen{side}", values.POSITIVE, f"{side} of its own screen, in units of space.")
    for side in ("Width", "Height")
)

_ALL = (
    Element(
        "movie",
        "The document.",
        (Attribute("service", choice(SERVICE), "Name of the language.", required=True),),
        children=("body",),
        holds=(1, 1),
        counted=frozenset(["body"]),
    ),
    _operator("body", "The movie's content: a sequence.", _IN_SEQUENCE, *vocabulary.SEQUENCE),
    _operator("sequence", "Its children, one after the other.", _IN_SEQUENCE, *vocabulary.SEQUENCE),
    _operator(
        "stack",
        "Its children together; the first is at the bottom.",
        (*_NODES, "camera", *_MODIFIERS),
        *_SCREEN,
    ),
    _typed(
        "effect",
        "Pictures or nodes as a full-screen stream; 5 s if nothing else decides.",
        EFFECTS,
        (*TIME, _TIME_OFFSET, DEPTH),
        other=vocabulary.EFFECT,
        children=_IN_BOX,
    ),
    Element(
        "overlay",
        "A placed box; 5 s if nothing else decides.",
        (*TIME, *PLACEMENT, DEPTH),
        children=_IN_BOX,
        holds=(1, MANY),
    ),
    _typed(
        "text",
        "Text in a placed box; 5 s if nothing else decides.",
        TEXTS,
        (*TIME, *PLACEMENT, *vocabulary.TEXT, DEPTH),
        children=_MODIFIERS,
        text=True,
    ),
    Element(
        "audio",
        "A sound file, or the text spoken by a voice.",
        (*TIME, FILENAME, *vocabulary.AUDIO),
        text=True,
        one_of=("filename", "voice"),
    ),
    _typed(
        "image",
        "A still picture.",
        IMAGES,
        vocabulary.IMAGE,
        children=("filter",),
    ),
    Element(
        "video",
        "A moving picture with its sound, if it has any: a video, an animation or Lottie.",
        (FILENAME.but(required=True), SKIP, *vocabulary.VIDEO, VOLUME, DURATION, MARGIN_START),
        children=("filter",),
    ),
    _typed(
        "transition",
        "Between two children of a sequence, which overlap for its duration.",
        TRANSITIONS,
        (vocabulary.OVERLAP,),
        other=(*vocabulary.TRANSITION, DEPTH),
    ),
    _typed(
        "filter",
        "Changes a picture, or what its node draws. A filter inside one works first: on the "
        "pictures in that one, or if it has none, on what that one works on.",
        FILTERS,
        TIME,
        other=vocabulary.FILTER,
        children=_IN_BOX,
    ),
    _typed(
        "animator",
        "Moves its node, shows the letters of its text, or changes its filter over time; all the "
        "time unless it says when.",
        ANIMATORS,
        TIME,
        children=("key",),
    ),
    Element(
        "key",
        "Values at a time of a custom animator: those below, or in a filter any of its "
        "parameters. All keys of one animator set the same.",
        (
            Attribute("time", values.SECONDS, "Seconds from the animator's start.", required=True),
            *GEOMETRY,
        ),
    ),
    Element(
        "camera",
        "Where a stack is looked at from; its animators move it, the last one first.",
        (
            *TIME,
            Attribute(
                "relative", values.BOOLEAN, "Whether it moves on from the camera so far.", "false"
            ),
        ),
        children=("animator",),
    ),
)

ELEMENTS: Mapping[str, Element] = {element.name: element for element in _ALL}


def key_of(look: Look | None) -> dict[str, Attribute]:
    """What a key may set: inside a filter its parameters, elsewhere the geometry."""
    if look is None:
        return ELEMENTS["key"].of_type(None)
    time = ELEMENTS["key"].attributes[0]
    return {time.name: time} | {
        item.name: item.but(default=None, required=False) for item in animatable(look)
    }


def animatable(look: Look) -> Iterator[Attribute]:
    """The parameters of a filter that keys may set."""
    return (item for item in look.attributes if item.type.animated)
