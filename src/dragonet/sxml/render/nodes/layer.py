"""What all nodes have: a time, animators that move it, and filters."""

from abc import ABC, abstractmethod
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from dragonet.sxml.render import matrices
from dragonet.sxml.render.animate import Pose
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.matrices import Matrix
from dragonet.sxml.render.nodes import modifiers
from dragonet.sxml.render.nodes.modifiers import Filter
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.timing import Timing
from dragonet.sxml.tree import Node

if TYPE_CHECKING:
    from dragonet.sxml.render.text.letters import Letters


class Layer(ABC):
    """A node that is drawn; what is in it is drawn by `draw_inside`.

    Filters work on what is in it, in its own space, and its animators move the result.

    Attributes:
        filters: in the order of the document; set once the box that they work on is known.
    """

    def __init__(self, node: Node, timing: Timing, screen: Screen) -> None:
        self.node = node
        self.span = timing[node]
        self.screen = screen
        self.filters: tuple[Filter, ...] = ()
        self.pose = Pose(node, timing)
        self.depth_counts: bool = node.values.get("depthEnable", True)
        self.outline: Letters | None = None

    @property
    def box(self) -> Box:
        """What it covers in its own space."""
        return Box.screen(self.screen.aspect)

    def is_there(self, time: int) -> bool:
        """Whether it is shown at a time."""
        return self.span.start <= time < self.span.end

    def matrix(self, time: int) -> Matrix:
        """From its own space to its parent's."""
        if not self.pose:
            return matrices.identity()
        return self.pose.matrix(time, self.box, self.screen.aspect)

    def draw(self, pen: Pen) -> None:
        """Draw it, if it is its time."""
        if not self.is_there(pen.time):
            return
        if not self.pose:
            self._filtered(pen)
            return
        with pen.moved(self.matrix(pen.time)) as moved:
            self._filtered(moved.moving() if self.pose.moves(pen.time) else moved)

    def _filtered(self, pen: Pen) -> None:
        if self.filters:
            opaque = self.covers_inside(pen.time)
            modifiers.draw(
                pen, self.draw_inside, self.filters, self.box, outline=self.outline, opaque=opaque
            )
        else:
            self.draw_inside(pen)

    @abstractmethod
    def draw_inside(self, pen: Pen) -> None:
        """Draw what is in it, in its own space."""

    def state(self, time: int) -> Hashable:
        """What it looks like; None when it is not there."""
        if not self.is_there(time):
            return None
        filters = tuple(item.state(time) for item in self.filters)
        return self.node.index, self.pose.state(time), filters, self.state_inside(time)

    @abstractmethod
    def state_inside(self, time: int) -> Hashable:
        """What that which is in it looks like."""

    def covers(self, time: int) -> bool:
        """Whether nothing behind it on the screen can be seen."""
        plain = not self.pose and all(item.keeps_opaque() for item in self.filters)
        return plain and self.is_there(time) and self.covers_inside(time)

    def covers_inside(self, time: int) -> bool:
        """Whether what is in it covers the screen."""
        return False

    def depth(self, pen: Pen) -> float:
        """How near its middle is; larger is nearer."""
        return pen.depth(*self.box.center, self.matrix(pen.time))


class Piled(Layer):
    """A node that shows several others."""

    def __init__(
        self,
        node: Node,
        timing: Timing,
        screen: Screen,
        children: tuple[Any, ...],
    ) -> None:
        super().__init__(node, timing, screen)
        self.children: tuple[Layer, ...] = children

    def shown(self, time: int) -> list[Layer]:
        """The children that are there at a time."""
        return [child for child in self.children if child.is_there(time)]
