"""Who made a map: written over its lower right corner, as far as that is on the screen."""

from functools import cache

import fontpkg
import numpy as np
import skia

from dragonet.sxml.render.media.place import Place
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.screen import FONT_SCREEN, Screen

_SIZE = 9.0
"""Height of the letters, pixels of a screen 360 high."""

_SMALLEST = 8.0
"""Pixels below which nobody can read."""

_PLATE = skia.Color4f(1, 1, 1, 0.72)
_INK = skia.Color4f(0.13, 0.13, 0.13, 1)


def draw_attribution(pen: Pen, place: Place, text: str) -> None:
    """Write `text` over a map at `place`; it stays in sight while the map moves below it."""
    canvas = pen.canvas
    canvas.save()
    try:
        if place.upright:
            canvas.setMatrix(skia.Matrix())
            right, bottom = _corner(canvas, place)
            _write(pen, text, right, bottom, right - place.rect[0])
        elif place.size is not None:
            width, height = place.size
            matrix = place.matrix @ np.diag([1 / width, 1 / height, 1])
            canvas.setMatrix(skia.Matrix.MakeAll(*matrix.ravel().tolist()))
            _write(pen, text, width, height, width)
    finally:
        canvas.restore()


def _corner(canvas: skia.Canvas, place: Place) -> tuple[float, float]:
    """The lower right corner of what can be seen of a place, pixels."""
    seen, (_, _, right, bottom) = canvas.getDeviceClipBounds(), place.rect
    return min(right, seen.right()), min(bottom, seen.bottom())


def _write(pen: Pen, text: str, right: float, bottom: float, room: float) -> None:
    """A line on a light plate in the corner at `right` and `bottom`, `room` pixels wide at most."""
    size, across = max(_SMALLEST, _SIZE * pen.screen.height / FONT_SCREEN), _across(pen.screen)
    wide = _font(size).measureText(text) + size * 0.8
    shrunk = min(1.0, room / (wide * across)) if room > 0 else 0.0
    canvas = pen.canvas
    canvas.translate(right, bottom)
    canvas.scale(across * shrunk, shrunk)
    plate = skia.Paint(_PLATE)
    plate.setAlphaf(plate.getAlphaf() * pen.alpha)
    canvas.drawRect(skia.Rect.MakeLTRB(-wide, -size * 1.5, 0, 0), plate)
    ink = skia.Paint(_INK, None)
    ink.setAntiAlias(True)
    ink.setAlphaf(pen.alpha)
    canvas.drawString(text, size * 0.4 - wide, -size * 0.42, _font(size), ink)


def _across(screen: Screen) -> float:
    """Pixels across for one down, where they are not square."""
    return screen.width / (screen.height * screen.aspect)


@cache
def _font(size: float) -> skia.Font:
    path = str(fontpkg.families()["noto-sans"].files[0].path)
    font = skia.Font(skia.Typeface.MakeFromFile(path), size)
    font.setEdging(skia.Font.Edging.kAntiAlias)
    font.setSubpixel(True)
    font.setLinearMetrics(True)
    font.setHinting(skia.FontHinting.kNone)
    return font
