"""A quick camera rushes into the picture and comes to rest in the other."""

import math
from typing import TYPE_CHECKING

from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.types import choice

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen

_FAR = 2.4
"""Zoom at which one picture becomes the other."""

_MIX = 0.24
"""Of the time, what the crossfade in the middle takes."""

_SHUTTER = 0.045
"""Of the time, how long each picture is exposed."""


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    from dragonet.sxml.render.dissolve import dissolve
    from dragonet.sxml.render.easing import after, smooth
    from dragonet.sxml.render.rush import rushed

    box, sign = call.box, 1 if call.values["direction"] == "positive" else -1
    times = [call.progress + _SHUTTER * side / 2 for side in (-1, 1)]
    ways = [_way(time) for time in times]
    mix = smooth(after(call.progress, 0.5, _MIX))

    def zooms(done: float) -> tuple[float, float]:
        start, end = (math.exp(sign * math.log(_FAR) * (way - done)) for way in ways)
        return start, end

    def away(inner: "Pen") -> None:
        rushed(inner, first, box, *zooms(0.0), mirrored=call.covered)

    def back(inner: "Pen") -> None:
        rushed(inner, second, box, *zooms(1.0), mirrored=call.opaque)

    with pen.clipped(box) as inner:
        if mix in (0, 1):
            (back if mix else away)(inner)
        else:
            dissolve(inner, away, back, mix, opaque=call.opaque)


def _way(time: float) -> float:
    """Slow at both ends and very quick between: how much of the zoom is done."""
    time = min(max(time, 0.0), 1.0)
    return 8 * time**4 if time < 0.5 else 1 - 8 * (1 - time) ** 4


ZOOM = Look(
    "transition",
    "zoom",
    "The camera rushes into the first and comes to rest in the second.",
    (
        Attribute(
            "direction",
            choice("positive", "negative"),
            "`positive` rushes in, `negative` out.",
            "positive",
        ),
    ),
    render=_draw,
    cost=37,
    covers=lambda _: True,
)
