"""A page that is turned over: it is bent around a cylinder that rolls over it, and lies flat on its
face behind that."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

import skia

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content
from dragonet.sxml.render.easing import smooth
from dragonet.sxml.render.edges import along, span
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.pieces import Pieces, pieces
from dragonet.sxml.render.shade import shadow

REACH = 1.25
"""How far beyond the page the line goes, in radii, until nothing of it is to be seen."""

_SHADOW = 1.5
"""Width of the shadow before the page, likewise."""

_FAR = 1e3
_STRIPS = 10
"""Of a quarter of the cylinder."""

_PAPER = skia.Color4f(0.97, 0.96, 0.93, 0.86)
"""The back of the page; the picture shines through a little."""

_LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear)
_CUT = skia.TileMode.kDecal


@dataclass(frozen=True)
class Page:
    """A page that is lifted up to a line across a direction of length 1.

    Attributes:
        box: the page.
        place: of the line, along the direction.
        radius: of the cylinder.
        shade: whether shadows fall beside the page.
    """

    box: Box
    direction: tuple[float, float]
    place: float
    radius: float
    shade: bool

    @property
    def lifted(self) -> float:
        """How much of the page is, at most."""
        return self.place - span(self.box, self.direction)[0]

    @property
    def _angle(self) -> float:
        """Degrees that the direction is turned by."""
        return math.degrees(math.atan2(self.direction[1], self.direction[0]))

    def _near(self) -> float:
        """Less than 1 while the page has just begun to be lifted or is almost gone."""
        end = span(self.box, self.direction)[1] + REACH * self.radius
        return smooth(min(self.lifted, 1.5 * (end - self.place)) / self.radius)

    def below(self, pen: Pen, content: Content) -> None:
        """Draw what is seen where the page is lifted, and the page's shadow on it."""
        edge = self.place - self.radius
        with self._between(pen, -_FAR, self.place):
            content(pen)
            if self.shade:
                dark, width = 0.5 * self._near(), _SHADOW * self.radius
                stops = [dark * (1 - step / 8) ** 2.2 for step in range(9)]
                self._shaded(pen, edge, edge - width, stops)
                self._shaded(pen, self.place, edge, [dark, dark])

    def draw(self, pen: Pen, content: Content) -> None:
        """Draw the page."""
        with self._between(pen, self.place - 2 * self._pixel(pen), _FAR):
            content(pen)
        taken = pieces(pen, content, self.box)
        if taken is None:
            return
        turn = min(math.pi, self.lifted / self.radius)
        with self._between(pen, self.place - self.radius, self.place), pen.group() as front:
            self._strips(front, taken, 0, min(turn, math.pi / 2))
            stops = [0.6 * (1 - math.sqrt(1 - (step / 8) ** 2)) for step in range(9)]
            self._shaded(front, self.place, self.place - self.radius, stops, over=True)
        if turn > math.pi / 2:
            self._back(pen, taken, turn)

    def _back(self, pen: Pen, taken: Pieces, turn: float) -> None:
        """The back of the page, on the cylinder and behind it, and its shadow on the front."""
        flat = 2 * self.place - math.pi * self.radius
        edge = self.place - self.radius
        if turn == math.pi and self.shade:
            with self._between(pen, self.place, _FAR), self._bent(pen, -1, flat):
                shadow(pen, self.box, 0.6 * self.radius, 0.5)
        with self._between(pen, edge, _FAR), pen.group() as back:
            self._strips(back, taken, math.pi / 2, turn)
            if turn == math.pi:
                with self._between(back, self.place, _FAR), self._bent(back, -1, flat):
                    _put(back, taken)
            paper = skia.Paint(Color4f=_PAPER, BlendMode=skia.BlendMode.kSrcATop)
            back.canvas.drawPaint(paper)
            tall = [0.62 * (1 - math.sqrt(1 - (1 - step / 16) ** 2)) for step in range(17)]
            self._shaded(back, edge, self.place, tall, over=True)
            self._shaded(back, self.place, self.place + 9 * self.radius, [0.0, 0.15], over=True)

    def _strips(self, pen: Pen, taken: Pieces, start: float, end: float) -> None:
        """What lies on the cylinder between two angles, bottom 0 to top π."""
        pixel = self._pixel(pen)
        ends = span(self.box, (-self.direction[1], self.direction[0]))
        back = skia.Matrix().setRotate(-self._angle)
        for one, two in pairwise(_angles(start, end)):
            x = [self.place - self.radius * math.sin(angle) for angle in (one, two)]
            stretch = (x[0] - x[1]) / (self.radius * (two - one))
            bent = skia.Matrix.Translate(x[0] - stretch * (self.place - self.radius * one), 0)
            bent.preScale(stretch, 1).preConcat(back).preConcat(taken.space)
            strip = skia.Rect.MakeLTRB(
                min(x) - pixel, ends[0] - pixel, max(x) + pixel, ends[1] + pixel
            )
            shader = taken.image.makeShader(_CUT, _CUT, _LINEAR, bent)
            with along(pen, self.direction) as canvas:
                canvas.drawRect(strip, skia.Paint(AntiAlias=True, Shader=shader))

    def _pixel(self, pen: Pen) -> float:
        return self.box.height / max(1.0, pen.pixels(self.box))

    def _shaded(
        self, pen: Pen, start: float, end: float, stops: list[float], *, over: bool = False
    ) -> None:
        """A shadow from a line to another, only upon what is there if `over`."""
        colours = [skia.Color4f(0.05, 0.03, 0.0, dark).toColor() for dark in stops]
        points = [skia.Point(start, 0), skia.Point(end, 0)]
        paint = skia.Paint(Shader=skia.GradientShader.MakeLinear(points, colours), Dither=True)
        if over:
            paint.setBlendMode(skia.BlendMode.kSrcATop)
        with along(pen, self.direction) as canvas:
            more = 0.1 * self.radius if over else 0.0  # for the smooth edge of the page
            band = skia.Rect.MakeLTRB(min(start, end) - more, -_FAR, max(start, end) + more, _FAR)
            canvas.drawRect(band, paint)

    @contextmanager
    def _between(self, pen: Pen, start: float, end: float) -> Iterator[None]:
        """Draw only between two lines across the direction."""
        pen.canvas.save()
        pen.canvas.rotate(self._angle)
        pen.canvas.clipRect(skia.Rect.MakeLTRB(start, -_FAR, end, _FAR), doAntiAlias=True)
        pen.canvas.rotate(-self._angle)
        try:
            yield
        finally:
            pen.canvas.restore()

    @contextmanager
    def _bent(self, pen: Pen, stretch: float, offset: float) -> Iterator[None]:
        """Draw with places along the direction multiplied, and moved then."""
        pen.canvas.save()
        pen.canvas.rotate(self._angle)
        pen.canvas.translate(offset, 0)
        pen.canvas.scale(stretch, 1)
        pen.canvas.rotate(-self._angle)
        try:
            yield
        finally:
            pen.canvas.restore()


def _angles(start: float, end: float) -> list[float]:
    """Angles between two in the same quarter, whose strips are seen about equally wide."""
    low, high = math.sin(start), math.sin(end)
    sines = [low + (high - low) * step / _STRIPS for step in range(1, _STRIPS)]
    inner = [math.asin(sine) for sine in sines]
    return [start, *(inner if end <= math.pi / 2 else [math.pi - angle for angle in inner]), end]


def _put(pen: Pen, taken: Pieces) -> None:
    pen.canvas.save()
    pen.canvas.concat(taken.space)
    pen.canvas.drawImage(taken.image, 0, 0, _LINEAR, skia.Paint(AntiAlias=True))
    pen.canvas.restore()
