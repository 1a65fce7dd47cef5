"""The blades of a lens open on the other picture, or close on the first."""

import math
from typing import TYPE_CHECKING

from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.types import choice

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen

_BLADES = 7
_TURN = 70.0
"""Degrees that the blades turn by while they open."""

_ZOOM = 0.1
"""How much larger what is seen through the lens is when that is closed."""


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    import skia

    from dragonet.sxml.render.easing import smooth
    from dragonet.sxml.render.reveal import revealed, zoomed

    box, share = call.box, smooth(call.progress)
    opens = call.values["direction"] == "positive"
    wide = share if opens else 1 - share
    reach = math.hypot(box.width, box.height) / 2 / math.cos(math.pi / _BLADES)
    larger = 1 + _ZOOM * (1 - wide)
    if opens:
        second = zoomed(second, box, larger)
    else:
        first = zoomed(first, box, larger)

    def mask(inner: "Pen") -> None:
        path = skia.Path()
        for blade in range(_BLADES):
            angle = math.radians(90 + 360 * blade / _BLADES + _TURN * (1 - wide))
            x, y = (wide * reach * side for side in (math.cos(angle), math.sin(angle)))
            (path.lineTo if blade else path.moveTo)(box.center[0] + x, box.center[1] + y)
        path.close()
        if not opens:
            path.toggleInverseFillType()
        inner.canvas.drawPath(path, skia.Paint(Color=skia.ColorWHITE, AntiAlias=True))

    revealed(pen, first, second, mask, box, opaque=call.opaque)


IRIS = Look(
    "transition",
    "iris",
    "The blades of a lens open or close.",
    (
        Attribute(
            "direction",
            choice("positive", "negative"),
            "`positive` opens on the second, `negative` closes on the first.",
            "positive",
        ),
    ),
    render=_draw,
    cost=8,
    covers=lambda _: True,
)
