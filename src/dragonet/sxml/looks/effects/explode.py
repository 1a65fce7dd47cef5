"""The picture breaks into tiles that fly into space, or come from there."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from dragonet.sxml.look import Look
from dragonet.sxml.looks.effects.shared import ADAPTER, BEHIND, WAY

if TYPE_CHECKING:
    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.calls import EffectCall
    from dragonet.sxml.render.matrices import Matrix
    from dragonet.sxml.render.pen import Pen

_SECONDS = 2.0
_TILES = 84
"""About how many."""

_NEAREST = 1.7
"""In front of the screen, where tiles are gone; the camera is at 2.4."""

_OWN = 0.72
"""Of the time that a tile flies; those at the centre start first."""


@dataclass(frozen=True)
class _Tile:
    """A tile: its box, where it flies to, what it turns around and by how much, when it starts."""

    box: "Box"
    way: tuple[float, float, float]
    axis: tuple[float, float, float]
    angle: float
    wait: float


def _draw(pen: "Pen", call: "EffectCall") -> None:
    from dragonet.sxml.render import single
    from dragonet.sxml.render.pieces import pieces

    back = call.values["direction"] == "negative"
    share = single.there(call, _SECONDS, goes=not back)
    content = single.picture(call)
    if share >= 1:
        single.settled(pen, call, content)
        return
    with pen.together() as all_:
        single.behind(all_, call)
        taken = pieces(all_, content, call.box)
        if taken is None:
            return
        tiles = _tiles(call.box, call.seed)
        flown = [(tile, _flown(tile, 1 - share, back=back)) for tile in tiles]
        for tile, far in sorted(flown, key=lambda item: item[0].way[2] * item[1]):
            gone = _gone(tile, far)
            if gone < 1:
                with all_.moved(_moved(tile, far)) as moved:
                    dark = 0.55 * min(1.0, 2 * far) * abs(math.sin(math.radians(tile.angle * far)))
                    taken.part(moved.faded(1 - gone), tile.box, dark=dark)


def _flown(tile: _Tile, share: float, *, back: bool) -> float:
    """How far a tile is on its way: off with a bang, back with a soft landing."""
    from dragonet.sxml.render.easing import after

    own = after(share, tile.wait, _OWN)
    return own**2.6 if back else own * (0.35 + 0.65 * own)


def _moved(tile: _Tile, far: float) -> "Matrix":
    from dragonet.sxml.render import matrices

    x, y, z = (way * far for way in tile.way)
    turn = matrices.rotate(tile.angle * far, *tile.axis)
    return matrices.translate(x, y, z) @ matrices.about(turn, *tile.box.center)


def _gone(tile: _Tile, far: float) -> float:
    """How transparent a tile is: it fades at the end of its way and before the camera."""
    near = (tile.way[2] * far - 0.6 * _NEAREST) / (0.4 * _NEAREST)
    return max(0.0, min(1.0, max(near, (far - 0.75) / 0.25)))


@lru_cache(16)
def _tiles(box: "Box", seed: int) -> tuple[_Tile, ...]:
    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.chance import chance

    columns = max(2, round(math.sqrt(_TILES * box.aspect)))
    rows = max(2, round(_TILES / columns))
    wide, high = box.width / columns, box.height / rows
    random = chance(seed, 0)
    reach = math.hypot(box.width, box.height) / 2
    made = []
    for column in range(columns):
        for row in range(rows):
            left, bottom = box.left + column * wide, box.bottom + row * high
            tile = Box(left, bottom, left + wide, bottom + high)
            x, y = (one - two for one, two in zip(tile.center, box.center, strict=True))
            away = math.hypot(x, y) / reach
            push = random.uniform(1.0, 2.2)
            way = (x * push, y * push + random.uniform(-0.2, 0.2), random.uniform(-1.6, 2.6))
            axis = (random.uniform(-1, 1), random.uniform(-1, 1), random.uniform(-0.4, 0.4))
            wait = min(1.0, 0.8 * away + random.uniform(0, 0.2))
            made.append(_Tile(tile, way, axis, random.uniform(120, 420), wait))
    return tuple(made)


EXPLODE = Look(
    "effect",
    "explode",
    "The picture bursts into tiles that fly into space, or is made of tiles that come from there.",
    (
        ADAPTER,
        WAY.but(summary="`positive` bursts at the end, `negative` comes together at the start."),
        BEHIND,
    ),
    children=(1, 1),
    render=_draw,
    cost=38,
    moves=lambda _: True,
)
