"""Pictures in a row that slides by, with a stop at each."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from dragonet.sxml.attributes import SIDES, Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.effects.shared import BEHIND
from dragonet.sxml.types import choice

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import EffectCall, Medium
    from dragonet.sxml.render.pen import Pen

_SIZE = 0.84
"""Of the screen that the picture in the middle takes at most."""

_GAP = 0.06
"""Between pictures, as a part of the screen's shorter side."""

_BESIDE = 0.1
"""How much smaller pictures beside the middle are."""

_DIM = 0.55
"""How much less of them shows."""


def _draw(pen: "Pen", call: "EffectCall") -> None:
    from dragonet.sxml.render import matrices, single, stops

    place = stops.place(call)
    sizes = [_size(child, call) for child in call.children]
    side = call.values["cameramove"] or ("right" if call.box.aspect >= 1 else "down")
    along = 0 if side in ("left", "right") else 1
    sign = 1 if side in ("right", "up") else -1
    centers = _centers([size[along] for size in sizes], _GAP * min(call.box.width, call.box.height))
    now = min(max(int(place), 0), len(sizes) - 1)
    camera = centers[now] + (centers[now + 1] - centers[now]) * (place - now)
    with pen.together() as all_:
        single.behind(all_, call)
        for index, (child, size) in enumerate(zip(call.children, sizes, strict=True)):
            away = sign * (centers[index] - camera)
            with all_.moved(matrices.translate(*((away, 0) if along == 0 else (0, away)))) as moved:
                _one(moved, child, size, min(1.0, abs(place - index)))


def _one(pen: "Pen", child: "Medium", size: tuple[float, float], away: float) -> None:
    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.easing import smooth

    box = Box.around(0, 0, *size)
    share = 1 - _BESIDE * smooth(away)
    if pen.sees(box):
        faded = pen.faded(1 - _DIM * smooth(away)).larger(1 / share)
        child.draw(faded, box.scaled(share))


def _size(child: "Medium", call: "EffectCall") -> tuple[float, float]:
    box = call.box.scaled(_SIZE).fitted(child.aspect)
    return box.width, box.height


def _centers(lengths: Sequence[float], gap: float) -> list[float]:
    """Where the middles are, from the first one's, and where that of one more would be."""
    steps = [(one + other) / 2 + gap for one, other in pairwise((*lengths, lengths[-1]))]
    return [0.0, *accumulate(steps)]


SLIDING = Look(
    "effect",
    "sliding",
    "Pictures slide by in a row.",
    (
        Attribute(
            "cameramove",
            choice(*SIDES),
            "Where the camera moves to; else to the right, down on a screen that is taller.",
        ),
        BEHIND,
    ),
    children=(1, 100),
    turns=True,
    render=_draw,
    cost=2,
    moves=lambda _: True,
)
