"""Pictures zoomed while the shutter is open, mirrored beyond their sides."""

import math

import skia

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content
from dragonet.sxml.render.pen import Pen, rect
from dragonet.sxml.render.pieces import Pieces, pieces

_MOST = 9
"""Exposures at most."""

_STEP = 0.012
"""By how much exposures differ."""


def rushed(
    pen: Pen, content: Content, box: Box, start: float, end: float, *, mirrored: bool
) -> None:
    """Draw what fills a box as it is seen while its zoom goes from one to the other; where it does
    not reach the sides it is `mirrored` there or ends."""
    taken = pieces(pen, content, box)
    if taken is None:
        return
    moved = abs(math.log(end / start))
    count = min(_MOST, 1 + math.ceil(moved / _STEP))
    with pen.group() as whole:
        for number in range(count):
            zoom = start * (end / start) ** ((number + 0.5) / count)
            paint = skia.Paint(Alphaf=1 / (number + 1))  # so that all have the same part at last
            _tiled(whole, taken, box, zoom, paint, mirrored=mirrored)


def _tiled(
    pen: Pen, taken: Pieces, box: Box, zoom: float, paint: skia.Paint, *, mirrored: bool
) -> None:
    """The picture around its middle, with mirrored ones on each side."""
    canvas, frame = pen.canvas, taken.pixels.mapRect(rect(box))
    reach = math.ceil((1 / zoom - 1) / 2 - 1e-9) if zoom < 1 and mirrored else 0
    linear = skia.SamplingOptions(skia.FilterMode.kLinear)
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
            canvas.drawImage(taken.image, 0, 0, linear, paint)
            canvas.restore()
    canvas.restore()
