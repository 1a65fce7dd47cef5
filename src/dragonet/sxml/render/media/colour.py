"""A plain colour."""

from collections.abc import Hashable

import skia

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.media.place import place
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.values import Colour


class ColourMedium:
    """A rectangle of one colour; it has a shape of its own if both sides are given."""

    def __init__(self, colour: Colour, width: int | None = None, height: int | None = None) -> None:
        self._colour = skia.Color(*colour)
        self.aspect = width / height if width and height else None
        self.opaque = colour.alpha == 255

    def draw(self, pen: Pen, box: Box) -> None:
        """Fill the box."""
        placed = place(pen, box)
        paint = skia.Paint(AntiAlias=pen.screen.smooth)
        paint.setColor(self._colour)
        paint.setAlphaf(paint.getAlphaf() * pen.alpha)
        with placed.on(pen.canvas) as rect:
            pen.canvas.drawRect(rect, paint)

    def state(self, time: int) -> Hashable:
        """Always the same."""
        return None
