"""The letters of a text for filters that draw them their own way."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import skia

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.pen import Pen, rect
from dragonet.sxml.render.text.block import Block
from dragonet.sxml.render.text.shown import Shown
from dragonet.sxml.values import Colour

Offset = Callable[[int], tuple[float, float]]
"""How far letters are from their place at a time, in the space of movies."""


@dataclass(frozen=True)
class Letters:
    """The letters of a text, which may move through its box.

    Attributes:
        block: the letters in their place.
        box: of the text; those that move are cut at its sides.
        colour: of the text, without filters.
        offset: how far they have moved; None if they rest.
        shown: what of them is shown at a time; None if it is always all.
        background: draws what is behind them, in the box; None if there is nothing.
        mark: its own, of no other text.
    """

    block: Block
    box: Box
    colour: Colour
    offset: Offset | None
    background: Callable[[Pen], None] | None
    shown: Callable[[int], Shown | None] | None = None
    mark: object = field(default_factory=object)

    @property
    def height(self) -> float:
        """One em."""
        return self.block.size

    @property
    def bounds(self) -> skia.Rect:
        """What the letters at their place and the background cover."""
        bounds = self.block.outline.getBounds().makeOffset(0, 0)
        if self.background:
            bounds.join(rect(self.box))
        return bounds

    def __call__(self, pen: Pen) -> skia.Path:
        """Their outline in the pen's space; the same object as long as they do not move."""
        if self.offset is None:
            return self.block.outline
        path = skia.Path()
        self.block.outline.offset(*self.offset(pen.time), path)
        return path

    def pieces(self, time: int) -> Shown | None:
        """What is shown at a time; None if it is all, as it is."""
        return self.shown(time) if self.shown else None

    @contextmanager
    def moved(self, pen: Pen) -> Iterator[None]:
        """Let what is drawn meanwhile be where they are, and cut it where they are cut."""
        canvas = pen.canvas
        canvas.save()
        try:
            if self.offset is not None:
                canvas.clipRect(rect(self.box), doAntiAlias=pen.screen.smooth)
                canvas.translate(*self.offset(pen.time))
            yield
        finally:
            canvas.restore()
