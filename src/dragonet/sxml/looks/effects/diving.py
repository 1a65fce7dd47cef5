"""The camera dives through pictures that are set one behind the other."""

import math
from typing import TYPE_CHECKING

from dragonet.sxml.attributes import SIDES, Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.effects.shared import BEHIND
from dragonet.sxml.types import choice

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import EffectCall
    from dragonet.sxml.render.pen import Pen

_SECONDS = 1.6
_OPENING = 0.8
"""Of the first picture's turn that coming takes at most."""

_SIZE = 0.76
"""Of the screen that a picture takes at most when the camera stops before it."""

_DEEP = 2.2
"""From one picture to the next."""

_ASIDE = 0.95
"""From the middle of one to that of the next, in half screens."""

_SEEN = 4
"""Pictures that can be seen at once."""

_CLOSE = 0.72
"""Of the way to a picture's own plane, on which it gets transparent: the camera goes through."""

_LARGEST = 1.25
"""How much larger than at its stop a picture is seen sharp."""

_TURN = 2.4
"""Radians from the place of one picture to that of the next around the way."""

_SIDES = {"left": (-1.0, 0.25), "right": (1.0, 0.25), "up": (0.25, 1.0), "down": (0.25, -1.0)}


def _draw(pen: "Pen", call: "EffectCall") -> None:
    from dragonet.sxml.render import single, stops
    from dragonet.sxml.render.easing import landing

    count = len(call.children)
    arrived = landing(single.opening(call, _SECONDS, _OPENING))
    place = stops.place(call, _SECONDS) - 0.9 * (1 - arrived)
    first = max(0, math.ceil(place - _CLOSE))
    with pen.together() as all_:
        single.behind(all_, call)
        for index in reversed(range(first, min(count, first + _SEEN + 1))):
            _one(all_, call, index, place)


def _one(pen: "Pen", call: "EffectCall", index: int, place: float) -> None:
    from dragonet.sxml.render import matrices
    from dragonet.sxml.render.easing import smooth
    from dragonet.sxml.render.matrices import DISTANCE
    from dragonet.sxml.render.shade import held, shaded

    ahead = index - place
    grown = DISTANCE / (DISTANCE + ahead * _DEEP)
    x, y = (one - two for one, two in zip(_spot(call, index), _way(call, place), strict=True))
    child = call.children[index]
    box = call.box.scaled(_SIZE).fitted(child.aspect)
    through = smooth((-ahead / _CLOSE - 0.35) / 0.65)
    dawn = smooth(_SEEN - ahead)
    dark = 1 - 0.5 ** max(0.0, ahead * 0.8)
    with pen.moved(matrices.translate(x, y, -ahead * _DEEP)) as moved:
        steady = held(moved, _LARGEST / grown).faded(dawn * (1 - through))
        if steady.sees(box):
            shaded(steady, child, box, dark)


def _way(call: "EffectCall", place: float) -> tuple[float, float]:
    """Where the camera is, between the places of the pictures before and after."""
    here = max(0, math.floor(place))
    (x, y), (next_x, next_y) = _spot(call, here), _spot(call, here + 1)
    part = max(0.0, place - here)
    return x + (next_x - x) * part, y + (next_y - y) * part


def _spot(call: "EffectCall", index: int) -> tuple[float, float]:
    """Where a picture is across the way."""
    across, up = _ASIDE * call.box.width / 2, _ASIDE * call.box.height / 2
    side = call.values["cameramove"]
    if side is not None:
        x, y = _SIDES[side]
        return x * across * index, y * up * index
    return across * math.cos(_TURN * index), up * math.sin(_TURN * index)


DIVING = Look(
    "effect",
    "diving",
    "The camera dives through pictures set one behind the other.",
    (
        Attribute("cameramove", choice(*SIDES), "Where it drifts to; else around its way."),
        BEHIND,
    ),
    children=(1, 100),
    turns=True,
    render=_draw,
    cost=7,
    moves=lambda _: True,
)
