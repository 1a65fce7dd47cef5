"""What each node would last by itself: the way up of the duration algebra."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from dragonet.sxml import rows
from dragonet.sxml.captions.node import is_caption
from dragonet.sxml.pulse import Pulse
from dragonet.sxml.rows import Row, Want
from dragonet.sxml.ticks import ticks
from dragonet.sxml.tree import Node
from dragonet.sxml.values import PARENT

DEFAULT = ticks(5.0)
"""Duration of an effect, text or overlay that nothing else decides; captions have their own."""


class Claim(NamedTuple):
    """A duration in ticks.

    Attributes:
        ticks: how long.
        decides: whether a parent takes it before those of children that would stretch.
    """

    ticks: int
    decides: bool


def _no_pulse(_: Node) -> Pulse | None:
    return None


class Claims:
    """The durations that nodes have of themselves.

    `length`: ticks of a file or of a speech; `pulse`: the beats that a sequence is cut on, if any.
    """

    def __init__(
        self, length: Callable[[Node], int], pulse: Callable[[Node], Pulse | None] = _no_pulse
    ) -> None:
        self._length, self._pulse = length, pulse
        self._known: dict[int, Claim | None] = {}

    def of(self, node: Node) -> Claim | None:
        """What a node asks of its parent, margins included; None: it takes what it gets."""
        duration, (before, after) = node.values.get("duration"), margins(node)
        if duration == PARENT:
            return None
        around = (before or 0) + (after or 0)
        if duration is not None:
            return Claim(ticks(duration) + around, True)
        content = self.content(node)
        if content is None:
            return None
        pinned = before is not None and after is not None
        return Claim(content.ticks + around, content.decides and not pinned)

    def content(self, node: Node) -> Claim | None:
        """How long what is in a node lasts, its own duration and margins aside."""
        if node.index not in self._known:
            measure = _MEASURES.get(node.element)
            self._known[node.index] = measure(self, node) if measure else None
        return self._known[node.index]

    def row(self, node: Node, whole: int | None = None) -> Row | None:
        """The children of a sequence that lasts `whole` ticks.

        None if one of them needs to know that, and it is None.
        """
        lengths = [self._in_row(child, whole) for child in node.timed]
        known = [length for length in lengths if length is not None]
        if len(known) < len(lengths):
            return None
        pulse = self._pulse(node)
        if pulse is None:
            return rows.plain(node, known)
        pairs = zip(node.timed, known, strict=True)
        return rows.cut(node, [self._want(node, *pair) for pair in pairs], pulse)

    def _in_row(self, child: Node, whole: int | None) -> int | None:
        if child["duration"] == PARENT:
            return whole
        claim = self.of(child)
        return None if claim is None else claim.ticks

    def _want(self, node: Node, child: Node, length: int) -> Want:
        """What a child that would last so long wants of a sequence that is cut on beats."""
        given, content = child["duration"] is not None, self.content(child)
        if node["every"] and not given:
            return Want(length, beats=node["every"])
        if content is None or not content.decides:
            return Want(length)
        if self._stretches(child):  # only sound decides, and the end of it is to be heard
            return Want(length, whole=not given)
        return Want(length, most=content.ticks if content.ticks >= length else None)

    def _stretches(self, node: Node) -> bool:
        """Whether what is in a node could be seen for longer, as stills and texts can."""
        content = self.content(node)
        if content is None or not content.decides:
            return True
        if node.element in ("stack", "effect", "overlay"):
            return all(self._stretches_in_time(child) for child in node.timed)
        return node.element == "audio"

    def _stretches_in_time(self, node: Node) -> bool:
        claim = self.of(node)
        if claim is None or not claim.decides or node.element == "audio":
            return True
        return node["duration"] is None and self._stretches(node)

    def _sequence(self, node: Node) -> Claim | None:
        row = self.row(node)
        return None if row is None else Claim(row.total, True)

    def _stack(self, node: Node) -> Claim | None:
        claims = [claim for claim in map(self.of, node.timed) if claim is not None]
        deciding = [claim.ticks for claim in claims if claim.decides]
        if deciding:
            return Claim(max(deciding), True)
        return Claim(max(claim.ticks for claim in claims), False) if claims else None

    def _box(self, node: Node) -> Claim:
        claim = self._stack(node)
        if claim is None or not claim.decides:
            return Claim(max(DEFAULT, claim.ticks if claim else 0), False)
        turns = len(drawn(node)) if node.look and node.look.turns else 1
        return Claim(claim.ticks * turns, True)

    def _text(self, node: Node) -> Claim:
        return Claim(self._length(node) if is_caption(node) else DEFAULT, False)

    def _file(self, node: Node) -> Claim:
        return Claim(self._length(node), not node["loop"])


_MEASURES: Mapping[str, Callable[[Claims, Node], Claim | None]] = {
    "body": Claims._sequence,
    "sequence": Claims._sequence,
    "stack": Claims._stack,
    "effect": Claims._box,
    "overlay": Claims._box,
    "text": Claims._text,
    "audio": Claims._file,
    "video": Claims._file,
}


def margins(node: Node) -> tuple[int | None, int | None]:
    """The margins at the start and at the end, ticks; None where none is given."""
    both = node.values.get("margin-both")
    sides = (both, both) if both is not None else ("margin-start", "margin-end")
    found = (node.values.get(side) if isinstance(side, str) else side for side in sides)
    before, after = (None if side is None else ticks(side) for side in found)
    return before, after


def drawn(node: Node) -> tuple[Node, ...]:
    """The children that are seen."""
    return tuple(child for child in node.timed if child.element != "audio")
