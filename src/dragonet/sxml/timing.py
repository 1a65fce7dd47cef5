"""Start and end of every node: the way down of the duration algebra. Integers, pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dragonet.sxml.captions.node import is_caption
from dragonet.sxml.claims import Claims, drawn, margins
from dragonet.sxml.problems import Problem, Problems, SxmlError, problem
from dragonet.sxml.pulse import Pulse, Rhythm
from dragonet.sxml.ticks import ticks, told
from dragonet.sxml.tree import Movie, Node
from dragonet.sxml.values import PARENT

LIMIT = 1_000_000.0
"""Longest movie, seconds, unless a caller says less."""

MOST_AT_ONCE = 64
"""Children of a sequence, which show together while transitions overlap."""

SEQUENCES = frozenset(("body", "sequence"))
MODIFIERS = frozenset(("filter", "animator", "camera"))


@dataclass(frozen=True)
class Span:
    """When a node is there, in ticks.

    Attributes:
        start: from the start of the movie.
        end: from the start of the movie, cut by what it is inside; its start if it is never seen.
        duration: how long its movement takes, which is longer than what is seen if it is cut.
        offset: its start from the start of its parent.
    """

    start: int
    end: int
    duration: int
    offset: int


@dataclass(frozen=True)
class Timing:
    """The times of a movie; `timing[node]` is the span of a node.

    Keys have none: their times count from the start of their animator.

    Attributes:
        spans: by `Node.index`.
        duration: of the movie, ticks.
        warnings: nodes that are never seen.
    """

    spans: Mapping[int, Span]
    duration: int
    warnings: tuple[Problem, ...] = ()

    def __getitem__(self, node: Node) -> Span:
        return self.spans[node.index]


def resolve(
    movie: Movie,
    lengths: Mapping[int, float],
    rhythms: Mapping[int, Rhythm] = MappingProxyType({}),
    *,
    limit: float = LIMIT,
) -> Timing:
    """The times of every node.

    `lengths` gives seconds by `Node.index` of what each video, audio and caption has: of the whole
    file, or of the speech. Those of nodes with a duration of their own may be missing. `rhythms`
    gives what was heard in the music that each sequence with `cut` follows. `limit` is that of the
    movie, seconds. Raises SxmlError if a file has nothing left after its `skip`, if too
    many children of a sequence overlap, or if the movie is empty or longer than the limit.
    """
    resolver = _Resolver(lengths, rhythms)
    body = movie.body
    resolver.check_skips(body)
    given = body["duration"]
    content = resolver.claims.content(body) if given is None else None
    total = ticks(given) if given is not None else content.ticks if content else 0
    if not 0 < total <= ticks(limit):
        allowed = f"more than 0 and at most {told(ticks(limit))} s are allowed"
        text = f"the movie would last {told(total)} s; {allowed}"
        raise SxmlError([problem(body.line, body.element, text)])
    resolver.place(body, Span(0, total, total, 0))
    resolver.problems.settle()
    warnings = tuple(resolver.problems.warnings)
    return Timing(MappingProxyType(resolver.spans), total, warnings)


class _Resolver:
    def __init__(self, lengths: Mapping[int, float], rhythms: Mapping[int, Rhythm]) -> None:
        self.lengths, self.rhythms = lengths, rhythms
        self.claims = Claims(self._length, self._pulse)
        self.spans: dict[int, Span] = {}
        self.problems = Problems()

    def _length(self, node: Node) -> int:
        """How long a file or a speech lasts in the movie, ticks."""
        left = ticks(self.lengths[node.index]) - ticks(_cut_off(node)[1])
        speed: float = node.values["speed"] if node.element == "video" else 1.0
        return max(0, round(left / speed))

    def _pulse(self, node: Node) -> Pulse | None:
        """What a sequence is cut on."""
        unit = node["cut"]
        return unit and Pulse.of(getattr(self.rhythms[node.index], unit), node["skip"])

    def check_skips(self, body: Node) -> None:
        """Refuse files of which nothing is left."""
        for node in body.walk():
            (name, skip), whole = _cut_off(node), self.lengths.get(node.index)
            if skip and whole is not None and skip >= whole:
                text = f"{name}='{node.given[name]}' leaves nothing of its {told(ticks(whole))} s"
                self.problems.error(node.line, node.element, text)
        self.problems.settle()

    def place(self, node: Node, span: Span) -> None:
        """Note the span of a node, then those of all below."""
        self.spans[node.index] = span
        if node.element in SEQUENCES:
            self._row(node, span)
        else:
            self._pile(node, span)
        for child in node.children:
            if child.element in MODIFIERS:
                self.place(child, self._within(child, span, span.duration))

    def _row(self, node: Node, span: Span) -> None:
        """The children of a sequence: each starts where the one before ends, or earlier."""
        row = self.claims.row(node, span.duration)
        assert row is not None, "time_rules refuses what nothing decides"
        lengths, before = row
        place, offset = 0, 0
        ends: list[int] = []
        for child in node.children:
            if child.element == "transition":
                overlap = before[place]
                self.spans[child.index] = _cut(span, offset - overlap, overlap)
                if len(ends) >= MOST_AT_ONCE and ends[-MOST_AT_ONCE] > offset - overlap:
                    text = f"more than {MOST_AT_ONCE} children would show at once; make it shorter"
                    self.problems.error(child.line, child.element, text)
            elif child.is_timed:
                self._show(child, node, _cut(span, offset - before[place], lengths[place]))
                offset += lengths[place] - before[place]
                ends.append(offset)
                place += 1

    def _pile(self, node: Node, span: Span) -> None:
        """Children that share the time of their parent, or take turns in it."""
        turns = drawn(node) if node.look and node.look.turns else ()
        for child in node.timed:
            part = span
            if child in turns:
                place, count = turns.index(child), len(turns)
                first = span.duration * place // count
                last = span.duration * (place + 1) // count
                part = _cut(span, first, last - first)
            found = self._within(child, part, part.duration)
            offset = found.start - span.start
            self._show(child, node, Span(found.start, found.end, found.duration, offset))

    def _show(self, child: Node, parent: Node, span: Span) -> None:
        outer = self.spans[parent.index]
        if span.start == span.end and outer.start < outer.end:
            text = f"it is never seen or heard: <{parent.element}> (line {parent.line}) ends"
            self.problems.warn(child.line, child.element, f"{text} at {told(outer.end)} s")
        self.place(child, span)

    def _within(self, node: Node, parent: Span, whole: int) -> Span:
        """A node in the time of its parent, which lasts `whole` ticks."""
        before, after = margins(node)
        room = max(0, whole - (before or 0) - (after or 0))
        length = self._wanted(node, room, before is not None and after is not None)
        if node.element in MODIFIERS:  # a movement that is too long is faster, not cut
            length = min(length, room)
        at_end = before is None and (after is not None or (node.look and node.look.at_end))
        offset = whole - (after or 0) - length if at_end else before or 0
        return _cut(parent, max(0, offset), length, after or 0)

    def _wanted(self, node: Node, room: int, pinned: bool) -> int:
        duration = node.values.get("duration")
        if duration == PARENT or pinned:
            return room
        if duration is not None:
            return ticks(duration)
        content = self.claims.content(node)
        return content.ticks if content and content.decides else room


def _cut(parent: Span, offset: int, length: int, after: int = 0) -> Span:
    """A span inside another: cut where that ends, less the margin after it."""
    start = min(parent.start + offset, parent.end)
    last = min(start + length, parent.end, parent.start + parent.duration - after)
    return Span(start, max(start, last), length, start - parent.start)


def _cut_off(node: Node) -> tuple[str, float]:
    """Seconds of a file that are left out at its start, and the attribute that says so."""
    if is_caption(node):
        return "offset", -node["offset"]
    return "skip", node.values.get("skip", 0.0)
