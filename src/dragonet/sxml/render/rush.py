"""Pictures zoomed while the shutter is open, mirrored beyond their sides."""

import math
from dataclasses import replace

import skia

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content
from dragonet.sxml.render.kept import surface
from dragonet.sxml.render.pen import Pen, rect
from dragonet.sxml.render.pieces import Pieces, pieces

_LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear)

_STEP = 0.012
"""By how much exposures differ."""

_SHARP = 6
"""Exposures up to which each is drawn pixel by pixel; more blur whatever is finer than two."""

_MOST = 18
"""Exposures at most; those of half the pixels are closer together."""


def rushed(
    pen: Pen, content: Content, box: Box, start: float, end: float, *, mirrored: bool
) -> None:
    """Draw what fills a box as it is seen while its zoom goes from one to the other; where it does
    not reach the sides it is `mirrored` there or ends."""
    taken = pieces(pen, content, box)
    if taken is None:
        return
    moved = abs(math.log(end / start))
    count = 1 + math.ceil(moved / _STEP)
    if count <= _SHARP:
        with pen.group() as whole:
            _exposed(whole, taken, box, _zooms(start, end, count), mirrored=mirrored)
        return
    zooms = _zooms(start, end, min(_MOST, 1 + math.ceil(1.5 * moved / _STEP)))
    size = pen.canvas.getBaseLayerSize()
    half = surface(-(-size.width() // 2), -(-size.height() // 2))
    small = replace(pen, canvas=half.getCanvas(), alpha=1.0)
    small.canvas.scale(0.5, 0.5)
    small.canvas.concat(pen.canvas.getTotalMatrix())
    _exposed(small, taken, box, zooms, mirrored=mirrored)
    pen.canvas.save()
    pen.canvas.resetMatrix()
    pen.canvas.scale(2, 2)
    pen.canvas.drawImage(half.makeImageSnapshot(), 0, 0, _LINEAR, pen.paint())
    pen.canvas.restore()


def _zooms(start: float, end: float, count: int) -> list[float]:
    """Of as many exposures."""
    return [start * (end / start) ** ((number + 0.5) / count) for number in range(count)]


def _exposed(pen: Pen, taken: Pieces, box: Box, zooms: list[float], *, mirrored: bool) -> None:
    """The mean of some exposures."""
    whole = taken.opaque and mirrored
    mode = skia.BlendMode.kSrcOver if whole else skia.BlendMode.kPlus
    for number, zoom in enumerate(zooms, 1):
        share = 1 / number  # so that all have the same part at last
        if number > 1 and not whole:  # what is seen through lets go of what was there, too
            pen.canvas.drawPaint(skia.Paint(Alphaf=1 - share, BlendMode=skia.BlendMode.kDstIn))
        paint = skia.Paint(Alphaf=share, BlendMode=mode)
        _tiled(pen, taken, box, zoom, paint, mirrored=mirrored)


def _tiled(
    pen: Pen, taken: Pieces, box: Box, zoom: float, paint: skia.Paint, *, mirrored: bool
) -> None:
    """The picture around its middle, with mirrored ones on each side."""
    canvas, frame = pen.canvas, taken.pixels.mapRect(rect(box))
    reach = math.ceil((1 / zoom - 1) / 2 - 1e-9) if zoom < 1 and mirrored else 0
    canvas.save()
    canvas.concat(taken.space)
    canvas.translate(frame.centerX(), frame.centerY())
    canvas.scale(zoom, zoom)
    for column in range(-reach, reach + 1):
        for row in range(-reach, reach + 1):
            canvas.save()
            canvas.translate(column * frame.width(), row * frame.height())
            canvas.scale(-1 if column % 2 else 1, -1 if row % 2 else 1)
            canvas.translate(-frame.centerX(), -frame.centerY())
            canvas.drawImage(taken.image, 0, 0, _LINEAR, paint)
            canvas.restore()
    canvas.restore()
