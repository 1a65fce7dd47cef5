"""Which cues are shown when."""

from bisect import bisect_right
from collections.abc import Sequence

from dragonet.sxml.captions.cue import Cue

MOST_AT_ONCE = 50
"""Cues that are shown together; there is no room for more on any screen."""


class Timeline:
    """Cues by their times, in milliseconds of the file; numbers are places in order of start."""

    def __init__(self, cues: Sequence[Cue]) -> None:
        """`cues` are in order of their start."""
        self._starts = [cue.start for cue in cues]
        self._ends = [cue.end for cue in cues]
        self._shown: list[tuple[int, ...]] = []
        shown: list[int] = []
        for number, cue in enumerate(cues):
            shown = [one for one in shown if self._ends[one] > cue.start]
            if cue.end > cue.start and len(shown) < MOST_AT_ONCE:
                shown.append(number)
            self._shown.append(tuple(shown))

    def at(self, time: int) -> list[int]:
        """The cues that are shown at a time, the first to begin first."""
        last = bisect_right(self._starts, time) - 1
        return [one for one in self._shown[last] if self._ends[one] > time] if last >= 0 else []

    def before(self, number: int) -> list[int]:
        """The cues that are shown already when one begins."""
        return [one for one in self._shown[number] if one != number]
