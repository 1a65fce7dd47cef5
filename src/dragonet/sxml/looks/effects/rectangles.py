"""Rectangles of the picture grow until they cover the screen."""

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.effects.shared import ADAPTER, BEHIND, EDGE, WAY
from dragonet.sxml.types import choice

if TYPE_CHECKING:
    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.calls import EffectCall
    from dragonet.sxml.render.pen import Pen
    from dragonet.sxml.render.pieces import Pieces

_SECONDS = 1.9
_OWN = 0.6
"""Of the time that a rectangle grows."""

_LARGEST = 0.1
"""Of the screen's area that a rectangle may have."""


def _draw(pen: "Pen", call: "EffectCall") -> None:
    from dragonet.sxml.render import single
    from dragonet.sxml.render.easing import after
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
        if taken is not None:
            for place, cell in enumerate(cells := _cells(call.box, call.seed)):
                came = after(share, place / (len(cells) - 1), _OWN)
                _grow(all_, taken, cell, 1 - (1 - came) ** 2, 2 * call.values["transWidth"])


def _grow(pen: "Pen", taken: "Pieces", cell: "Box", own: float, edge: float) -> None:
    """A rectangle of a share of its size, with edges that get sharp as it gets there, and what of
    the picture is seen in it: a little more than belongs there."""
    from dragonet.sxml.render.pieces import corners

    box, seen, dark = cell.scaled(own), cell.scaled(own**0.5), 0.3 * (1 - own)
    soft = edge * (1 - own) / min(box.width, box.height) if own > 0 else 0.0
    if own >= 1:
        taken.part(pen, cell)
    elif soft > 0:
        inner = box.scaled(max(0.1, 1 - soft))
        taken.soft(pen, seen, box, (corners(box), corners(inner)), dark)
    elif own > 0.002:
        taken.part(pen, seen, box, dark)


@lru_cache(16)
def _cells(box: "Box", seed: int) -> tuple["Box", ...]:
    """Rectangles that cover the box, from its centre outwards."""
    from dragonet.sxml.render.chance import chance

    random = chance(seed, 0)
    made, left = [], [box]
    while left:
        cell = left.pop()
        if cell.width * cell.height <= _LARGEST * box.width * box.height:
            made.append(cell)
        else:
            left.extend(_cut(cell, random.uniform(0.36, 0.64)))
    return tuple(
        sorted(made, key=lambda cell: math.dist(cell.center, box.center) + random.uniform(0, 0.5))
    )


def _cut(box: "Box", at: float) -> tuple["Box", "Box"]:
    """Two parts of a box, cut across its longer side."""
    from dragonet.sxml.render.box import Box

    if box.width > box.height:
        x = box.left + at * box.width
        return Box(box.left, box.bottom, x, box.top), Box(x, box.bottom, box.right, box.top)
    y = box.bottom + at * box.height
    return Box(box.left, box.bottom, box.right, y), Box(box.left, y, box.right, box.top)


RECTANGLES = Look(
    "effect",
    "rectangles",
    "Rectangles grow to cover the screen.",
    (
        Attribute("filterType", choice("grow"), "How they come.", "grow"),
        ADAPTER,
        WAY,
        EDGE,
        BEHIND,
    ),
    children=(1, 1),
    render=_draw,
    cost=7,
    moves=lambda _: True,
)
