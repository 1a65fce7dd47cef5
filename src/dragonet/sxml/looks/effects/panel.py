"""The picture as a panel that swings in space and settles to fill the screen."""

import math
from functools import partial
from typing import TYPE_CHECKING

from dragonet.sxml.attributes import SIDES, Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.effects.shared import ADAPTER, BEHIND
from dragonet.sxml.types import choice

if TYPE_CHECKING:
    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.calls import EffectCall
    from dragonet.sxml.render.matrices import Matrix
    from dragonet.sxml.render.pen import Pen

_SECONDS = 2.2
_DEEP = 0.9
"""How far behind the screen it starts; it is at its front after half of the time."""

_FLAT = 0.88
"""Of the time, from which it is so flat that the picture as it will stay is mixed in."""

_DARK = 0.75
"""Share of the light that it loses when it is seen from its edge."""


def _draw(pen: "Pen", call: "EffectCall") -> None:
    from dragonet.sxml.render import single
    from dragonet.sxml.render.dissolve import dissolve
    from dragonet.sxml.render.easing import smooth
    from dragonet.sxml.render.edges import shaded
    from dragonet.sxml.render.veils import overlaid

    share = single.coming(call, _SECONDS)
    content = single.picture(call)
    if share >= 1:
        single.settled(pen, call, content)
        return
    # Once through the screen, and back onto it from the front: no gap stays open to the end.
    angle = _open(call) * (1 - share) ** 3.2 * math.cos(1.6 * math.pi * share)
    opaque = single.opaque(call)

    def swinging(inner: "Pen") -> None:
        with inner.moved(_hinged(call, angle, share)) as moved:
            dark = min(1.0, _DARK * (1 - math.cos(math.radians(angle))) ** 0.7)
            shade = partial(shaded, box=call.box, dark=dark)
            overlaid(moved.moving(), content, shade, opaque=opaque)

    with pen.together() as all_:
        single.behind(all_, call)
        if share > _FLAT:
            dissolve(all_, swinging, content, smooth((share - _FLAT) / (1 - _FLAT)), opaque=opaque)
        else:
            swinging(all_)


def _open(call: "EffectCall") -> float:
    """Degrees that it is open by at first, when its edge is all that is seen of it."""
    from dragonet.sxml.render.matrices import DISTANCE

    across = call.values["direction"] in ("left", "right")
    half = (call.box.width if across else call.box.height) / 2
    return 90 + math.degrees(math.atan2(half, DISTANCE + _DEEP))


def _hinged(call: "EffectCall", angle: float, share: float) -> "Matrix":
    """Turned around the side that it does not come from; a positive angle is behind the screen."""
    from dragonet.sxml.render import matrices
    from dragonet.sxml.render.easing import within

    box, side = call.box, call.values["direction"]
    deep = matrices.translate(0, 0, -_DEEP * (1 - within(2 * share)) ** 3)
    x, y = _hinge(box, side)
    signed = angle if side in ("right", "down") else -angle
    turn = matrices.rotate(signed, *((0, 1, 0) if side in ("left", "right") else (1, 0, 0)))
    return deep @ matrices.about(turn, x, y)


def _hinge(box: "Box", side: str) -> tuple[float, float]:
    x, y = box.center
    return {
        "left": (box.right, y),
        "right": (box.left, y),
        "up": (x, box.bottom),
        "down": (x, box.top),
    }[side]


PANEL = Look(
    "effect",
    "panel",
    "A panel swings in space and settles to full screen.",
    (
        ADAPTER,
        Attribute("direction", choice(*SIDES), "The side that swings.", "right"),
        BEHIND,
    ),
    children=(1, 1),
    render=_draw,
    cost=23,
    moves=lambda _: True,
)
