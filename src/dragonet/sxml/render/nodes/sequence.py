"""Nodes one after the other, with transitions where two of them overlap."""

from collections.abc import Hashable, Mapping
from functools import partial

from dragonet.sxml.render.animate import progress
from dragonet.sxml.render.calls import Content, TransitionCall
from dragonet.sxml.render.nodes.layer import Layer, Piled
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.pictured import pictured
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.timing import Span, Timing
from dragonet.sxml.tree import Node

Between = Mapping[int, tuple[Node, Span]]
"""Transitions with their times, by the index of the node that follows."""


class Sequence(Piled):
    """A sequence; of more than two nodes at once, each comes over all before it."""

    def __init__(
        self,
        node: Node,
        timing: Timing,
        screen: Screen,
        children: tuple[Layer, ...],
    ) -> None:
        super().__init__(node, timing, screen, children)
        self._between = dict(_transitions(node, timing))

    def draw_inside(self, pen: Pen) -> None:
        """Draw the node of the time, or the transition of two."""
        content: Content | None = None
        shown = self.shown(pen.time)
        covered = True
        for child in shown:
            if content is None:
                content = child.draw
            else:
                content = self._joined(content, child, pen, covered=covered)
            covered = covered and child.covers(pen.time)
        if content is None:
            return
        if len(shown) == 1:
            content(pen)
            return
        with pen.together() as both:
            content(both)

    def _joined(self, before: Content, child: Layer, pen: Pen, *, covered: bool) -> Content:
        time = pen.time
        found = self._between.get(child.node.index)
        if found is None:  # neighbours that only touch
            return child.draw
        transition, span = found
        share = progress(span, time)
        if share in (0, 1):
            return child.draw if share else before
        look = transition.look
        assert look is not None and look.render is not None
        if isinstance(before, partial):  # drawn twice by each of many, two would take for ever
            before = pictured(pen, before, self.box)
        opaque, seed = child.covers(time), transition.index
        call = TransitionCall(transition.values, share, self.box, opaque, covered, seed)
        return partial(look.render, first=before, second=child.draw, call=call)

    def state_inside(self, time: int) -> Hashable:
        """The nodes of the time and how far their transitions are."""
        shown = self.shown(time)
        spans = (self._between.get(child.node.index) for child in shown[1:])
        shares = tuple(progress(found[1], time) for found in spans if found)
        return shares, tuple(child.state(time) for child in shown)

    def covers_inside(self, time: int) -> bool:
        """Whether the nodes of the time cover the screen, and what happens between them does."""
        shown = self.shown(time)
        found = [self._between.get(child.node.index) for child in shown[1:]]
        looks = [item[0].look.covers(item[0].values) for item in found if item and item[0].look]
        return bool(shown) and all(looks) and all(child.covers(time) for child in shown)


def _transitions(node: Node, timing: Timing) -> list[tuple[int, tuple[Node, Span]]]:
    """The transitions by the node that follows; sounds between two pictures have none."""
    found: list[tuple[int, tuple[Node, Span]]] = []
    last: Node | None = None
    for child in node.children:
        if child.element == "transition":
            last = child
        elif child.is_timed and last is not None:
            if timing[last].duration > 0:
                found.append((child.index, (last, timing[last])))
            last = None
    return found
