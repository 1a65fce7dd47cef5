"""What holds for the times of every movie, and that every contradiction is refused."""

import re
from collections.abc import Callable
from copy import deepcopy
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dragonet.sxml.document import timed_document
from dragonet.sxml.problems import SxmlError
from dragonet.sxml.ticks import ticks
from dragonet.sxml.timing import Timing
from dragonet.sxml.tree import Movie, Node
from support.movies import LENGTHS, Element, movies, parents, resolved

Draw = Callable[[st.SearchStrategy[Element]], Element]

bounded = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def at(document: Element, lengths: list[float]) -> tuple[Movie, Timing]:
    """The times of a legal movie, which resolves unless it lasts nothing."""
    try:
        return resolved(document.xml(), lengths)
    except SxmlError as error:
        assume("would last 0 s" not in error.text)
        raise


@bounded
@given(movies(), LENGTHS)
def test_what_holds_for_the_times_of_every_movie(document: Element, lengths: list[float]) -> None:
    movie, timing = at(document, lengths)
    parents_contain_children(movie, timing)
    sequences_are_sums_less_overlaps(movie, timing)
    margins_and_durations_add_up(movie, timing)
    stacks_are_as_long_as_the_longest_that_decides(movie, timing)


def parents_contain_children(movie: Movie, timing: Timing) -> None:
    for child, parent in parents(movie):
        if child.element != "key":
            inner, outer = timing[child], timing[parent]
            assert outer.start <= inner.start <= inner.end <= outer.end
            assert inner.end - inner.start <= inner.duration
            assert inner.offset == inner.start - outer.start
    assert timing.duration == timing[movie.body].duration > 0
    assert timed_document(movie, timing).count(" start=") == len(timing.spans) + 1


def sequences_are_sums_less_overlaps(movie: Movie, timing: Timing) -> None:
    rows = [node for node in movie.body.walk() if node.element in ("body", "sequence")]
    for row in rows:
        spans = [timing[child] for child in row.timed]
        cuts = [child for child in row.children if child.element == "transition"]
        whole = sum(s.duration for s in spans) - sum(timing[c].duration for c in cuts)
        if row["duration"] is None and not _pinned(row):
            assert timing[row].duration == whole
        for before, cut, after in zip(
            row.children, row.children[1:], row.children[2:], strict=False
        ):
            if cut.element == "transition":
                neighbours = timing[before].duration, timing[after].duration
                assert timing[cut].duration == min(ticks(cut["duration"]), *neighbours)
                assert timing[cut].start == timing[after].start
        expected = timing[row].start
        for one, two in pairwise(row.children):
            if one.is_timed:
                expected += timing[one].duration
            elif one.element == "transition":
                expected -= timing[one].duration
            if two.is_timed:
                assert timing[two].start == min(expected, timing[row].end)


def _pinned(node: Node) -> bool:
    """Whether both margins are given: the parent decides."""
    given = node.given
    return "margin-both" in given or {"margin-start", "margin-end"} <= set(given)


@bounded
@given(movies(), LENGTHS)
def test_nodes_with_the_parents_duration_never_decide_it(
    document: Element, lengths: list[float]
) -> None:
    def without(element: Element) -> Element:
        kept = [child for child in element.children if child.attributes.get("duration") != ".."]
        return Element(element.name, element.attributes, [without(c) for c in kept], element.text)

    length = lengths[:1]  # the same for all files, as some of them go
    movie, timing = at(document, length)
    assert at(without(document), length)[1].duration == timing.duration
    for child, parent in parents(movie):
        if child.values.get("duration") == ".." and child.element != "animator":
            margin = child.values["margin-start"] or child.values["margin-end"] or 0
            assert timing[child].duration == max(0, timing[parent].duration - ticks(margin))


def margins_and_durations_add_up(movie: Movie, timing: Timing) -> None:
    for child, parent in parents(movie):
        if parent.look and parent.look.turns:
            continue
        both = child.values.get("margin-both")
        before = both if both is not None else child.values.get("margin-start")
        after = both if both is not None else child.values.get("margin-end")
        span, whole = timing.spans.get(child.index), timing[parent].duration
        if span is None or whole != timing[parent].end - timing[parent].start:
            continue  # a key, or a parent that is cut itself
        if before is not None and after is not None:
            assert span.duration == max(0, whole - ticks(before) - ticks(after))
        if before is not None:
            assert span.offset == min(ticks(before), whole)
        if after is not None:
            assert span.end <= max(span.start, timing[parent].end - ticks(after))
        if after is not None and before is None and span.duration + ticks(after) <= whole:
            assert span.end == timing[parent].end - ticks(after)


