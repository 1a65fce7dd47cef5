"""What each node would last by itself: the way up of the duration algebra."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from dragonet.sxml.ticks import ticks
from dragonet.sxml.tree import Node
from dragonet.sxml.values import PARENT

DEFAULT = ticks(5.0)
"""Duration of an effect, text or overlay that nothing else decides."""


class Claim(NamedTuple):
    """A duration in ticks.

    Attributes:
        ticks: how long.
        decides: whether a parent takes it before those of children that would stretch.
    """

    ticks: int
    decides: bool


class Claims:
    """The durations that nodes have of themselves; `length`: ticks of a file or of a speech."""

    def __init__(self, length: Callable[[Node], int]) -> None:
        self._length = length
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

    def _sequence(self, node: Node) -> Claim | None:
        claims = [self.of(child) for child in node.timed]
        lengths = [claim.ticks for claim in claims if claim is not None]
        if len(lengths) < len(claims):  # one takes the sequence's, which is no sum then
            return None
        return Claim(sum(lengths) - sum(overlaps(node, lengths)), True)

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
        return Claim(DEFAULT, False)

    def _audio(self, node: Node) -> Claim:
        return Claim(self._length(node), not node["loop"])

    def _video(self, node: Node) -> Claim:
        return Claim(self._length(node), True)


_MEASURES: Mapping[str, Callable[[Claims, Node], Claim | None]] = {
    "body": Claims._sequence,
    "sequence": Claims._sequence,
    "stack": Claims._stack,
    "effect": Claims._box,
    "overlay": Claims._box,
    "text": Claims._text,
    "audio": Claims._audio,
    "video": Claims._video,
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


def overlaps(node: Node, lengths: list[int]) -> list[int]:
    """By how much each child of a sequence overlaps the one before it, ticks.

    `lengths` are those of the children in ticks. A transition is no longer than either neighbour.
    """
    found: list[int] = []
    before = 0
    for child in node.children:
        if child.element == "transition":
            before = ticks(child["duration"])
        elif child.is_timed:
            place = len(found)
            nearest = lengths[max(0, place - 1) : place + 1]
            found.append(min(before, *nearest) if place else 0)
            before = 0
    return found
