"""Which part of a picture a frame shows, and slow movements between two such views."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from dragonet.sxml.render import matrices
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content
from dragonet.sxml.render.easing import gentle
from dragonet.sxml.render.pen import Pen


@dataclass(frozen=True)
class View:
    """A zoom, 1 being the adapter's own size, and the point of the picture in the middle, in
    fractions from its left and top."""

    zoom: float = 1.0
    x: float = 0.5
    y: float = 0.5

    def box(self, base: Box, frame: Box) -> Box:
        """Where the picture is that has the size of `base` at zoom 1.

        It is pushed aside so that none of the frame is left empty that it can fill.
        """
        width, height = base.width * self.zoom, base.height * self.zoom
        across, up = max(0.0, width - frame.width) / 2, max(0.0, height - frame.height) / 2
        x = min(max((0.5 - self.x) * width, -across), across)
        y = min(max((self.y - 0.5) * height, -up), up)
        return Box.around(frame.center[0] + x, frame.center[1] + y, width, height)


@dataclass(frozen=True)
class Shot:
    """A movement over a picture.

    Attributes:
        frame: what is filled or looked through.
        base: the picture's box at zoom 1.
        start, end: the views that it goes between.
    """

    frame: Box
    base: Box
    start: View = View()
    end: View = View()

    def between(self, **changes: float | None) -> "Shot":
        """One whose views have other values where they are not None: zoom_start, x_end, …"""
        views = {}
        for side in ("start", "end"):
            given = {name: changes.get(f"{name}_{side}") for name in ("zoom", "x", "y")}
            known = {name: value for name, value in given.items() if value is not None}
            views[side] = replace(getattr(self, side), **known)
        return replace(self, **views)

    @property
    def moves(self) -> bool:
        """Whether its views differ."""
        return self.start != self.end

    def at(self, progress: float) -> Box:
        """Where the picture is.

        It grows by equal factors in equal times. What is seen of it lies between the first and the
        last view, so that a movement between views that are filled is filled all the time.
        """
        first = self.start.box(self.base, self.frame)
        if not self.moves:
            return first
        last = self.end.box(self.base, self.frame)
        share = gentle(progress)
        growth = last.width / first.width
        size = growth**share
        near = (1 / size - 1) / (1 / growth - 1) if abs(growth - 1) > 1e-9 else share
        x, y = (
            one + (two - one) * near
            for one, two in zip(_seen(first, self.frame), _seen(last, self.frame), strict=True)
        )
        width, height = first.width * size, first.height * size
        left, bottom = self.frame.center[0] - x * width, self.frame.center[1] - y * height
        return Box(left, bottom, left + width, bottom + height)

    def detail(self, box: Box) -> float:
        """How much larger than in that box it gets."""
        return max(self.start.zoom, self.end.zoom) * self.base.width / box.width

    def draw(self, pen: Pen, into: Callable[[Pen, Box], None], progress: float) -> None:
        """Draw with `into`, which is told where the picture is; only inside the frame."""
        box = self.at(progress)
        larger = pen.larger(self.detail(box)).moving() if self.moves else pen
        if _holds(self.frame, box):
            into(larger, box)
            return
        with larger.clipped(_window(self.frame, box)) as inside:
            into(inside, box)


def stretched(content: Content, source: Box) -> Callable[[Pen, Box], None]:
    """Something that covers `source`, to be drawn into other boxes."""

    def into(pen: Pen, box: Box) -> None:
        if box == source:
            content(pen)
            return
        across, up = box.width / source.width, box.height / source.height
        matrix = matrices.scale(across, up, math.sqrt(across * up)) @ matrices.translate(
            -source.center[0], -source.center[1]
        )
        with pen.moved(matrices.translate(*box.center) @ matrix) as moved:
            content(moved)

    return into


def _seen(box: Box, frame: Box) -> tuple[float, float]:
    """The point of a picture that is in the middle of the frame, from its left and bottom."""
    x, y = frame.center
    return (x - box.left) / box.width, (y - box.bottom) / box.height


def _holds(frame: Box, box: Box) -> bool:
    near = 1e-9
    across = frame.left - near <= box.left and box.right <= frame.right + near
    return across and frame.bottom - near <= box.bottom and box.top <= frame.top + near


def _window(frame: Box, box: Box) -> Box:
    """What to clip to: wider than the frame where the picture ends there, too, as the edges of both
    are smooth and would be so twice."""
    return Box(
        frame.left - (0.5 if box.left > frame.left - 1e-9 else 0),
        frame.bottom - (0.5 if box.bottom > frame.bottom - 1e-9 else 0),
        frame.right + (0.5 if box.right < frame.right + 1e-9 else 0),
        frame.top + (0.5 if box.top < frame.top + 1e-9 else 0),
    )