def stacks_are_as_long_as_the_longest_that_decides(movie: Movie, timing: Timing) -> None:
    for stack in (node for node in movie.body.walk() if node.element == "stack"):
        given = [
            ticks(child["duration"])
            + ticks(child.values["margin-start"] or 0)
            + ticks(child.values["margin-end"] or 0)
            for child in stack.timed
            if isinstance(child["duration"], float)
        ]
        if stack["duration"] is None and not _pinned(stack) and given:
            assert timing[stack].duration >= max(given)
            if len(given) == len(stack.timed):
                assert timing[stack].duration == max(given)


def _margin_both(elements: list[Element], draw: Draw) -> str:
    element = draw(st.sampled_from([e for e in elements if e.name in ("animator", "text")]))
    element.attributes |= {"duration": "1", "margin-both": "0"}
    return "excludes|no margins|at most two"


def _three(elements: list[Element], draw: Draw) -> str:
    element = draw(st.sampled_from([e for e in elements if e.name in ("animator", "text")]))
    element.attributes.pop("margin-both", None)
    element.attributes |= {"duration": "1", "margin-start": "0", "margin-end": "0"}
    return "at most two of them|no margins"


def _margin_in_row(elements: list[Element], draw: Draw) -> str:
    rows = [e for e in elements if e.name in ("sequence", "body")]
    child = draw(st.sampled_from(rows)).children[0]
    child.attributes["margin-start"] = "0.0"
    return "no margins in"


def _negative(elements: list[Element], draw: Draw) -> str:
    element = draw(st.sampled_from([e for e in elements if "duration" in e.attributes]))
    element.attributes["duration"] = "-1"
    return "duration='-1' is not allowed"


def _edge(elements: list[Element], draw: Draw) -> str:
    row = draw(st.sampled_from([e for e in elements if e.name in ("sequence", "body")]))
    ends = [[Element("transition"), *row.children], [*row.children, Element("transition")]]
    row.children[:] = draw(st.sampled_from([Element("", {}, end) for end in ends])).children
    return "stands between two children"


def _double(elements: list[Element], draw: Draw) -> str:
    rows = [e for e in elements if any(c.name == "transition" for c in e.children)]
    row = draw(st.sampled_from(rows))
    place = next(i for i, child in enumerate(row.children) if child.name == "transition")
    row.children.insert(place, Element("transition"))
    return "two in a row"


def _childless(elements: list[Element], draw: Draw) -> str:
    names = ("sequence", "stack", "body", "overlay", "effect")
    element = draw(st.sampled_from([e for e in elements if e.name in names]))
    element.children.clear()
    return "here are 0"


def _cycle(elements: list[Element], draw: Draw) -> str:
    rows = [
        e for e in elements if e.name in ("sequence", "body") and "duration" not in e.attributes
    ]
    row = draw(st.sampled_from(rows if rows else elements[1:2]))
    outer = Element("sequence", {}, [Element("text", {"type": "zone", "duration": ".."})])
    row.children.insert(0, outer)
    return r"duration='\.\.' is a cycle"


def _too_long(elements: list[Element], draw: Draw) -> str:
    elements[1].attributes["duration"] = "1000001"
    return "at most 1000000 s are allowed"


WRONGS = (_margin_both, _three, _margin_in_row, _negative, _edge, _double, _childless, _cycle,
          _too_long)  # fmt: skip


@bounded
@given(st.sampled_from(WRONGS), movies(), st.data())
def test_contradictions_are_refused_with_a_reason(
    wrong: Callable[[list[Element], Draw], str], document: Element, data: st.DataObject
) -> None:
    document = deepcopy(document)
    row = [Element("text", {"type": "zone", "duration": "1"}, text="x") for _ in range(2)]
    row[1:1] = [Element("transition")]
    row[0].children.append(Element("animator", {"type": "grow"}))
    document.children[0].children[:0] = row
    resolved(document.xml(), [1.0])
    reason = wrong(document.walk(), data.draw)
    with pytest.raises(SxmlError) as caught:
        resolved(document.xml(), [1.0])
    assert re.search(reason, caught.value.text), caught.value.text
    assert all(re.match(r"line \d+, <[a-z]+>: ", text) for _, text in caught.value.errors)
