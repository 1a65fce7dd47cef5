"""The filters of a node or of a medium: their values over time, and what they do to a content."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from dragonet.sxml.render.animate import Key, integral, keys_of, mixed, progress
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content, FilterCall, Medium
from dragonet.sxml.render.nodes.turns import Turn
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.schema import DRAWN, MEDIA
from dragonet.sxml.ticks import seconds
from dragonet.sxml.timing import Span, Timing
from dragonet.sxml.tree import Node
from dragonet.sxml.types import Type

if TYPE_CHECKING:
    from dragonet.sxml.render.text.letters import Letters


_NODES = DRAWN.difference(MEDIA)


@dataclass(frozen=True)
class Filter:
    """One filter and when it is.

    Attributes:
        node: its element.
        span: its time.
        animators: its animators' node, span and keys.
        children: the pictures inside it; before and after its time, as they are at its ends.
        map: the distance map that a `distancecolor` follows.
    """

    node: Node
    span: Span
    animators: tuple[tuple[Node, Span, tuple[Key, ...]], ...]
    children: tuple[Medium, ...] = ()
    map: "Filter | None" = None

    @classmethod
    def of(cls, node: Node, timing: Timing, children: Sequence[Medium]) -> "Filter":
        """The filter of a node."""
        animators = tuple(
            (child, timing[child], keys_of(child))
            for child in node.children
            if child.element == "animator"
        )
        span = timing[node]
        return cls(node, span, animators, tuple(Turn(child, span) for child in children))

    def values(self, time: int) -> dict[str, Any]:
        """Its parameters at a time."""
        values = dict(self.node.values)
        for node, span, keys in self.animators:
            found = mixed(keys, seconds(max(0, time - span.start)), node["mode"])
            values |= {name: self._types[name].cut(value) for name, value in found.items()}
        if self.map is not None and "distanceWidth" not in self.given():
            values["distanceWidth"] = self.map.values(time)["distanceWidth"]
        return values

    @cached_property
    def _types(self) -> Mapping[str, Type]:
        assert self.node.look is not None
        return {item.name: item.type for item in self.node.look.attributes}

    def rounds(self, time: int, before: float = 0.0) -> float:
        """How often something has come round that does so at its `rate`, since some seconds before
        its start. A rate that changes makes it faster, and never jump."""
        start, end = -before, progress(self.span, time) * seconds(self.span.duration)
        rate = self.node["rate"] * (end - start)
        for node, span, keys in self.animators:
            if "rate" in keys[0][1]:
                ahead = seconds(span.start - self.span.start)
                rate = integral(keys, "rate", start - ahead, end - ahead, node["mode"])
        return float(rate)

    def given(self) -> frozenset[str]:
        """The parameters that the document sets, also by keys."""
        keyed = (name for _, _, keys in self.animators for _, values in keys for name in values)
        return frozenset((*self.node.given, *keyed))

    def state(self, time: int) -> Hashable:
        """Its parameters, how far it is if that matters, and its pictures."""
        assert self.node.look is not None
        values = self.values(time)
        changing = {name: values[name] for _, _, keys in self.animators for name in keys[0][1]}
        moved = progress(self.span, time) if self.node.look.moves(values) else None
        return (
            tuple(sorted(changing.items())),
            moved,
            self.rounds(time) if "rate" in changing else None,
            tuple(child.state(time) for child in self.children),
        )

    @property
    def maps(self) -> bool:
        """Whether it only measures what `distancecolor` draws."""
        return self.node.look is not None and self.node.look.name == "distancemap"

    @property
    def shapes(self) -> bool:
        """Whether it brings a picture of any aspect to the shape of its box."""
        return shapes(self.node)

    def keeps_opaque(self) -> bool:
        """Whether what is opaque stays so, at all times."""
        look, values = self.node.look, self.node.values
        assert look is not None
        keyed = [key for _, _, keys in self.animators for _, key in keys]
        return look.covers(values) and all(look.covers({**values, **key}) for key in keyed)

    def draw(self, pen: Pen, content: Content, target: "Target") -> None:
        """Draw a content as the filter makes it."""
        look = self.node.look
        assert look is not None and look.render is not None
        values = self.values(pen.time)
        seed = values.get("seed")
        call = FilterCall(
            values,
            self.given(),
            progress(self.span, pen.time),
            seconds(self.span.duration),
            target.box,
            target.source,
            target.aspect,
            self.children,
            target.outline,
            target.opaque,
            self.node.index if seed is None else seed,
            partial(self.rounds, pen.time),
            any(child.element in _NODES for child in self.node.children),
        )
        look.render(pen, content, call)


def shapes(node: Node) -> bool:
    """Whether a filter is an adapter."""
    return node.look is not None and node.look.name.endswith("Adapter")


@dataclass(frozen=True)
class Target:
    """What a filter works on; see FilterCall."""

    box: Box
    source: Box
    aspect: float | None = None
    outline: "Letters | None" = None
    opaque: bool = False


def draw(
    pen: Pen,
    content: Content,
    filters: Sequence[Filter],
    box: Box,
    *,
    aspect: float | None = None,
    outline: "Letters | None" = None,
    opaque: bool = False,
) -> None:
    """Draw a content through filters; the first one of the document is the first to work.

    A content with an aspect fills the box; before an adapter, it is as large as its aspect has it.
    """
    left = sum(item.shapes for item in filters)
    source = box.filled(aspect) if left else box
    for item in filters:
        left -= item.shapes
        after = source if left or not item.shapes else box
        target = Target(after, source, aspect, outline, opaque)
        content = partial(item.draw, content=content, target=target)
        opaque = opaque and item.keeps_opaque()
        outline = outline if item.maps else None
        source = after
        aspect = after.aspect if item.shapes and aspect is not None else aspect
    content(pen)


def linked(filters: Iterable[Filter]) -> tuple[Filter, ...]:
    """Filters of a node, each knowing the distance map before it."""
    made: list[Filter] = []
    last: Filter | None = None
    for item in filters:
        made.append(item if item.maps else replace(item, map=last))
        last = item if item.maps else last
    return tuple(made)


class FilteredMedium:
    """A picture with filters."""

    def __init__(self, medium: Medium, filters: tuple[Filter, ...]) -> None:
        self._medium = medium
        self._filters = filters
        shaped = any(item.shapes for item in filters)
        self.aspect = None if shaped else medium.aspect
        self.opaque = medium.opaque and all(item.keeps_opaque() for item in filters)

    def draw(self, pen: Pen, box: Box) -> None:
        """Draw it into a box."""
        medium, shaped = self._medium, self.aspect is None
        inner = box.filled(medium.aspect) if shaped else box
        content = partial(medium.draw, box=inner)
        aspect = medium.aspect if shaped else inner.aspect
        draw(pen, content, self._filters, box, aspect=aspect, opaque=medium.opaque)

    def state(self, time: int) -> Hashable:
        """The picture and the filters."""
        return (self._medium.state(time), *(item.state(time) for item in self._filters))
