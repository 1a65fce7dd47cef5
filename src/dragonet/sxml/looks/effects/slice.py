"""Strips of the picture slide in from alternate sides."""

from typing import TYPE_CHECKING

from dragonet.sxml.attributes import SIDES, Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.effects.shared import ADAPTER, BEHIND, EDGE
from dragonet.sxml.types import choice, number

if TYPE_CHECKING:
    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.calls import EffectCall
    from dragonet.sxml.render.pen import Pen
    from dragonet.sxml.render.pieces import Edge, Pieces

_SECONDS = 1.8
_OWN = 0.6
"""Of the time that a strip moves."""

_DARK = 0.5
"""Share of the light that a strip lacks at first."""


def _draw(pen: "Pen", call: "EffectCall") -> None:
    from dragonet.sxml.render import single
    from dragonet.sxml.render.pieces import pieces

    share = single.coming(call, _SECONDS)
    content = single.picture(call)
    if share >= 1:
        single.settled(pen, call, content)
        return
    with pen.together() as all_:
        single.behind(all_, call)
        taken = pieces(all_, content, call.box) if share > 0 else None
        if taken is None:
            return
        if call.values["transWidth"] > 0:
            with taken.grouped(all_) as (whole, parts):
                _slide(whole, parts, call, share)
        else:
            _slide(all_, taken, call, share)


def _slide(pen: "Pen", taken: "Pieces", call: "EffectCall", share: float) -> None:
    from dragonet.sxml.render import matrices
    from dragonet.sxml.render.easing import after

    strips = _strips(call)
    for index, strip in enumerate(strips):
        wait = index / max(1, len(strips) - 1)
        left = (1 - after(share, wait, _OWN)) ** 3
        x, y = _way(call, index)
        with (
            pen.clipped(call.box) as inside,
            inside.moved(matrices.translate(x * left, y * left)) as moved,
        ):
            if call.values["transWidth"] > 0:
                taken.soft(moved, strip, strip, _edge(call, strip, left), _DARK * left)
            if left == 0 or not call.values["transWidth"]:
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


def _edge(call: "EffectCall", strip: "Box", left: float) -> "Edge":
    """The soft edge of a strip: at its sides it lies upon the neighbours, whose pictures it joins
    in the end; at the ends inside, as there is no more of the picture."""
    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.pieces import corners

    wide = 2 * call.values["transWidth"]
    upright = call.values["direction"] in ("up", "down")
    x, y = (wide, 0.0) if upright else (0.0, wide)
    outer = Box(strip.left - x, strip.bottom - y, strip.right + x, strip.top + y)
    x, y = y * left**0.5, x * left**0.5
    inner = Box(strip.left + x, strip.bottom + y, strip.right - x, strip.top - y)
    return corners(outer), corners(inner)


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
        EDGE,
        BEHIND,
    ),
    children=(1, 1),
    render=_draw,
    cost=7,
    moves=lambda _: True,
)
