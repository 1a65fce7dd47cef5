"""A hand goes round like that of a clock and uncovers the other picture."""

import math
from typing import TYPE_CHECKING

from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen

_SOFT = 9.0
"""Degrees over which the edge fades."""


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    import skia

    from dragonet.sxml.render.easing import smooth
    from dragonet.sxml.render.edges import soft_stops
    from dragonet.sxml.render.reveal import revealed

    box = call.box
    (x, y), reach = box.center, math.hypot(box.width, box.height)
    turn = (360 + _SOFT) * smooth(call.progress)

    def wedge(start: float, end: float) -> skia.Path:
        path = skia.Path()
        path.moveTo(0, 0)
        steps = max(2, math.ceil((end - start) / 10) + 1)
        for step in range(steps):
            angle = math.radians(start + (end - start) * step / (steps - 1))
            path.lineTo(reach * math.cos(angle), reach * math.sin(angle))
        path.close()
        return path

    def mask(inner: "Pen") -> None:
        canvas, hard = inner.canvas, turn - _SOFT
        canvas.save()
        canvas.translate(x, y)
        canvas.scale(1, -1)
        canvas.rotate(hard - 90)  # the soft part begins at 0, clockwise
        if hard > 0:
            canvas.drawPath(wedge(-hard, 0), skia.Paint(Color=skia.ColorWHITE, AntiAlias=True))
        colours, places = soft_stops(1.0)
        clamp = skia.TileMode.kClamp
        shader = skia.GradientShader.MakeSweep(0, 0, colours, places, clamp, 1, _SOFT)
        soft = skia.Paint(Shader=shader, AntiAlias=True)
        if hard < 360:
            canvas.drawPath(wedge(max(0.0, -hard), min(_SOFT, 360 - hard)), soft)
        canvas.restore()

    revealed(pen, first, second, mask, box, opaque=call.opaque)


RADIAL = Look(
    "transition",
    "radial",
    "A hand goes round clockwise and uncovers the second.",
    render=_draw,
    cost=8,
    covers=lambda _: True,
)
