"""A type of an element: an effect, transition, filter, animator, kind of text or of image."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dragonet.sxml.attributes import Attribute

Kind = Literal["effect", "transition", "filter", "animator", "text", "image"]


def _never(_: Mapping[str, Any]) -> bool:
    return False


@dataclass(frozen=True)
class Look:
    """One value of an element's `type` and what goes with it.

    Declared in one place and listed in the tuple of its kind in `looks/__init__.py`; parsing,
    error texts, the reference page and the editors' description follow from that.

    Attributes:
        kind: the element.
        name: the value of `type`.
        summary: what it looks like.
        attributes: those of this type only; one of the element's by the same name is replaced.
        children: least and most drawn children.
        one_of: attributes of which exactly one must be given.
        turns: the drawn children take turns, each for an equal part of the time; else all of
            them share the whole.
        lines: new lines in its text are meant.
        at_end: a shorter duration without margins is the last part of the parent, not the first.
        letters: of an animator, whether it shows the letters of a text and moves nothing.
        render: how it is drawn; what it is called with is in `render/calls.py`. Skia and numpy
            are imported inside it, as whoever parses documents starts without them.
        moves: whether, with these attributes, it changes over its time though none of them does.
        covers: of an effect, whether with these attributes opaque pictures cover the screen; of a
            transition, whether two that do cover it all the time; of a filter, whether what is
            opaque stays so.
        cost: milliseconds of one core that a frame of 1280 x 720 takes with it, what it shows
            included, at the dearest moment of where `bench/looks.py` has it upright; None if it
            draws nothing itself.
    """

    kind: Kind
    name: str
    summary: str
    attributes: tuple[Attribute, ...] = ()
    children: tuple[int, int] = (0, 0)
    one_of: tuple[str, ...] = ()
    turns: bool = False
    lines: bool = False
    at_end: bool = False
    letters: bool = False
    render: Callable[..., Any] | None = None
    moves: Callable[[Mapping[str, Any]], bool] = _never
    covers: Callable[[Mapping[str, Any]], bool] = _never
    cost: int | None = None
