"""A text as it is drawn."""

from collections.abc import Callable, Hashable, Mapping

import skia

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.pen import Pen, rect
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.render.text.advanced import advanced
from dragonet.sxml.render.text.layout import Layout
from dragonet.sxml.render.text.legend import legend
from dragonet.sxml.render.text.motion import moves, offset
from dragonet.sxml.render.text.zone import zone
from dragonet.sxml.tree import Node
from dragonet.sxml.values import Colour

_TYPES: Mapping[str, Callable[[Node, float, bool], Layout]] = {
    "legend": legend,
    "zone": zone,
    "advanced": advanced,
}
_FRAME = 0.3
"""Between the letters of an advanced text and the edge of its background, in ems."""


class TextPicture:
    """A text laid out for a screen; always drawn as outlines, so it is sharp at every scale.

    Attributes:
        box: where it is on the screen.
        size: one em, in the space of movies.
        moving: whether it moves through its box.
    """

    def __init__(self, node: Node, screen: Screen) -> None:
        """Lay it out. Raises SxmlError if there is no font of the name that it gives."""
        assert node.look is not None
        self._node = node
        self.moving = moves(node)
        layout = _TYPES[node.look.name](node, screen.aspect, self.moving)
        self._block = layout.block
        self._background = layout.background
        self.size = layout.block.size
        self.box = layout.box
        if self._background and node.look.name == "advanced":
            self.box = _grown(layout.box, _FRAME * self.size)

    def draw(self, pen: Pen, progress: float = 0.0) -> None:
        """Draw all of it, as it is that far through its time."""
        if self._background and pen.alpha < 1:
            with pen.group() as whole:
                self.draw_background(whole)
                self.draw_letters(whole, progress)
        else:
            self.draw_background(pen)
            self.draw_letters(pen, progress)

    def draw_background(self, pen: Pen) -> None:
        """Draw what is behind the letters, if anything."""
        if self._background:
            pen.canvas.drawRect(rect(self.box), _painted(pen, self._background))

    def draw_letters(self, pen: Pen, progress: float = 0.0) -> None:
        """Draw the letters."""
        paint = _painted(pen, self._node["fontcolor"])
        canvas = pen.canvas
        canvas.save()
        try:
            if self.moving:
                canvas.clipRect(rect(self.box), doAntiAlias=pen.screen.smooth)
                canvas.translate(*self._offset(progress))
            for line in self._block.lines:
                if not canvas.quickReject(line.bounds):
                    canvas.drawPath(line.path, paint)
        finally:
            canvas.restore()

    def outline(self, pen: Pen, progress: float = 0.0) -> skia.Path:
        """All its letters in the pen's space; the same object as long as they do not move."""
        if not self.moving:
            return self._block.outline
        path = skia.Path()
        self._block.outline.offset(*self._offset(progress), path)
        return path

    def state(self, progress: float = 0.0) -> Hashable:
        """What it looks like: equal values draw equal pictures."""
        return self._offset(progress) if self.moving else ()

    def _offset(self, progress: float) -> tuple[float, float]:
        return offset(self._node, self.box, self._block.box, progress)


def _painted(pen: Pen, colour: Colour) -> skia.Paint:
    paint = skia.Paint(AntiAlias=pen.screen.smooth)
    paint.setColor(skia.Color(colour.red, colour.green, colour.blue, colour.alpha))
    paint.setAlphaf(paint.getAlphaf() * pen.alpha)
    return paint


def _grown(box: Box, margin: float) -> Box:
    return Box(box.left - margin, box.bottom - margin, box.right + margin, box.top + margin)
