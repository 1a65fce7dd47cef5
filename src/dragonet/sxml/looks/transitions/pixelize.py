"""The picture falls into blocks, of which the other one is made."""

import math
from typing import TYPE_CHECKING

from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.types import integer

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen

_FINEST = 1 / 360
"""Block at the start and the end, as a part of the screen's shorter side."""

_MIX = 0.3
"""Of the time, what the crossfade in the middle takes."""


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    from dragonet.sxml.render.dissolve import dissolve
    from dragonet.sxml.render.easing import after, smooth
    from dragonet.sxml.render.mosaic import blocks

    box = call.box
    least, most = math.log(_FINEST), math.log(1 / max(1, call.values["count"]))
    peak = smooth(1 - abs(2 * call.progress - 1))
    size = math.exp(least + (most - least) * peak) * min(box.width, box.height)
    mix = smooth(after(call.progress, 0.5, _MIX))

    def away(inner: "Pen") -> None:
        blocks(inner, first, box, size)

    def back(inner: "Pen") -> None:
        blocks(inner, second, box, size)

    with pen.clipped(box) as inner:
        if mix in (0, 1):
            (back if mix else away)(inner)
        else:
            dissolve(inner, away, back, mix, opaque=call.opaque)


PIXELIZE = Look(
    "transition",
    "pixelize",
    "The first falls into blocks, of which the second is made.",
    (
        Attribute(
            "count",
            integer(1, 100),
            "Blocks along the screen's shorter side when they are largest.",
            "10",
        ),
    ),
    render=_draw,
    cost=14,
    covers=lambda _: True,
)
