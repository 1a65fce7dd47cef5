"""Nodes together; the first is at the bottom, unless one is nearer in depth."""

from collections.abc import Hashable, Iterator
from itertools import groupby

import numpy as np

from dragonet.sxml.render import matrices
from dragonet.sxml.render.animate import Pose
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.matrices import Matrix
from dragonet.sxml.render.nodes.layer import Layer, Piled
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.timing import Timing
from dragonet.sxml.tree import Node

_CLOSE = 1e-6
"""Depths that are as near count as equal, so that document order decides."""


class Stack(Piled):
    """A stack, with its cameras and, if it has one, a screen of its own: its aspect, and how large
    it is on the one that the stack is on."""

    def __init__(
        self,
        node: Node,
        timing: Timing,
        screen: Screen,
        children: tuple[Layer, ...],
        *,
        own: tuple[float, float] | None = None,
    ) -> None:
        super().__init__(node, timing, screen, children)
        cameras = [child for child in node.children if child.element == "camera"]
        self._cameras = [(camera, Pose(camera, timing)) for camera in cameras]
        self._whole = Box.screen(own[0] if own else screen.aspect)
        self._size = own[1] if own else None
        self._flat = not any(child.pose for child in children)

    @property
    def box(self) -> Box:
        """Its screen."""
        return self._whole if self._size is None else self._whole.scaled(self._size)

    def draw_inside(self, pen: Pen) -> None:
        """Draw the children from behind."""
        if self._size is not None:
            with pen.moved(matrices.scale(self._size, self._size)) as smaller:
                self._seen(smaller)
        else:
            self._seen(pen)

    def _seen(self, pen: Pen) -> None:
        if not self._cameras:
            self._draw_children(pen)
            return
        with pen.looking(self._camera(pen)) as looking:
            self._draw_children(looking)

    def _draw_children(self, pen: Pen) -> None:
        children = self.shown(pen.time)
        if self._flat and not self._cameras:
            hidden = [place for place, item in enumerate(children) if item.covers(pen.time)]
            children = children[hidden[-1] :] if hidden else children
        else:
            children = list(_from_behind(children, pen))
        if len(children) == 1:
            children[0].draw(pen)
            return
        with pen.together() as all_:
            for child in children:
                child.draw(all_)

    def _camera(self, pen: Pen) -> Matrix:
        """What the last camera sees; an object that moves one way makes all else move the other."""
        view = pen.camera
        for camera, pose in self._cameras:
            moved = pose.matrix(pen.time, self._whole, self._whole.aspect)
            inverse = np.asarray(np.linalg.pinv(moved), np.float64)
            view = inverse @ view if camera["relative"] else inverse
        return view

    def state_inside(self, time: int) -> Hashable:
        """The cameras and the children."""
        cameras = tuple(pose.state(time) for _, pose in self._cameras)
        return cameras, tuple(child.state(time) for child in self.shown(time))

    def covers_inside(self, time: int) -> bool:
        """Whether one of the children covers the screen."""
        plain = not self._cameras and self._size is None
        return plain and any(child.covers(time) for child in self.shown(time))


def _from_behind(children: list[Layer], pen: Pen) -> Iterator[Layer]:
    """Children in the order of drawing: by depth, but one that ignores it keeps its place."""
    for counts, run in groupby(children, key=lambda child: child.depth_counts):
        if counts:
            yield from sorted(run, key=lambda child: round(child.depth(pen) / _CLOSE))
        else:
            yield from run
