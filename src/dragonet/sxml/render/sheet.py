"""A content as pixels of its own, to be worked on and put where it would have been drawn."""

import math
from dataclasses import dataclass, replace

import numpy as np
import skia
from numpy.typing import NDArray

from dragonet.sxml.render import matrices
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content
from dragonet.sxml.render.matrices import Matrix
from dragonet.sxml.render.pen import Pen, flat, rect

_MOST = 2
"""Pixels of what is seen of a sheet at most, as a multiple of the screen's."""

_STEPS = 8
"""Densities of what is turned or tilted, for each factor of two: not another for each angle."""

_TILE = 256
"""Pixels from one extent of such a sheet to the next, likewise."""

_NEAR = 1e-3
"""Of a pixel: what rounding leaves."""


@dataclass(frozen=True)
class Sheet:
    """Pixels and where they are.

    Attributes:
        pixels: shape (height, width, 4): blue, green, red, alpha; premultiplied.
        matrix: from them to the pixels of the canvas.
        box: what was asked for, in the sheet's pixels, y down: left, top, right, bottom.
    """

    pixels: NDArray[np.uint8]
    matrix: skia.Matrix
    box: tuple[float, float, float, float]

    def put(self, pen: Pen) -> None:
        """Draw it."""
        sampling = skia.SamplingOptions(skia.FilterMode.kLinear)
        pen.canvas.save()
        pen.canvas.setMatrix(self.matrix)
        pen.canvas.drawImage(self.image(), 0, 0, sampling, pen.paint())
        pen.canvas.restore()

    def image(self) -> skia.Image:
        """A copy of its pixels."""
        pixmap = skia.Pixmap(info(self.pixels), self.pixels, self.pixels.strides[0])
        return skia.Image.MakeRasterCopy(pixmap)

    def seen(self, pen: Pen) -> tuple[int, int, int, int]:
        """The pixels that are on the pen's canvas: left, top, right, bottom."""
        height, width = self.pixels.shape[:2]
        found = _shown(pen, self.matrix)
        if found is None:
            return 0, 0, width, height
        return (
            max(0, math.floor(found.left() + _NEAR)),
            max(0, math.floor(found.top() + _NEAR)),
            min(width, math.ceil(found.right() - _NEAR)),
            min(height, math.ceil(found.bottom() - _NEAR)),
        )

    def made(self, pixels: NDArray[np.uint8], left: int = 0, top: int = 0) -> "Sheet":
        """Other pixels instead, the first of which lies at `left`, `top` of these."""
        matrix = skia.Matrix.Concat(self.matrix, skia.Matrix.Translate(left, top))
        right, bottom = self.box[2] - left, self.box[3] - top
        return Sheet(pixels, matrix, (self.box[0] - left, self.box[1] - top, right, bottom))


def density(pen: Pen, box: Box) -> tuple[float, float]:
    """Pixels per unit, across and up, at which a content that covers a box is drawn."""
    if _upright(pen):
        matrix = pen.canvas.getTotalMatrix()
        return matrix.getScaleX(), -matrix.getScaleY()
    matrix, part = pen.canvas.getTotalMatrix(), rect(box)
    seen = _shown(pen, matrix)
    if seen is not None:
        part.intersect(seen)
    area = max(part.width() * part.height(), 1e-9)
    most = math.sqrt(_MOST * pen.screen.width * pen.screen.height / area)
    fine = max(min(pen.pixels(box) / box.height, most), 1e-9)
    step = 2 ** (round(_STEPS * math.log2(fine)) / _STEPS)
    return step, step


def sheet(
    pen: Pen,
    content: Content,
    box: Box,
    margin: tuple[float, float],
    shrink: tuple[float, float] = (1, 1),
    *,
    whole: bool = False,
) -> Sheet | None:
    """Draw a content that covers a box, with a margin across and up around it, in the pen's units.

    Only what can be seen is drawn, and the margin around that; or the `whole`, if parts of it will
    be put elsewhere and it is not much larger than the screen. It has fewer pixels across and down
    by the factors `shrink`, or more if those are below 1; fewer of the whole lie still upon the box
    while it moves. Where it is turned or tilted it is drawn flat first. None if nothing is seen.
    """
    wide = Box(
        box.left - margin[0], box.bottom - margin[1], box.right + margin[0], box.top + margin[1]
    )
    if not pen.sees(wide):
        return None
    scale = density(pen, box)
    inner, area = (
        _aligned(pen, wide, margin, whole=whole)
        if _upright(pen)
        else _lying(pen, wide, margin, scale[0], whole=whole)
    )
    left, top, right, bottom = (whole and _upon(inner, wide, shrink)) or area
    size = tuple(
        math.ceil(side / less - _NEAR)
        for side, less in zip((right - left, bottom - top), shrink, strict=True)
    )
    if min(size) <= 0:
        return None
    small = matrices.scale(1 / shrink[0], 1 / shrink[1]) @ matrices.translate(-left, -top)
    pixels: NDArray[np.uint8] = np.zeros((size[1], size[0], 4), np.uint8)
    with skia.Surface.MakeRasterDirect(info(pixels), pixels) as canvas:
        drawing = replace(inner, canvas=canvas, alpha=1.0, window=small @ inner.window)
        matrix = flat(drawing.matrix)
        canvas.setMatrix(matrix)
        content(drawing)
    back = skia.Matrix()
    matrix.invert(back)
    seen = matrix.mapRect(rect(box))
    place = skia.Matrix.Concat(pen.canvas.getTotalMatrix(), back)
    return Sheet(pixels, place, (seen.left(), seen.top(), seen.right(), seen.bottom()))


