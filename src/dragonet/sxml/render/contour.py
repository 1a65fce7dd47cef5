"""The styles of letters around any other picture: a stroke, shadows and glows by its opacity."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import skia
from numpy.typing import NDArray

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content
from dragonet.sxml.render.colours import colour
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.shapes import Shape, blurred, grown, levels, moved
from dragonet.sxml.render.sheet import density, info, sheet
from dragonet.sxml.render.text.style import REACH, asked, offset, reach
from dragonet.sxml.values import Colour


def contoured(
    pen: Pen, content: Content, box: Box, values: Mapping[str, Any], given: Iterable[str]
) -> None:
    """Draw a content that covers a box as the values of a `distancecolor` say.

    It keeps its colours unless the document gives one; a height of the text is that of the box.
    """
    shown = asked(given)
    near = values["distanceWidth"] * REACH * box.height  # what falls inside comes from there
    scale, most = density(pen, box), float(pen.screen.height)
    far = min(near + reach(values, box.height, shown), most / max(scale))
    made = sheet(pen, content, box, (far, far))
    if made is None:
        return
    contour = _Contour(made.pixels, values, min(box.height * scale[1], 4 * most))
    contour.behind(shown)
    contour.fill(own="color" not in given)
    contour.inside(shown)
    made.made(contour.drawn).put(pen)


class _Contour:
    """Layers on top of each other; lengths in pixels."""

    def __init__(self, pixels: NDArray[np.uint8], values: Mapping[str, Any], height: float) -> None:
        self.pixels = pixels
        self.drawn: NDArray[np.uint8] = np.zeros(pixels.shape, np.uint8)
        surface: Any = skia.Surface.MakeRasterDirect(info(pixels), self.drawn)
        self.canvas = surface.getCanvas()
        self.values = values
        self.height = height
        self.unit = min(values["distanceWidth"] * REACH, 4.0) * height
        self.shape: Shape = pixels[..., 3].astype(np.float32) / np.float32(255)
        self.stroke = values["strokeWidth"] * self.unit if values["strokeOpacity"] > 0 else 0.0

    def behind(self, shown: frozenset[str]) -> None:
        """What is around the picture."""
        values, unit = self.values, self.unit
        if "dropShadow" in shown:
            wide = values["dropShadowWidth"] * self.height + self.stroke
            made = blurred(grown(self.shape, wide), values["dropShadowBlurWidth"] * unit / 2)
            self._lay("dropShadow", moved(made, *offset(values, "dropShadow", self.height)))
        if "outerGlow" in shown:
            blur = values["outerGlowBlurWidth"] * unit
            wide = values["outerGlowWidth"] * unit + blur / 2 + self.stroke
            self._lay("outerGlow", blurred(grown(self.shape, wide), blur / 3))
        if self.stroke > 0:
            edge = np.maximum(grown(self.shape, self.stroke), self.shape)
            self._lay("stroke", edge * (1 - self.shape) if values["fillOpacity"] < 1 else edge)

    def fill(self, *, own: bool) -> None:
        """The picture itself, in its `own` colours or in that of the document."""
        opacity = self.values["fillOpacity"]
        if own:
            image = skia.Image.MakeRasterCopy(
                skia.Pixmap(info(self.pixels), self.pixels, self.pixels.strides[0])
            )
            paint = skia.Paint()
            paint.setAlphaf(opacity)
            self.canvas.drawImage(image, 0, 0, skia.SamplingOptions(), paint)
        else:
            self._cover(self.values["color"], opacity, self.shape)

    def inside(self, shown: frozenset[str]) -> None:
        """What falls onto the picture from its edges."""
        values, unit, outside = self.values, self.unit, 1 - self.shape
        if "innerShadow" in shown:
            wide = values["innerShadowWidth"] * self.height
            made = blurred(grown(outside, wide), values["innerShadowBlurWidth"] * unit / 2)
            made = moved(made, *offset(values, "innerShadow", self.height))
            self._lay("innerShadow", made * self.shape)
        if "innerGlow" in shown:
            blur = values["innerGlowBlurWidth"] * unit
            made = grown(outside, values["innerGlowWidth"] * unit + blur / 2)
            self._lay("innerGlow", blurred(made, blur / 3) * self.shape)

    def _lay(self, name: str, shape: Shape) -> None:
        self._cover(self.values[f"{name}Color"], self.values[f"{name}Opacity"], shape)

    def _cover(self, value: Colour, opacity: float, shape: Shape) -> None:
        made = levels(shape)
        kind = skia.ImageInfo.MakeA8(made.shape[1], made.shape[0])
        image = skia.Image.MakeRasterCopy(skia.Pixmap(kind, made, made.strides[0]))
        paint = skia.Paint()
        paint.setColor4f(colour(value, opacity))
        self.canvas.drawImage(image, 0, 0, skia.SamplingOptions(), paint)
