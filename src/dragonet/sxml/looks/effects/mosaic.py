"""All the pictures together, whole, which come one after the other."""

from typing import TYPE_CHECKING

from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.effects.shared import BEHIND
from dragonet.sxml.types import number

if TYPE_CHECKING:
    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.calls import EffectCall, Medium
    from dragonet.sxml.render.pen import Pen

_SECONDS = 3.0
_EACH = 0.9
"""Seconds in which one comes at most."""

_DRIFT = 0.04
"""How much the whole grows over the effect."""


def _draw(pen: "Pen", call: "EffectCall") -> None:
    from dragonet.sxml.render import matrices, single
    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.easing import after, gentle
    from dragonet.sxml.render.rows import rows

    gap = call.values["width"] * 2
    aspects = [child.aspect or call.box.aspect for child in call.children]
    wall = call.box.scaled(1 / (1 + _DRIFT))
    inner = Box.around(*wall.center, wall.width - 2 * gap, wall.height - 2 * gap)
    boxes = rows(aspects, inner, gap)
    share = single.coming(call, _SECONDS)
    part = min(1.0, max(_EACH / _SECONDS, 1 / len(boxes)))
    grown = 1 + _DRIFT * gentle(call.progress)
    with pen.together() as all_:
        single.behind(all_, call)
        with all_.larger((1 + _DRIFT) / grown).moved(matrices.scale(grown, grown)) as moved:
            for index, box in enumerate(boxes):
                came = after(share, index / max(1, len(boxes) - 1), part)
                _one(moved, call.children[index], box, came)


def _one(pen: "Pen", child: "Medium", box: "Box", came: float) -> None:
    """A picture that comes nearer, from behind its place."""
    from dragonet.sxml.render.easing import landing, smooth
    from dragonet.sxml.render.shade import held

    if came > 0:
        grown = 0.7 + 0.3 * landing(came)
        child.draw(held(pen.moving(), 1 / grown).faded(smooth(2 * came)), box.scaled(grown))


MOSAIC = Look(
    "effect",
    "mosaic",
    "All pictures side by side, each whole; they come one after the other.",
    (
        Attribute("width", number(0, 0.2), "Gap between them, in screen heights.", "0.012"),
        BEHIND,
    ),
    children=(1, 100),
    render=_draw,
    cost=3,
    moves=lambda _: True,
)
