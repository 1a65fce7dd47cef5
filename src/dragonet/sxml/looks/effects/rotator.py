"""Pictures on a carousel that turns, with a stop at each."""

import math
from typing import TYPE_CHECKING

from dragonet.sxml.look import Look
from dragonet.sxml.looks.effects.shared import BEHIND, CAMERA

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import EffectCall, Medium
    from dragonet.sxml.render.pen import Pen

_SECONDS = 1.5
_SIZE = 0.66
"""Of the screen that the picture in front takes at most."""

_GAP = 1.06
"""From one place on the carousel to the next, in sizes of a picture."""

_RISE = 0.13
"""How high the far side is above the near one, in diameters."""

_DARK = 0.62
"""Share of the light that is lost at the far side."""


def _draw(pen: "Pen", call: "EffectCall") -> None:
    from dragonet.sxml.render import single, stops

    place = stops.place(call, _SECONDS)
    places = _places(len(call.children))
    first, last = math.ceil(place - places / 2 + 1e-9), math.floor(place + places / 2)
    slots = sorted(range(first, last + 1), key=lambda slot: -abs(slot - place))
    with pen.together() as all_:
        single.behind(all_, call)
        for slot in slots:
            child = call.children[slot % len(call.children)]
            _one(all_, child, call, 2 * math.pi * (slot - place) / places)


def _places(count: int) -> int:
    """On the carousel: each picture has one or several; of more than nine some are out of sight."""
    if count > 9:
        return 9
    return count * max(1, math.ceil(5 / count))


def _one(pen: "Pen", child: "Medium", call: "EffectCall", angle: float) -> None:
    """One picture, turned by an angle from the front."""
    from dragonet.sxml.render import matrices
    from dragonet.sxml.render.shade import shaded

    side = call.values["cameramove"]
    slot = call.box.scaled(_SIZE)
    box = slot.fitted(child.aspect)
    across = side in ("left", "right")
    sign = -1 if side in ("left", "up") else 1
    length = slot.width if across else slot.height
    radius = length * _GAP / 2 / math.tan(math.pi / _places(len(call.children)))
    deep = radius * (1 - math.cos(angle))
    along = sign * radius * math.sin(angle)
    rise = _RISE * deep
    if across:
        turn = matrices.rotate(sign * math.degrees(angle), 0, 1, 0)
        moved = matrices.translate(along, rise, -deep) @ turn
    else:
        turn = matrices.rotate(sign * math.degrees(angle), 1, 0, 0)
        moved = matrices.translate(rise, -along, -deep) @ turn
    nearest = pen.pixels(box)
    with pen.moved(moved) as placed:
        far = (1 - math.cos(angle)) / 2
        seen = 1.0 if len(call.children) <= 9 else min(1.0, 4 * (1 - far))
        steady = placed.larger(max(1.01, nearest / placed.pixels(box))).faded(seen)
        shaded(steady, child, box, _DARK * far**0.6)


ROTATOR = Look(
    "effect",
    "rotator",
    "Pictures go round on a carousel.",
    (CAMERA.but(summary="Where the camera goes around the carousel."), BEHIND),
    children=(1, 100),
    turns=True,
    render=_draw,
    cost=17,
    moves=lambda _: True,
)
