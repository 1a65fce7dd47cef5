"""A node seen as a picture."""

from collections.abc import Hashable

from dragonet.sxml.render import matrices
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Drawable
from dragonet.sxml.render.pen import Pen


class DrawnMedium:
    """The whole screen of a node, put into a box; nothing of it is seen outside.

    `opaque` is false: whether a node covers its screen changes with time.
    """

    opaque = False

    def __init__(self, drawable: Drawable, aspect: float) -> None:
        self._drawable = drawable
        self.aspect: float | None = aspect

    def draw(self, pen: Pen, box: Box) -> None:
        """Draw the node at the pen's time."""
        assert self.aspect
        across, up = box.width / (2 * self.aspect), box.height / 2
        if not pen.sees(box) or not across or not up:
            return
        matrix = matrices.translate(*box.center) @ matrices.scale(across, up, (across * up) ** 0.5)
        with pen.clipped(box) as clipped, clipped.moved(matrix) as inside:
            if pen.alpha == 1.0:
                self._drawable.draw(inside)
                return
            with inside.group() as whole:
                self._drawable.draw(whole)

    def state(self, time: int) -> Hashable:
        """What the node looks like."""
        return self._drawable.state(time)
