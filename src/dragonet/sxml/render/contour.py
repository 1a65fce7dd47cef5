"""The styles of letters around any other picture: a stroke, shadows and glows by its opacity."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import skia
from numpy.typing import NDArray

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content
from dragonet.sxml.render.kept import Kept, Picture
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.shapes import Area, Levels, Made, Shape
from dragonet.sxml.render.sheet import Sheet, density, info, sheet
from dragonet.sxml.render.text.style import REACH, asked, offset, reach
from dragonet.sxml.values import Colour

_COPY = skia.SamplingOptions()
_LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear)

_STEP = 128
"""Pixels from one extent of a layer to the next that is asked for."""

_layers = Kept(64 << 20)
"""What is around a shape that stays the same, as of most pictures."""


def contoured(
    pen: Pen, content: Content, box: Box, values: Mapping[str, Any], given: Iterable[str]
) -> None:
    """Draw a content that covers a box as the values of a `distancecolor` say.

    It keeps its colours unless the document gives one; a height of the text is that of the box.
    """
    shown = asked(given)
    near = values["distanceWidth"] * REACH * box.height  # what falls inside comes from there
    scale, most = density(pen, box), float(pen.screen.height)
    around = reach(values, box.height, shown)
    far = min(near + around, most / max(scale))
    made = sheet(pen, content, box, (far, far))
    if made is None:
        return
    seen = _touched(made.seen(pen), made.box, around * max(scale) + 2)
    if seen[0] >= seen[2] or seen[1] >= seen[3]:
        return
    contour = _Contour(made, seen, values, min(box.height * scale[1], 4 * most))
    contour.behind(shown)
    contour.fill(own="color" not in given)
    contour.inside(shown)
    made.made(contour.drawn, seen[0], seen[1]).put(pen)


def _touched(seen: Area, box: tuple[float, float, float, float], around: float) -> Area:
    """What of an area is in a box or that near to it."""
    left, top, right, bottom = box
    return (
        max(seen[0], math.floor(left - around)),
        max(seen[1], math.floor(top - around)),
        min(seen[2], math.ceil(right + around)),
        min(seen[3], math.ceil(bottom + around)),
    )


class _Contour:
    """Layers on top of each other, as far as they are seen; lengths in pixels."""

    def __init__(self, made: Sheet, seen: Area, values: Mapping[str, Any], height: float) -> None:
        left, top, right, bottom = self.seen = seen
        self.values = values
        self.height = height
        self.unit = min(values["distanceWidth"] * REACH, 4.0) * height
        self.shape = Shape(np.ascontiguousarray(made.pixels[..., 3]))
        self.stroke = values["strokeWidth"] * self.unit if values["strokeOpacity"] > 0 else 0.0
        self.picture = _image(np.ascontiguousarray(made.pixels[top:bottom, left:right]))
        self.drawn: NDArray[np.uint8] = np.zeros((bottom - top, right - left, 4), np.uint8)
        self.surface: Any = skia.Surface.MakeRasterDirect(info(self.drawn), self.drawn)
        self.canvas = self.surface.getCanvas()

    def behind(self, shown: Collection[str]) -> None:
        """What is around the picture."""
        values, unit = self.values, self.unit
        if "dropShadow" in shown:
            wide = values["dropShadowWidth"] * self.height + self.stroke
            blur = values["dropShadowBlurWidth"] * unit / 2
            self._lay("dropShadow", wide, blur, offset(values, "dropShadow", self.height))
        if "outerGlow" in shown:
            blur = values["outerGlowBlurWidth"] * unit
            wide = values["outerGlowWidth"] * unit + blur / 2 + self.stroke
            self._lay("outerGlow", wide, blur / 3)
        if self.stroke > 0:
            through = values["fillOpacity"] < 1
            with self._cut(skia.BlendMode.kDstOut if through else skia.BlendMode.kDst):
                self._lay("stroke", self.stroke, 0.0)

    def fill(self, *, own: bool) -> None:
        """The picture itself, in its `own` colours or in that of the document."""
        opacity = self.values["fillOpacity"]
        if own:
            paint = skia.Paint()
            paint.setAlphaf(opacity)
            self.canvas.drawImage(self.picture, 0, 0, _COPY, paint)
            return
        left, top, right, bottom = self.seen
        levels = self.shape.levels[top:bottom, left:right]
        self.canvas.drawImage(_painted(levels, self.values["color"], opacity), 0, 0, _COPY)

    def inside(self, shown: Collection[str]) -> None:
        """What falls onto the picture from its edges."""
        values, unit = self.values, self.unit
        if not {"innerShadow", "innerGlow"} & set(shown):
            return
        with self._cut(skia.BlendMode.kDstIn):
            if "innerShadow" in shown:
                wide = values["innerShadowWidth"] * self.height
                blur = values["innerShadowBlurWidth"] * unit / 2
                place = offset(values, "innerShadow", self.height)
                self._lay("innerShadow", wide, blur, place, inverse=True)
            if "innerGlow" in shown:
                blur = values["innerGlowBlurWidth"] * unit
                wide = values["innerGlowWidth"] * unit + blur / 2
                self._lay("innerGlow", wide, blur / 3, inverse=True)

    @contextmanager
    def _cut(self, mode: skia.BlendMode) -> Iterator[None]:
        """Draw what is then cut by the picture's shape."""
        if mode == skia.BlendMode.kDst:
            yield
            return
        self.canvas.saveLayer(None, None)
        yield
        self.canvas.drawImage(self.picture, 0, 0, _COPY, skia.Paint(BlendMode=mode))
        self.canvas.restore()

    def _lay(
        self,
        name: str,
        wide: float,
        sigma: float,
        place: tuple[float, float] = (0.0, 0.0),
        *,
        inverse: bool = False,
    ) -> None:
        """Draw a layer made of the shape, at a place that is counted upwards."""
        value, opacity = self.values[f"{name}Color"], self.values[f"{name}Opacity"]
        height, width = self.shape.levels.shape
        x, y = _within(place[0], width), _within(-place[1], height)
        left, top, right, bottom = self.seen
        area = _steady((left - x, top - y, right - x, bottom - y))

        def drawn() -> Picture:
            made = self.shape.made(wide, sigma, inverse, area)
            return _picture(made, value, opacity)

        key = self.shape.mark, width, wide, sigma, inverse, area, value, opacity
        found = _layers.get(key, drawn)
        self.canvas.save()
        self.canvas.translate(found.left + x - left, found.top + y - top)
        self.canvas.scale(found.texel, found.texel)
        exact = found.texel == 1 and x == round(x) and y == round(y)
        self.canvas.drawImage(found.image, 0, 0, _COPY if exact else _LINEAR)
        self.canvas.restore()


