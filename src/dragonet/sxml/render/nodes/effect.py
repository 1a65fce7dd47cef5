"""Pictures as a full-screen stream."""

from collections.abc import Hashable

from dragonet.sxml.render.calls import EffectCall, Medium
from dragonet.sxml.render.nodes.layer import Layer
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.ticks import TICKS, seconds
from dragonet.sxml.timing import Timing
from dragonet.sxml.tree import Node


class Effect(Layer):
    """An effect: its look draws its pictures."""

    def __init__(
        self,
        node: Node,
        timing: Timing,
        screen: Screen,
        children: tuple[Medium, ...],
    ) -> None:
        super().__init__(node, timing, screen)
        assert node.look is not None
        self.look = node.look
        self.media = children

    def draw_inside(self, pen: Pen) -> None:
        """Draw the pictures as the look moves them."""
        passed = self._passed(pen.time)
        length = seconds(self.span.duration)
        share = min(max(passed / length, 0.0), 1.0) if length else 0.0
        call = EffectCall(
            self.node.values, passed, length, share, self.media, self.box, self.node.index
        )
        assert self.look.render is not None
        self.look.render(pen, call)

    def _passed(self, time: int) -> float:
        """Seconds of the movement that are over."""
        return (time - self.span.start) / TICKS + float(self.node["timeOffset"])

    def state_inside(self, time: int) -> Hashable:
        """The pictures, and the time if the look moves."""
        moved = time if self.look.moves(self.node.values) else None
        return moved, tuple(medium.state(time) for medium in self.media)

    def covers_inside(self, time: int) -> bool:
        """Whether opaque pictures, or an opaque colour behind them, fill the screen."""
        behind = self.node.values.get("color")
        if behind is not None and behind.alpha == 255:
            return True
        return self.look.covers(self.node.values) and all(medium.opaque for medium in self.media)
