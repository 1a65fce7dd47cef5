"""A whirl takes one picture away and leaves the other."""

import math
from typing import TYPE_CHECKING

from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen
    from dragonet.sxml.render.warp import Field

_TURN = 560.0
"""Degrees that the middle is turned by at most."""

_MIX = 0.3
"""Of the time, what the crossfade in the middle takes."""


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    from dragonet.sxml.render.dissolve import dissolve
    from dragonet.sxml.render.easing import after, smooth
    from dragonet.sxml.render.warp import warped

    box, share = call.box, smooth(call.progress)
    mix = smooth(after(call.progress, 0.5, _MIX))

    def away(inner: "Pen") -> None:
        warped(inner, first, box, _whirl(box, -_TURN * share))

    def back(inner: "Pen") -> None:
        warped(inner, second, box, _whirl(box, _TURN * (1 - share)))

    with pen.clipped(box) as inner:
        if mix in (0, 1):
            (back if mix else away)(inner)
        else:
            dissolve(inner, away, back, mix, opaque=call.opaque)


def _whirl(box: "Box", degrees: float) -> "Field":
    """Turned in the middle, and less and less towards the corners."""
    import numpy as np

    from dragonet.sxml.render.warp import Plane

    reach = math.hypot(box.width, box.height) / 2

    def field(x: Plane, y: Plane) -> tuple[Plane, Plane]:
        far = np.minimum(np.sqrt(x * x + y * y) / np.float32(reach), 1)
        angle = np.float32(math.radians(degrees)) * (1 - far) ** 1.7
        cosine, sine = np.cos(angle), np.sin(angle)
        return x * cosine + y * sine, y * cosine - x * sine

    return field


SWIRL = Look(
    "transition",
    "swirl",
    "A whirl takes the first away and leaves the second.",
    render=_draw,
    cost=57,
    covers=lambda _: True,
)
