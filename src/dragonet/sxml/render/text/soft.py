"""Soft shadows and glows of letters: drawn once, small, and shown wherever the letters go."""

import math
from collections.abc import Hashable
from dataclasses import dataclass

import skia

from dragonet.sxml.render import colours
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.kept import Kept, Picture, surface
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.values import Colour

_FINE = 4.0
"""Pixels of a picture in one deviation of its blur: smooth when it is enlarged."""
_LARGEST = 4_000_000
"""Pixels of one picture."""

_SMOOTH = skia.SamplingOptions(skia.FilterMode.kLinear)

_pictures = Kept(64 << 20)


@dataclass(frozen=True)
class Soft:
    """A blurred shape of letters; lengths in the pen's space.

    Attributes:
        grow: how much wider the letters are, all around; narrower if it is negative.
        sigma: deviation of the blur.
        colour: of the shape; its alpha counts.
        inverse: everything but the letters.
        margin: how far around the letters it must reach, if inverse.
    """

    grow: float
    sigma: float
    colour: Colour
    inverse: bool = False
    margin: float = 0.0


def draw(
    pen: Pen, outline: skia.Path, soft: Soft, offset: tuple[float, float], opacity: float
) -> None:
    """Draw the blurred shape, moved by an offset."""
    texel = _texel(pen, outline, soft)
    key = outline.getGenerationID(), soft, texel
    made = _pictures.get(key, lambda: _drawn(outline, soft, texel))
    paint = skia.Paint()
    paint.setAlphaf(opacity)
    canvas = pen.canvas
    canvas.save()
    canvas.translate(made.left + offset[0], made.top + offset[1])
    canvas.scale(made.texel, -made.texel)
    matrix = canvas.getTotalMatrix()
    seen = matrix.mapRect(skia.Rect.MakeWH(made.image.width(), made.image.height()))
    if matrix.isScaleTranslate() and _is_small(seen, pen):
        canvas.resetMatrix()
        _at_rest(canvas, made.image, matrix, key, paint)
    else:
        canvas.drawImage(made.image, 0, 0, _SMOOTH, paint)
    canvas.restore()


def _is_small(seen: skia.Rect, pen: Pen) -> bool:
    return bool(seen.width() * seen.height() < 2 * pen.screen.width * pen.screen.height)


def _at_rest(
    canvas: skia.Canvas, image: skia.Image, matrix: skia.Matrix, key: Hashable, paint: skia.Paint
) -> None:
    """Draw an upright image from its pixels on the screen, which quarters of a pixel tell apart.

    What slides needs them a few times only, and copying is three times as fast as scaling.
    """
    seen = matrix.mapRect(skia.Rect.MakeWH(image.width(), image.height()))
    x, y = (math.floor(side * 4 + 0.5) / 4 for side in (seen.left(), seen.top()))
    left, top = math.floor(x), math.floor(y)
    move = skia.Matrix.Translate(x - left - seen.left(), y - top - seen.top())

    def drawn() -> Picture:
        made = surface(math.ceil(seen.width()) + 2, math.ceil(seen.height()) + 2)
        made.getCanvas().concat(move)
        made.getCanvas().concat(matrix)
        made.getCanvas().drawImage(image, 0, 0, _SMOOTH)
        return Picture(made.makeImageSnapshot(), 0, 0)

    place = key, matrix.getScaleX(), matrix.getScaleY(), x - left, y - top
    canvas.drawImage(_pictures.get(place, drawn).image, left, top, skia.SamplingOptions(), paint)


def _texel(pen: Pen, outline: skia.Path, soft: Soft) -> float:
    """Side of a pixel of the picture, in steps: a zoom does not ask for a new one always."""
    bounds = outline.getBounds()
    box = Box(bounds.left(), bounds.top(), bounds.right(), bounds.bottom())
    scale = pen.pixels(box) / max(box.height, 1e-6) * pen.detail
    sharp = 2 ** (-math.ceil(2 * math.log2(max(scale, 1e-6))) / 2)
    reach = 2 * (3 * soft.sigma + abs(soft.grow) + soft.margin)
    area = (bounds.width() + reach) * (bounds.height() + reach)
    return max(sharp, soft.sigma / _FINE, math.sqrt(area / _LARGEST))


def _drawn(outline: skia.Path, soft: Soft, texel: float) -> Picture:
    bounds = outline.getBounds()
    reach = 3 * soft.sigma + max(soft.grow, 0.0) + soft.margin + 2 * texel
    left, top = bounds.left() - reach, bounds.bottom() + reach
    width = math.ceil((bounds.width() + 2 * reach) / texel)
    height = math.ceil((bounds.height() + 2 * reach) / texel)
    shape = surface(width, height)
    canvas = shape.getCanvas()
    canvas.scale(1 / texel, -1 / texel)
    canvas.translate(-left, -top)
    colour = colours.colour(soft.colour)
    paint = skia.Paint(AntiAlias=True)
    paint.setColor4f(colour)
    if soft.inverse:
        paint.setColor(skia.ColorBLACK)
    _letters(canvas, outline, paint, soft.grow)
    blur = skia.Paint()
    if soft.sigma > 0:
        deviation = soft.sigma / texel
        blur.setImageFilter(skia.ImageFilters.Blur(deviation, deviation))
    result = surface(width, height)
    if soft.inverse:
        result.getCanvas().clear(colour)
        blur.setBlendMode(skia.BlendMode.kDstOut)
    result.getCanvas().drawImage(shape.makeImageSnapshot(), 0, 0, skia.SamplingOptions(), blur)
    return Picture(result.makeImageSnapshot(), left, top, texel)


def _letters(canvas: skia.Canvas, outline: skia.Path, paint: skia.Paint, grow: float) -> None:
    """Letters that are wider or narrower by `grow` all around, in a colour without alpha."""
    if grow > 0:
        paint.setStyle(skia.Paint.kStrokeAndFill_Style)
    paint.setStrokeWidth(2 * abs(grow))
    paint.setStrokeJoin(skia.Paint.kRound_Join)
    canvas.drawPath(outline, paint)
    if grow < 0:
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setBlendMode(skia.BlendMode.kClear)
        canvas.drawPath(outline, paint)
