"""One picture opens in the other as a circle."""

import math
from typing import TYPE_CHECKING

from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen

_ZOOM = 0.12
"""How much larger the second is at first."""

_SHADOW, _DARK = 0.09, 0.45
"""Width of the shadow around the circle, in half screen heights, and how dark it is."""


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    import skia

    from dragonet.sxml.render.easing import smooth
    from dragonet.sxml.render.edges import disc
    from dragonet.sxml.render.reveal import revealed, zoomed

    box, share = call.box, smooth(call.progress)
    x, y = box.center
    least = min(box.width, box.height)
    edge = 0.012 * least
    radius = max(1e-6, (math.hypot(box.width, box.height) / 2 + edge) * share)

    def under(inner: "Pen") -> None:
        first(inner)
        if not call.opaque:
            return
        wide = radius + _SHADOW * least / 2 * min(1.0, 8 * share)
        dark = _DARK * inner.alpha * min(1.0, 8 * share)
        falls = [dark * (1 - step / 8) ** 2 for step in range(9)]
        places = [(radius + (wide - radius) * step / 8) / wide for step in range(9)]
        colours = [skia.Color4f(0, 0, 0, fall).toColor() for fall in falls]
        shader = skia.GradientShader.MakeRadial(skia.Point(x, y), wide, colours, places)
        shade = skia.Path()
        shade.addCircle(x, y, wide)
        shade.addCircle(x, y, max(0.0, radius - 2 * edge))
        shade.setFillType(skia.PathFillType.kEvenOdd)
        inner.canvas.drawPath(shade, skia.Paint(Shader=shader, AntiAlias=True, Dither=True))

    def mask(inner: "Pen") -> None:
        disc(inner.canvas, x, y, radius, min(edge, radius))

    revealed(
        pen, under, zoomed(second, box, 1 + _ZOOM * (1 - share)), mask, box, opaque=call.opaque
    )


CIRCLE = Look(
    "transition",
    "circle",
    "The second opens as a circle from the middle.",
    render=_draw,
    cost=10,
    covers=lambda _: True,
)
