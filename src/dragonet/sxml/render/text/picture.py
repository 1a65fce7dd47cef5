"""A text as it is drawn."""

from collections.abc import Callable, Hashable, Mapping

from dragonet.sxml.render import rest
from dragonet.sxml.render.animate import progress
from dragonet.sxml.render.pen import Pen, rect
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.render.text import near
from dragonet.sxml.render.text.advanced import advanced
from dragonet.sxml.render.text.block import grown
from dragonet.sxml.render.text.layout import Layout
from dragonet.sxml.render.text.legend import legend
from dragonet.sxml.render.text.lettering import lettering
from dragonet.sxml.render.text.letters import Letters
from dragonet.sxml.render.text.motion import moves, offset
from dragonet.sxml.render.text.shown import painted
from dragonet.sxml.render.text.zone import zone
from dragonet.sxml.timing import Span, Timing
from dragonet.sxml.tree import Node

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
        outline: its letters, for filters that draw them their own way.
        moving: whether it moves through its box.
    """

    def __init__(
        self,
        node: Node,
        screen: Screen,
        span: Span | None = None,
        timing: Timing | None = None,
    ) -> None:
        """Lay it out. Raises SxmlError if there is no font of the name that it gives.

        `span` is its time in the movie; without one a text that moves is at its start. `timing`
        has that of its animators; without it the letters are all shown.
        """
        assert node.look is not None
        self._node = node
        self._span = span
        self.moving = moves(node)
        layout = _TYPES[node.look.name](node, screen.aspect, self.moving)
        self._background = layout.background
        self.size = layout.block.size
        self.box = layout.box
        if self._background and node.look.name == "advanced":
            self.box = grown(layout.box, _FRAME * self.size)
        self.outline = Letters(
            layout.block,
            self.box,
            node["fontcolor"],
            self._offset if self.moving else None,
            self.draw_background if self._background else None,
            lettering(node, layout.block, timing) if timing else None,
        )

    def draw(self, pen: Pen) -> None:
        """Draw all of it, as it is at the pen's time."""
        if self.moving or self.outline.pieces(pen.time) is not None:
            self._draw(pen)
        else:
            rest.draw(pen, self.outline.bounds, self.outline.mark, self._draw)

    def _draw(self, pen: Pen) -> None:
        if self._background and pen.alpha < 1:
            with pen.group() as whole:
                self._draw(whole)
            return
        self.draw_background(pen)
        paint = painted(pen, self._node["fontcolor"])
        shown = self.outline.pieces(pen.time)
        with self.outline.moved(pen):
            if shown is not None:
                shown.draw(pen, self._node["fontcolor"])
                return
            for line in self.outline.block.lines:
                if not pen.canvas.quickReject(line.bounds):
                    pen.canvas.drawPath(near.before(pen, line.path), paint)

    def draw_background(self, pen: Pen) -> None:
        """Draw what is behind the letters, if anything."""
        if self._background:
            pen.canvas.drawRect(rect(self.box), painted(pen, self._background))

    def state(self, time: int) -> Hashable:
        """What it looks like at a time: equal values draw equal pictures."""
        place = self._offset(time) if self.moving else ()
        shown = self.outline.pieces(time)
        return (place, shown.state) if shown else place

    def _offset(self, time: int) -> tuple[float, float]:
        passed = progress(self._span, time) if self._span else 0.0
        return offset(self._node, self.box, self.outline.block.box, passed)
