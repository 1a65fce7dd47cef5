"""Strips of the picture slide in from alternate sides."""

from typing import TYPE_CHECKING

from dragonet.sxml.attributes import SIDES, Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.effects.shared import ADAPTER, BEHIND
from dragonet.sxml.types import choice, number

if TYPE_CHECKING:
    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.calls import EffectCall
    from dragonet.sxml.render.pen import Pen

_SECONDS = 1.8
_OWN = 0.6
"""Of the time that a strip moves."""

_DARK = 0.5
"""Share of the light that a strip lacks at first."""


def _draw(pen: "Pen", call: "EffectCall") -> None:
    from dragonet.sxml.render import matrices, single
    from dragonet.sxml.render.easing import after
    from dragonet.sxml.render.pieces import pieces

    share = single.coming(call, _SECONDS)
    content = single.picture(call)
    if share >= 1:
        content(pen)
        return
    with pen.together() as all_:
        single.behind(all_, call)
        taken = pieces(all_, content, call.box) if share > 0 else None
        if taken is None:
            return
        strips = _strips(call)
        for index, strip in enumerate(strips):
            wait = index / max(1, len(strips) - 1)
            left = (1 - after(share, wait, _OWN)) ** 3
            x, y = _way(call, index)
            with (
                all_.clipped(call.box) as inside,
                inside.moved(matrices.translate(x * left, y * left)) as moved,
            ):
                taken.part(moved, strip, dark=_DARK * left)


def _strips(call: "EffectCall") -> list["Box"]:
    """The strips in the order in which they come."""
    from dragonet.sxml.render.box import Box

    box, side = call.box, call.values["direction"]
    count = max(1, round(1 / call.values["width"]))
    upright = side in ("up", "down")
    step = (box.width if upright else box.height) / count
    if upright:
        made = [
            Box(box.left + step * at, box.bottom, box.left + step * (at + 1), box.top)
            for at in range(count)
        ]
    else:
        made = [
            Box(box.left, box.top - step * (at + 1), box.right, box.top - step * at)
            for at in range(count)
        ]
    return made


def _way(call: "EffectCall", index: int) -> tuple[float, float]:
    """From the place of a strip to where it starts, off the screen."""
    sign = -1.0 if index % 2 else 1.0
    return {
        "up": (0.0, -sign * call.box.height),
        "down": (0.0, sign * call.box.height),
        "left": (sign * call.box.width, 0.0),
        "right": (-sign * call.box.width, 0.0),
    }[call.values["direction"]]


SLICE = Look(
    "effect",
    "slice",
    "Strips slide in from alternate sides.",
    (
        ADAPTER,
        Attribute("direction", choice(*SIDES), "Where the first strip moves to.", "up"),
        Attribute("width", number(0.01, 1), "Width of a strip, as a part of the screen.", "0.125"),
        BEHIND,
    ),
    children=(1, 1),
    render=_draw,
    cost=7,
    moves=lambda _: True,
)
