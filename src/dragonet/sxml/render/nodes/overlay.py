"""A placed box."""

from collections.abc import Hashable

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Medium
from dragonet.sxml.render.nodes.layer import Layer
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.placement import place
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.timing import Timing
from dragonet.sxml.tree import Node


class Overlay(Layer):
    """An overlay; each of its pictures is placed by the overlay's attributes."""

    def __init__(
        self,
        node: Node,
        timing: Timing,
        screen: Screen,
        children: tuple[Medium, ...],
    ) -> None:
        super().__init__(node, timing, screen)
        boxes = [place(node.values, screen.aspect, medium.aspect) for medium in children]
        self._placed = tuple(zip(children, boxes, strict=True))

    @property
    def box(self) -> Box:
        """That of its first picture."""
        return self._placed[0][1] if self._placed else super().box

    def draw_inside(self, pen: Pen) -> None:
        """Draw the pictures that can be seen into their boxes."""
        if len(self._placed) == 1:
            self._draw_media(pen)
            return
        with pen.together() as both:
            self._draw_media(both)

    def _draw_media(self, pen: Pen) -> None:
        for medium, box in self._placed:
            if box.width > 0 and box.height > 0 and pen.sees(box):
                medium.draw(pen, box)

    def state_inside(self, time: int) -> Hashable:
        """The pictures."""
        return tuple(medium.state(time) for medium, _ in self._placed)

    def covers_inside(self, time: int) -> bool:
        """Whether a picture is opaque and as large as the screen."""
        whole = super().box
        return any(medium.opaque and _holds(box, whole) for medium, box in self._placed)


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.left <= inner.left
        and outer.bottom <= inner.bottom
        and outer.right >= inner.right
        and outer.top >= inner.top
    )
