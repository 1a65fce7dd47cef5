"""Petals of the picture open from the centre until they cover the screen."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dragonet.sxml.look import Look
from dragonet.sxml.looks.effects.shared import ADAPTER, BEHIND, WAY

if TYPE_CHECKING:
    import skia

    from dragonet.sxml.render.calls import EffectCall
    from dragonet.sxml.render.pen import Pen
    from dragonet.sxml.render.pieces import Pieces

_SECONDS = 2.4
_PETALS = 8
_RINGS = ((0.0, 1.5, 1.3, 0.3), (0.5, 1.06, 1.14, 0.15), (0.0, 0.66, 1.0, 0.0))
"""Of the rings, the outer one first: turn in petals, length, how much larger the picture is, and
the share of light that it lacks."""

_TURN = 80
"""Degrees that the flower turns while it opens."""

_LAG = 0.16
"""Of the time, by which a ring opens before the next one."""

_FOLD = 0.2
"""Share of the light that one half of each petal lacks."""

_SHADES = ((14.0, 0.05), (9.0, 0.07), (5.0, 0.09), (2.0, 0.12))
"""Widths, of a screen 360 high, and opacities of the strokes that make the shadow of a petal."""


def _draw(pen: "Pen", call: "EffectCall") -> None:
    from dragonet.sxml.render import single
    from dragonet.sxml.render.pieces import pieces

    back = call.values["direction"] == "negative"
    share = single.there(call, _SECONDS, goes=back)
    content = single.picture(call)
    if share >= 1:
        content(pen)
        return
    with pen.together() as all_:
        single.behind(all_, call)
        taken = pieces(all_, content, call.box) if share > 0 else None
        if taken is None:
            return
        if taken.opaque:
            _rings(all_, taken, call, share)
            return
        with all_.group() as whole:  # the shade is on the petals only
            _rings(whole, taken, call, share)


def _rings(pen: "Pen", taken: "Pieces", call: "EffectCall", share: float) -> None:
    from dragonet.sxml.render.easing import smooth, within

    reach = math.hypot(call.box.width, call.box.height) / 2
    for ring, (start, length, zoom, dim) in enumerate(_RINGS):
        opened = within((share - _LAG * ring) / (1 - _LAG * (len(_RINGS) - 1)))
        own = smooth(opened**0.8)
        grown = length * reach * own
        if grown > 0.01:
            turn = start * 360 / _PETALS - _TURN * (1 - own)
            fold = 1 - smooth(2.2 * opened - 1.2)
            for path, half in _petals(grown, turn):
                seen = call.box.scaled(zoom + (1 - zoom) * own)
                _shadow(pen, path, fold, over=taken.opaque)
                with _inside(pen, path) as inner:
                    taken.part(inner, call.box, seen, dim * fold)
                _shade(pen, half, fold, over=taken.opaque)


def _petals(length: float, turn: float) -> Iterator[tuple["skia.Path", "skia.Path"]]:
    """Each petal, and the half of it that is in the shade."""
    import skia

    wide = 0.46 * length
    path = skia.Path()
    path.moveTo(0, 0)
    path.cubicTo(0.34 * length, 1.25 * wide, 0.9 * length, 0.75 * wide, length, 0)
    half = skia.Path(path)
    half.quadTo(length / 2, 0.12 * wide, 0, 0)
    path.cubicTo(0.9 * length, -0.75 * wide, 0.34 * length, -1.25 * wide, 0, 0)
    for petal in range(_PETALS):
        matrix = skia.Matrix.RotateDeg(turn + petal * 360 / _PETALS)
        turned, shaded = skia.Path(), skia.Path()
        path.transform(matrix, turned)
        half.transform(matrix, shaded)
        yield turned, shaded


def _shadow(pen: "Pen", path: "skia.Path", dark: float, *, over: bool) -> None:
    """What a petal casts around itself, over all or only on petals."""
    import skia

    for width, alpha in _SHADES:
        paint = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=width / 180)
        paint.setColor4f(skia.Color4f(0, 0, 0, alpha * dark))
        paint.setBlendMode(skia.BlendMode.kSrcOver if over else skia.BlendMode.kSrcATop)
        pen.canvas.drawPath(path, paint)


def _shade(pen: "Pen", half: "skia.Path", dark: float, *, over: bool) -> None:
    import skia

    paint = skia.Paint(AntiAlias=True, Color4f=skia.Color4f(0, 0, 0, _FOLD * dark))
    paint.setBlendMode(skia.BlendMode.kSrcOver if over else skia.BlendMode.kSrcATop)
    pen.canvas.drawPath(half, paint)


@contextmanager
def _inside(pen: "Pen", path: "skia.Path") -> Iterator["Pen"]:
    pen.canvas.save()
    try:
        pen.canvas.clipPath(path, doAntiAlias=pen.screen.smooth)
        yield pen
    finally:
        pen.canvas.restore()


FLOWER = Look(
    "effect",
    "flower",
    "Petals of the picture open from the centre.",
    (ADAPTER, WAY, BEHIND),
    children=(1, 1),
    render=_draw,
    cost=30,
    moves=lambda _: True,
)