def _upon(
    pen: Pen, wide: Box, shrink: tuple[float, float]
) -> tuple[float, float, float, float] | None:
    """Where pixels that are larger than those of the screen lie upon a box, however it moves."""
    place = flat(pen.matrix).mapRect(rect(wide))
    if max(shrink) <= 1 or not _fits(pen, place.width() / shrink[0], place.height() / shrink[1]):
        return None
    return place.left(), place.top(), place.right(), place.bottom()


def _upright(pen: Pen) -> bool:
    matrix = pen.canvas.getTotalMatrix()
    return bool(matrix.isScaleTranslate() and matrix.getScaleX() > 0 > matrix.getScaleY())


def _aligned(
    pen: Pen, wide: Box, margin: tuple[float, float], *, whole: bool
) -> tuple[Pen, tuple[int, int, int, int]]:
    """The pen itself, and the pixels of the canvas that matter."""
    matrix = pen.canvas.getTotalMatrix()
    place, seen = matrix.mapRect(rect(wide)), pen.canvas.getDeviceClipBounds()
    across = math.ceil(margin[0] * matrix.getScaleX())
    up = math.ceil(-margin[1] * matrix.getScaleY())
    left, top = math.floor(place.left() + _NEAR), math.floor(place.top() + _NEAR)
    right, bottom = math.ceil(place.right() - _NEAR), math.ceil(place.bottom() - _NEAR)
    if whole and _fits(pen, place.width(), place.height()):
        return pen, (left, top, right, bottom)
    return pen, (
        max(left, seen.left() - across),
        max(top, seen.top() - up),
        min(right, seen.right() + across),
        min(bottom, seen.bottom() + up),
    )


def _fits(pen: Pen, width: float, height: float) -> bool:
    return width * height <= _MOST * pen.screen.width * pen.screen.height


def _lying(
    pen: Pen, wide: Box, margin: tuple[float, float], scale: float, *, whole: bool
) -> tuple[Pen, tuple[int, int, int, int]]:
    """A pen that looks straight at the plane of this one, and the pixels that matter."""
    aspect = pen.screen.aspect
    size = round(2 * aspect * scale), round(2 * scale)
    screen = replace(pen.screen, width=max(1, size[0]), height=max(1, size[1]))
    plain: Matrix = matrices.identity()
    inner = replace(pen, screen=screen, model=plain, camera=plain, window=plain)
    left, right = ((side + aspect) * scale for side in (wide.left, wide.right))
    top, bottom = ((1 - side) * scale for side in (wide.top, wide.bottom))
    back = skia.Matrix()
    flat(inner.matrix).invert(back)
    seen = _shown(pen, skia.Matrix.Concat(pen.canvas.getTotalMatrix(), back))
    if seen is not None and not (whole and _fits(pen, right - left, bottom - top)):
        across, down = margin[0] * scale, margin[1] * scale
        left = max(left, math.floor((seen.left() - across) / _TILE) * _TILE)
        top = max(top, math.floor((seen.top() - down) / _TILE) * _TILE)
        right = min(right, math.ceil((seen.right() + across) / _TILE) * _TILE)
        bottom = min(bottom, math.ceil((seen.bottom() + down) / _TILE) * _TILE)
    return inner, (math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom))


def _shown(pen: Pen, matrix: skia.Matrix) -> skia.Rect | None:
    """What is seen of a plane that a matrix maps to the canvas; None if that cannot be told."""
    back = skia.Matrix()
    if not matrix.invert(back):
        return None
    found = back.mapRect(skia.Rect.Make(pen.canvas.getDeviceClipBounds()))
    return None if found.isEmpty() or not found.isFinite() else found


def info(pixels: NDArray[np.uint8]) -> skia.ImageInfo:
    """What Skia is told of such pixels."""
    height, width = pixels.shape[:2]
    return skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
