"""The beats that pictures change on: where the next, the nearest, the last one is."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low
from typing import NamedTuple

from dragonet.sxml.ticks import ticks

_LATEST = 8
"""Intervals at the end of music that say how it would go on."""


class Rhythm(NamedTuple):
    """What was heard in music: times of its beats, and of those that begin a bar, seconds."""

    beats: tuple[float, ...]
    bars: tuple[float, ...]


@dataclass(frozen=True)
class Pulse:
    """Beats without end, in ticks from some moment of the music.

    Attributes:
        times: of those that were found, at least one, ascending; some may be before that moment.
        step: between two of those that follow.
    """

    times: tuple[int, ...]
    step: int

    @classmethod
    def of(cls, beats: Sequence[float], start: float) -> "Pulse":
        """From the second `start` of music with two or more beats, given in seconds."""
        times = tuple(sorted({ticks(beat) - ticks(start) for beat in beats}))
        steps = [after - before for before, after in pairwise(times[-_LATEST - 1 :])]
        return cls(times, median_low(steps))

    def __getitem__(self, index: int) -> int:
        beyond = max(0, index - len(self.times) + 1)
        return self.times[index - beyond] + beyond * self.step

    def nth(self, start: int, count: int) -> int:
        """The beat on which ends what starts at `start` and lasts `count` of them."""
        return self[self._first(start) + count - 1]

    def nearest(self, start: int, time: int) -> int:
        """The beat nearest to a time of those that something may end on; of two, the earlier."""
        after = self.following(start, time)
        before = self.last(start, after - 1)
        return after if before is None or after - time < time - before else before

    def following(self, start: int, time: int) -> int:
        """The first beat not before a time of those that something may end on."""
        return self[max(self._first(start), self._index(time))]

    def last(self, start: int, time: int) -> int | None:
        """The last beat not after a time of those that something may end on."""
        index = self._index(time + 1) - 1
        return self[index] if index >= self._first(start) else None

    def _first(self, start: int) -> int:
        """The first beat that something may end on: half a beat after its start, at least."""
        index = self._index(start + 1)
        before = self.step if index == 0 else min(self.step, self[index] - self[index - 1])
        return index if 2 * (self[index] - start) >= before else index + 1

    def _index(self, time: int) -> int:
        """Of the first beat not before a time."""
        if time <= self.times[-1]:
            return bisect_left(self.times, time)
        return len(self.times) - 1 - (self.times[-1] - time) // self.step
