"""The letters of a text for filters that draw them their own way."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import skia

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.pen import Pen, rect
from dragonet.sxml.render.text.block import Block

Offset = Callable[[int], tuple[float, float]]
"""How far letters are from their place at a time, in the space of movies."""


@dataclass(frozen=True)
class Letters:
    """The letters of a text, which may move through its box.

    Attributes:
        block: the letters in their place.
        box: where those that move are cut; None if they do not move.
        offset: how far they have moved.
        background: draws what is behind them.
    """

    block: Block
    box: Box | None
    offset: Offset
    background: Callable[[Pen], None]

    @property
    def height(self) -> float:
        """One em."""
        return self.block.size

    def __call__(self, pen: Pen) -> skia.Path:
        """Their outline in the pen's space; the same object as long as they do not move."""
        if self.box is None:
            return self.block.outline
        path = skia.Path()
        self.block.outline.offset(*self.offset(pen.time), path)
        return path

    @contextmanager
    def moved(self, pen: Pen) -> Iterator[None]:
        """Let what is drawn meanwhile be where they are, and cut it where they are cut."""
        canvas = pen.canvas
        canvas.save()
        try:
            if self.box is not None:
                canvas.clipRect(rect(self.box), doAntiAlias=pen.screen.smooth)
                canvas.translate(*self.offset(pen.time))
            yield
        finally:
            canvas.restore()
