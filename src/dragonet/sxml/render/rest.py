"""What rests while other things move, as most texts do: its pixels are made once."""

from collections.abc import Callable, Hashable
from dataclasses import replace

import numpy as np
import skia

from dragonet.sxml.render.kept import Kept, Picture, surface
from dragonet.sxml.render.pen import Pen

_pictures = Kept(64 << 20)


def draw(
    pen: Pen,
    bounds: skia.Rect,
    key: Hashable,
    content: Callable[[Pen], None],
    pictures: Kept = _pictures,
) -> None:
    """Draw a content, which equal keys tell to be the same among those of `pictures`.

    Whether its pixels are kept follows from where the pen is alone, not from what was drawn
    before: a movie is the same wherever its drawing begins.
    """
    if not _rests(pen):
        content(pen)
        return
    canvas = pen.canvas
    matrix = canvas.getTotalMatrix()
    size = canvas.getBaseLayerSize()
    place = tuple(matrix.get9()), pen.screen, size.width(), size.height(), key
    made = pictures.get(place, lambda: _drawn(pen, matrix.mapRect(bounds), content))
    paint = skia.Paint()
    paint.setAlphaf(pen.alpha)
    canvas.save()
    canvas.resetMatrix()
    canvas.drawImage(made.image, made.left, made.top, skia.SamplingOptions(), paint)
    canvas.restore()


def _rests(pen: Pen) -> bool:
    still = np.eye(4)
    return np.array_equal(pen.model, still) and np.array_equal(pen.camera, still)


def _drawn(pen: Pen, bounds: skia.Rect, content: Callable[[Pen], None]) -> Picture:
    area = bounds.makeOutset(2, 2).roundOut()
    whole = skia.IRect.MakeSize(pen.canvas.getBaseLayerSize())  # a filter's may be larger
    if not area.intersect(whole):
        area = skia.IRect.MakeWH(1, 1)
    made = surface(area.width(), area.height())
    canvas = made.getCanvas()
    canvas.translate(-area.left(), -area.top())
    canvas.concat(pen.canvas.getTotalMatrix())
    content(replace(pen, canvas=canvas, alpha=1.0))
    return Picture(made.makeImageSnapshot(), area.left(), area.top())
