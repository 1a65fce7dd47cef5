"""Captions as they are drawn."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import skia

from dragonet.sxml.captions.cue import Cue
from dragonet.sxml.render import rest
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.render.text.band import BAND, banded, shade
from dragonet.sxml.render.text.block import Block
from dragonet.sxml.render.text.cue import em_of, room
from dragonet.sxml.render.text.lettering import Lettered, animator_of, in_turn, lettered
from dragonet.sxml.render.text.letters import Letters
from dragonet.sxml.render.text.said import pieces, reached
from dragonet.sxml.render.text.shown import Piece, Shown, painted
from dragonet.sxml.render.text.stage import Stage
from dragonet.sxml.ticks import TICKS, ticks
from dragonet.sxml.timing import Span
from dragonet.sxml.tree import Node

_THOUSANDTH = TICKS // 1000

Key = tuple[tuple[int, int], ...]
"""What is shown: the numbers of captions, and the times in their texts that have come."""


@dataclass(frozen=True)
class _Part:
    """A caption that is shown."""

    number: int
    block: Block
    pieces: tuple[Piece, ...]
    band: skia.Path

    @cached_property
    def text(self) -> Lettered:
        """Its letters and words."""
        return Lettered(self.block)


class CaptionPicture:
    """The captions of a node; each is laid out when it is first shown.

    Attributes:
        box: where they may be.
        outline: the letters, for filters that draw them their own way.
    """

    def __init__(self, node: Node, screen: Screen, span: Span, cues: Sequence[Cue]) -> None:
        """`cues` are in order of their start; `span` is the time of the node."""
        self._node, self._cues = node, cues
        self._start = span.start + ticks(node["offset"])
        self._stage = Stage(node, cues, screen.aspect)
        self._parts = lru_cache(maxsize=16)(self._made)
        self._animator = animator_of(node)
        self._background = node["backgroundcolor"] or BAND
        self.box = room(node, screen.aspect)
        self.outline = Letters(
            Block((), self.box, em_of(node, screen.aspect)),
            self.box,
            node["fontcolor"],
            None,
            self.draw_background,
            self._shown,
        )

    def draw(self, pen: Pen) -> None:
        """Draw what is shown at the pen's time."""
        parts = self._parts(self._key(pen.time))
        if not parts:
            return
        bounds = skia.Rect.MakeEmpty()
        for part in parts:
            bounds.join(part.band.getBounds())
        rest.draw(pen, bounds, (self.outline.mark, self.state(pen.time)), self._draw)

    def _draw(self, pen: Pen) -> None:
        if pen.alpha < 1:
            with pen.group() as whole:
                self._draw(whole)
            return
        self.draw_background(pen)
        shown = self._shown(pen.time)
        if not self._background.alpha:
            shade(pen, shown, self.outline.height)
        shown.draw(pen, self._node["fontcolor"])

    def draw_background(self, pen: Pen) -> None:
        """Draw the bands behind what is shown at the pen's time."""
        paint = painted(pen, self._background)
        for part in self._parts(self._key(pen.time)):
            pen.canvas.drawPath(part.band, paint)

    def state(self, time: int) -> Hashable:
        """What it looks like at a time: equal values draw equal pictures."""
        key = self._key(time)
        return (key, self._shown(time).state) if self._animator else key

    def _key(self, time: int) -> Key:
        now = (time - self._start) // _THOUSANDTH
        shown = self._stage.at(now)
        return tuple((one, reached(self._stage.laid_out(one), now)) for one in shown)

    def _made(self, key: Key) -> tuple[_Part, ...]:
        made = []
        for number, time in key:
            caption, band = self._stage.laid_out(number), self._stage.band(number)
            assert band is not None
            block = caption.block(band)
            letters = pieces(caption, block, time)
            made.append(_Part(number, block, letters, banded(band, caption.em)))
        return tuple(made)

    def _shown(self, time: int) -> Shown:
        """The letters at a time."""
        drawn, behind, states = list[Piece](), list[Piece](), list[Hashable]()
        for part in self._parts(self._key(time)):
            own = self._animated(part, time)
            letters = own.pieces if own else part.pieces
            drawn += letters
            behind += letters if own is None or own.whole is None else own.whole
            states.append(own and own.state)
        return Shown(tuple(drawn), tuple(states), tuple(behind))

    def _animated(self, part: _Part, time: int) -> Shown | None:
        """What an animator of letters shows of a caption, whose time is its own."""
        if self._animator is None:
            return None
        cue = self._cues[part.number]
        start = self._start + cue.start * _THOUSANDTH
        span = in_turn(self._animator, start, (cue.end - cue.start) * _THOUSANDTH)
        return lettered(self._animator, span, time, part.text)
