"""A drop falls in: rings run outwards over the picture and leave the other behind them."""

import math
from typing import TYPE_CHECKING

from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen
    from dragonet.sxml.render.warp import Field

_WAVE = 0.2
"""From ring to ring, of half the screen's shorter side."""

_RINGS = 4.0
"""How many rings follow the first."""

_DEEP = 0.03
"""How far the rings push what is seen, likewise."""

_LIGHT = 7.0
"""How bright they shine for their slope, where light falls on them from above and the left."""

_SOFT = 0.4
"""Width over which one picture becomes the other, likewise."""


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    from dragonet.sxml.render.easing import gentle
    from dragonet.sxml.render.edges import disc
    from dragonet.sxml.render.reveal import revealed
    from dragonet.sxml.render.warp import lit, warped

    box = call.box
    unit = min(box.width, box.height) / 2
    reach = math.hypot(box.width, box.height) / 2
    front = (reach + (_RINGS * _WAVE + _WAVE) * unit) * gentle(call.progress)
    radius = front - 0.5 * _WAVE * unit

    def mask(inner: "Pen") -> None:
        if radius <= 0:
            return
        soft = min(_SOFT * unit, radius)
        disc(inner.canvas, *box.center, radius, soft)

    def both(inner: "Pen") -> None:
        revealed(inner, first, second, mask, box, opaque=call.opaque)

    strength = min(1.0, 6 * call.progress, 3 * (1 - call.progress))
    rings = _rings(unit, front, strength)
    with pen.clipped(box) as inner:
        warped(inner, both, box, rings)
        lit(inner, box, rings, _LIGHT / unit)


def _rings(unit: float, front: float, strength: float) -> "Field":
    """Waves that run outwards behind a front, the highest a ring behind it."""
    import numpy as np

    from dragonet.sxml.render.warp import Plane

    wave, length = np.float32(_WAVE * unit), np.float32(_RINGS * _WAVE * unit)

    def field(x: Plane, y: Plane) -> tuple[Plane, Plane]:
        radius = np.sqrt(x * x + y * y) + np.float32(1e-6)
        behind = np.float32(front) - radius
        share = np.clip(behind / length, 0, 1)
        height = np.sin(behind * np.float32(math.tau) / wave) * np.sin(
            share**0.6 * np.float32(math.pi)
        )
        push = np.float32(_DEEP * unit * strength) * height * np.minimum(radius / wave, 1)
        return x + x / radius * push, y + y / radius * push

    return field


WATERDROP = Look(
    "transition",
    "waterdrop",
    "A drop falls in; its rings leave the second behind them.",
    render=_draw,
    cost=42,
    covers=lambda _: True,
)