def _steady(area: tuple[float, float, float, float]) -> Area:
    """One that holds it and is not another for each angle of what turns."""
    first = [math.floor(side / _STEP) * _STEP for side in area[:2]]
    last = [math.ceil(side / _STEP) * _STEP for side in area[2:]]
    return first[0], first[1], last[0], last[1]


def _within(place: float, length: int) -> float:
    """An offset that is no longer than what is moved."""
    return min(max(place, -float(length)), float(length))


def _picture(made: Made, value: Colour, opacity: float) -> Picture:
    return Picture(_painted(made.levels, value, opacity), made.left, made.top, made.shrink)


def _painted(levels: Levels, value: Colour, opacity: float) -> skia.Image:
    """A shape in a colour."""
    alpha = np.arange(256) / 255 * (opacity * value.alpha / 255)
    shades = (*(alpha * part for part in (value.blue, value.green, value.red)), alpha * 255)
    table = np.rint(np.stack(shades, 1)).astype(np.uint8).view(np.uint32)[:, 0]
    return _image(table[levels].view(np.uint8).reshape(*levels.shape, 4))


def _image(pixels: NDArray[np.uint8]) -> skia.Image:
    return skia.Image.MakeRasterCopy(skia.Pixmap(info(pixels), pixels, pixels.strides[0]))
