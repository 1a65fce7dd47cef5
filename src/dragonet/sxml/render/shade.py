"""Pictures in less light."""

from dataclasses import replace

import skia

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Medium
from dragonet.sxml.render.pen import Pen, rect

_RINGS = 8
"""Of a shadow around what is turned."""


def shaded(pen: Pen, medium: Medium, box: Box, dark: float) -> None:
    """Draw a picture that has lost a share of its light; of one with holes, it turns transparent,
    so that nothing dark is seen in them."""
    if not medium.opaque:
        medium.draw(pen.faded(1 - dark), box)
        return
    medium.draw(pen, box)
    if dark > 0.002:
        paint = skia.Paint(AntiAlias=pen.screen.smooth)
        paint.setColor4f(skia.Color4f(0, 0, 0, dark * pen.alpha))
        pen.canvas.drawRect(rect(box), paint)


def shadow(pen: Pen, box: Box, width: float, dark: float) -> None:
    """Draw the soft shadow of a box, which goes that far beyond it."""
    paint = skia.Paint(AntiAlias=True, Color4f=skia.Color4f(0, 0, 0, dark * pen.alpha))
    paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, width / 2))
    pen.canvas.drawRect(rect(box), paint)


def held(pen: Pen, growth: float) -> Pen:
    """One whose pictures are held as they are seen when they are `growth` times as large as now,
    which may be less."""
    return replace(pen, detail=pen.detail * growth)


def halo(pen: Pen, box: Box, width: float, dark: float) -> None:
    """Draw the soft shadow around a box that is turned, which will be covered itself: rings are ten
    times as quick as a blur there."""
    paint = skia.Paint(AntiAlias=True, Color4f=skia.Color4f(0, 0, 0, dark / _RINGS * pen.alpha))
    paint.setStyle(skia.Paint.kStroke_Style)
    paint.setStrokeJoin(skia.Paint.kRound_Join)
    for ring in range(1, _RINGS + 1):
        paint.setStrokeWidth(2 * width * (ring / _RINGS) ** 1.5)
        pen.canvas.drawRect(rect(box), paint)
