"""Where each caption of a node is: those that are shown together do not cover each other."""

from collections.abc import Sequence
from functools import lru_cache

from dragonet.sxml.captions.cue import Cue
from dragonet.sxml.captions.timeline import Timeline
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.text.cue import Caption, caption, room
from dragonet.sxml.tree import Node

_GAP = 0.15
"""Between two captions, ems."""
_NEAR = 1e-6


class Stage:
    """The captions of a node on a screen.

    Each has its place as long as it is shown; one that begins goes on, up or down, until it is
    beside those that are there, and is not shown if there is no room.
    """

    def __init__(self, node: Node, cues: Sequence[Cue], aspect: float) -> None:
        self._node, self._cues, self._aspect = node, cues, aspect
        self._timeline = Timeline(cues)
        self._area = room(node, aspect)
        self._bands: dict[int, Box | None] = {}
        self._caption = lru_cache(maxsize=64)(self._found)

    def at(self, time: int) -> list[int]:
        """The captions that are shown at a time, milliseconds of the file."""
        return [one for one in self._timeline.at(time) if self.band(one)]

    def band(self, number: int) -> Box | None:
        """Where a caption is; None if it says nothing or there is no room."""
        first = number
        while first not in self._bands and self._timeline.before(first):
            first -= 1
        for one in range(first, number + 1):
            if one not in self._bands:
                self._bands[one] = self._placed(one)
        return self._bands[number]

    def laid_out(self, number: int) -> Caption:
        """A caption that has a band."""
        found = self._caption(number)
        assert found is not None
        return found

    def _found(self, number: int) -> Caption | None:
        return caption(self._node, self._cues[number], self._aspect)

    def _placed(self, number: int) -> Box | None:
        found = self._caption(number)
        if found is None:
            return None
        band, gap = found.home, _GAP * found.em
        others = [self._bands[one] for one in self._timeline.before(number)]
        there = [other for other in others if other]
        while hit := [other for other in there if _meet(band, other)]:
            up, down = max(one.top for one in hit), min(one.bottom for one in hit)
            low = up + gap if found.step > 0 else down - gap - band.height
            band = Box(band.left, low, band.right, low + band.height)
            if band.top > self._area.top + _NEAR or band.bottom < self._area.bottom - _NEAR:
                return None
        return band


def _meet(one: Box, two: Box) -> bool:
    across = one.left < two.right - _NEAR and two.left < one.right - _NEAR
    return across and one.bottom < two.top - _NEAR and two.bottom < one.top - _NEAR
