"""Soft shadows and glows of letters: drawn once, small, and shown wherever the letters go."""

import math
from collections import OrderedDict
from dataclasses import dataclass

import skia

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.values import Colour

_FINE = 4.0
"""Pixels of a picture in one deviation of its blur: smooth when it is enlarged."""
_LARGEST = 4_000_000
"""Pixels of one picture."""
_KEPT = 64 << 20
"""Bytes of pictures that are kept."""


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


@dataclass(frozen=True)
class _Picture:
    image: skia.Image
    texel: float
    left: float
    top: float


_pictures: "OrderedDict[tuple[int, Soft, float], _Picture]" = OrderedDict()


def draw(
    pen: Pen, outline: skia.Path, soft: Soft, offset: tuple[float, float], opacity: float
) -> None:
    """Draw the blurred shape, moved by an offset."""
    made = _picture(outline, soft, _texel(pen, outline, soft))
    paint = skia.Paint()
    paint.setAlphaf(opacity)
    canvas = pen.canvas
    canvas.save()
    canvas.translate(made.left + offset[0], made.top + offset[1])
    canvas.scale(made.texel, -made.texel)
    canvas.drawImage(made.image, 0, 0, skia.SamplingOptions(skia.FilterMode.kLinear), paint)
    canvas.restore()


def _texel(pen: Pen, outline: skia.Path, soft: Soft) -> float:
    """Side of a pixel of the picture, in steps: a zoom does not ask for a new one always."""
    bounds = outline.getBounds()
    box = Box(bounds.left(), bounds.top(), bounds.right(), bounds.bottom())
    scale = pen.pixels(box) / max(box.height, 1e-6) * pen.detail
    sharp = 2 ** (-math.ceil(2 * math.log2(max(scale, 1e-6))) / 2)
    reach = 2 * (3 * soft.sigma + abs(soft.grow) + soft.margin)
    area = (bounds.width() + reach) * (bounds.height() + reach)
    return max(sharp, soft.sigma / _FINE, math.sqrt(area / _LARGEST))


def _picture(outline: skia.Path, soft: Soft, texel: float) -> _Picture:
    key = (outline.getGenerationID(), soft, texel)
    made = _pictures.get(key)
    if made is None:
        made = _pictures[key] = _drawn(outline, soft, texel)
        while len(_pictures) > 1 and sum(map(_bytes, _pictures.values())) > _KEPT:
            _pictures.popitem(last=False)
    _pictures.move_to_end(key)
    return made


def _bytes(picture: _Picture) -> int:
    return int(picture.image.width() * picture.image.height() * 4)


def _drawn(outline: skia.Path, soft: Soft, texel: float) -> _Picture:
    bounds = outline.getBounds()
    reach = 3 * soft.sigma + max(soft.grow, 0.0) + soft.margin + 2 * texel
    left, top = bounds.left() - reach, bounds.bottom() + reach
    width = math.ceil((bounds.width() + 2 * reach) / texel)
    height = math.ceil((bounds.height() + 2 * reach) / texel)
    shape = _surface(width, height)
    canvas = shape.getCanvas()
    canvas.scale(1 / texel, -1 / texel)
    canvas.translate(-left, -top)
    colour = soft.colour
    paint = skia.Paint(AntiAlias=True)
    paint.setColor(skia.Color(colour.red, colour.green, colour.blue, colour.alpha))
    if soft.inverse:
        paint.setColor(skia.ColorBLACK)
    _letters(canvas, outline, paint, soft.grow)
    blur = skia.Paint()
    if soft.sigma > 0:
        deviation = soft.sigma / texel
        blur.setImageFilter(skia.ImageFilters.Blur(deviation, deviation))
    result = _surface(width, height)
    if soft.inverse:
        result.getCanvas().clear(skia.Color(colour.red, colour.green, colour.blue, colour.alpha))
        blur.setBlendMode(skia.BlendMode.kDstOut)
    result.getCanvas().drawImage(shape.makeImageSnapshot(), 0, 0, skia.SamplingOptions(), blur)
    return _Picture(result.makeImageSnapshot(), texel, left, top)


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


def _surface(width: int, height: int) -> skia.Surface:
    info = skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    return skia.Surface.MakeRaster(info)
