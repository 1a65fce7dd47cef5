"""How long the children of a sequence are, and where they overlap: the one place that says so.

Integers, pure functions.
"""

from collections.abc import Sequence
from typing import NamedTuple

from dragonet.sxml.pulse import Pulse
from dragonet.sxml.ticks import ticks
from dragonet.sxml.tree import Node


class Want(NamedTuple):
    """What a child wants of a sequence that is cut on beats.

    Attributes:
        ticks: how long it would last by itself.
        beats: how many beats it lasts instead; 0 if that does not matter.
        most: how long there is something to show, ticks; None: without end.
        whole: whether it must not be shorter.
    """

    ticks: int
    beats: int = 0
    most: int | None = None
    whole: bool = False


class Row(NamedTuple):
    """The children of a sequence.

    Attributes:
        lengths: of each, ticks.
        overlaps: of each with the one before it, ticks; that of the first is 0.
    """

    lengths: list[int]
    overlaps: list[int]

    @property
    def total(self) -> int:
        """How long it lasts, ticks."""
        return sum(self.lengths) - sum(self.overlaps)


def plain(node: Node, lengths: list[int]) -> Row:
    """Children of some lengths. A transition is no longer than either neighbour."""
    asked = _asked(node)
    clipped = [min(overlap, *lengths[place : place + 2]) for place, overlap in enumerate(asked[1:])]
    return Row(lengths, [*asked[:1], *clipped])


def cut(node: Node, wants: Sequence[Want], pulse: Pulse) -> Row:
    """Children that follow each other on beats.

    The middles of transitions are on beats; none is longer than the time between the beats at
    both sides of it and the next cuts, so that never more than two children are seen.
    """
    halves = [*_halves(_asked(node), wants), 0]
    slots: list[int] = []
    here = 0
    for place, want in enumerate(wants):
        end = _end(pulse, here, want, *halves[place : place + 2])
        slots.append(end - here)
        for side in (place, place + 1):
            halves[side] = min(halves[side], slots[-1] // 2)
        here = end
    lengths = [slot + halves[place] + halves[place + 1] for place, slot in enumerate(slots)]
    return Row(lengths, [2 * half for half in halves[:-1]])


def _asked(node: Node) -> list[int]:
    """By how much each child is to overlap the one before it."""
    asked: list[int] = []
    before = 0
    for child in node.children:
        if child.element == "transition":
            before = ticks(child["duration"])
        elif child.is_timed:
            asked.append(before)
            before = 0
    return asked


def _halves(asked: list[int], wants: Sequence[Want]) -> list[int]:
    """Half of each overlap, no longer than its neighbours would be by themselves."""
    longest = max(asked, default=0)
    own = [longest if want.beats else want.ticks for want in wants]
    return [0, *(min(overlap, *own[at : at + 2]) // 2 for at, overlap in enumerate(asked[1:]))]


def _end(pulse: Pulse, here: int, want: Want, before: int, after: int) -> int:
    """The cut at the end of a child, by the one at its start and half of its transitions."""
    if want.beats:
        return pulse.nth(here, want.beats)
    alone = here - before + want.ticks
    if want.whole:
        return pulse.following(here, alone)
    end = pulse.nearest(here, alone - after)
    if want.most is None:
        return end
    limit = max(here - before + want.most - after, here + want.most // 2)
    if end <= limit:
        return end
    last = pulse.last(here, limit)
    return limit if last is None else last
