"""Petals of the picture open from the centre until they cover the screen."""

import math
from typing import TYPE_CHECKING

from dragonet.sxml.look import Look
from dragonet.sxml.looks.effects.shared import ADAPTER, BEHIND, EDGE, WAY

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import EffectCall
    from dragonet.sxml.render.pen import Pen
    from dragonet.sxml.render.pieces import Pieces

_SECONDS = 2.4
_RINGS = ((0.0, 1.5, 1.3, 0.3), (0.5, 1.06, 1.14, 0.15), (0.0, 0.66, 1.0, 0.0))
"""Of the rings, the outer one first: turn in petals, length, how much larger the picture is, and
the share of light that it lacks."""

_TURN = 16 / 9
"""Petals by which the flower turns while it opens."""

_LAG = 0.16
"""Of the time, by which a ring opens before the next one."""


def _draw(pen: "Pen", call: "EffectCall") -> None:
    from dragonet.sxml.render import single
    from dragonet.sxml.render.pieces import pieces

    back = call.values["direction"] == "negative"
    share = single.there(call, _SECONDS, goes=back)
    content = single.picture(call)
    if share >= 1:
        single.settled(pen, call, content)
        return
    with pen.together() as all_:
        single.behind(all_, call)
        taken = pieces(all_, content, call.box) if share > 0 else None
        if taken is None:
            return
        with (
            all_.clipped(call.box) as inside,
            taken.grouped(inside) as (whole, parts),  # the shade is on the petals only
        ):
            _rings(whole, parts, call, share)


def _rings(pen: "Pen", taken: "Pieces", call: "EffectCall", share: float) -> None:
    from dragonet.sxml.render.easing import smooth, within
    from dragonet.sxml.render.petals import petals

    reach = math.hypot(call.box.width, call.box.height) / 2
    for ring, (start, length, zoom, dim) in enumerate(_RINGS):
        opened = within((share - _LAG * ring) / (1 - _LAG * (len(_RINGS) - 1)))
        own = smooth(opened**0.8)
        grown = length * reach * own
        if grown > 0.01:
            turn = start - _TURN * (1 - own)
            fold = 1 - smooth(2.2 * opened - 1.2)
            soft = min(2 * call.values["transWidth"], 0.3 * grown) * fold
            boxes = call.box, call.box.scaled(zoom + (1 - zoom) * own)
            for petal in petals(grown, turn, soft, over=taken.opaque):
                petal.draw(pen, taken, boxes, dim * fold, fold)


FLOWER = Look(
    "effect",
    "flower",
    "Petals of the picture open from the centre.",
    (ADAPTER, WAY, EDGE, BEHIND),
    children=(1, 1),
    render=_draw,
    cost=39,
    moves=lambda _: True,
)
