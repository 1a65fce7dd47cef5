"""An arm winds out from the middle and widens until it has painted the other picture."""

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from dragonet.sxml.look import Look
from dragonet.sxml.looks.transitions.move import WHERE

if TYPE_CHECKING:
    import skia

    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen

_TURNS = 2.6
_OVERLAP = 1.1
"""Width of the arm at last over the distance of two turns."""

_INSIDE = 0.55
"""Turns before the middle, where half of the arm's width reaches out of it."""

_WIDENS = 0.62
"""Part of the time that a place of the arm takes to widen."""

_STEP = 5
"""Degrees from point to point."""


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    import skia

    from dragonet.sxml.render.dissolve import dissolve
    from dragonet.sxml.render.easing import gentle
    from dragonet.sxml.render.reveal import revealed
    from dragonet.sxml.render.shift import way

    box, found = call.box, way(call.values["direction"], call.box)
    if found is None:
        dissolve(pen, first, second, call.progress, opaque=call.opaque)
        return
    clockwise = (found[0] or found[1]) > 0
    gap = math.hypot(box.width, box.height) / 2 / _TURNS
    share = gentle(call.progress)

    def mask(inner: "Pen") -> None:
        inner.canvas.save()
        inner.canvas.translate(*box.center)
        inner.canvas.scale(-gap if clockwise else gap, gap)
        inner.canvas.rotate(90 + 120 * (share - 1))
        inner.canvas.drawPath(_arm(share), skia.Paint(Color=skia.ColorWHITE, AntiAlias=True))
        inner.canvas.restore()

    revealed(pen, first, second, mask, box, opaque=call.opaque)


@lru_cache(2)
def _arm(share: float) -> "skia.Path":
    """The arm, anti-clockwise, for turns that are 1 apart."""
    import skia

    from dragonet.sxml.render.easing import after, smooth

    whole = _TURNS + 0.6 + _INSIDE
    steps = math.ceil(whole * 360 / _STEP)
    inner, outer = [], []
    for step in range(steps + 1):
        turn = whole * step / steps - _INSIDE
        width = _OVERLAP * smooth(after(share, step / steps, _WIDENS))
        if width == 0:
            break
        x, y = math.cos(math.tau * turn), math.sin(math.tau * turn)
        low, high = (max(0.0, turn + side * width / 2) for side in (-1, 1))
        inner.append(skia.Point(low * x, low * y))
        outer.append(skia.Point(high * x, high * y))
    path = skia.Path()
    path.addPoly([*outer, *inner[::-1]], True)
    return path


SPIRAL = Look(
    "transition",
    "spiral",
    "An arm winds out from the middle and widens to the second.",
    (
        WHERE.but(
            default="right",
            summary="How it turns: `right`, `up`, `positive` clockwise, `left`, `down`, `negative` "
            "anti-clockwise, `x,y` as its first number that is not 0; `static` a crossfade.",
        ),
    ),
    render=_draw,
    cost=10,
    covers=lambda _: True,
)
