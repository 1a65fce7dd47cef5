"""The pin that marks a place on a map."""

import skia

_HEIGHT = 38.0
"""Pixels of the map, from the point to the top."""

_HEAD = 12.5
"""Radius of its round head, pixels of the map."""

_RED = skia.ColorSetRGB(0xE0, 0x39, 0x35)
_DARK = skia.ColorSetRGB(0x9E, 0x1B, 0x1E)


def draw_pin(canvas: skia.Canvas, x: float, y: float) -> None:
    """Draw a pin whose point is at `x`, `y`; y goes down."""
    canvas.save()
    canvas.translate(x, y)
    shadow = skia.Paint(AntiAlias=True, Color=skia.ColorSetARGB(0x66, 0, 0, 0))
    shadow.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 1.6))
    canvas.drawOval(skia.Rect.MakeLTRB(-6.5, -2.4, 6.5, 2.4), shadow)
    shape = _drop()
    canvas.drawPath(shape, skia.Paint(AntiAlias=True, Color=_RED))
    rim = skia.Paint(AntiAlias=True, Color=_DARK, Style=skia.Paint.kStroke_Style, StrokeWidth=1.2)
    canvas.drawPath(shape, rim)
    canvas.drawCircle(
        0, _HEAD - _HEIGHT, _HEAD * 0.4, skia.Paint(AntiAlias=True, Color=skia.ColorWHITE)
    )
    canvas.restore()


def _drop() -> skia.Path:
    """A circle above that runs out into a point below."""
    centre, reach = _HEAD - _HEIGHT, _HEAD * 1.02
    path = skia.PathBuilder()
    path.moveTo(0, 0)
    path.cubicTo(-1.5, -8, -reach, centre + 10, -reach, centre)
    path.arcTo(skia.Rect.MakeLTRB(-reach, centre - reach, reach, centre + reach), 180, 180, False)
    path.cubicTo(reach, centre + 10, 1.5, -8, 0, 0)
    path.close()
    return path.detach()
