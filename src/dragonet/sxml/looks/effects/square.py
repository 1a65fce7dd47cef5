"""Pictures on a wall of squares: the camera goes from one to the next, which opens whole."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dragonet.sxml.look import Look
from dragonet.sxml.looks.effects.shared import BEHIND, CAMERA

if TYPE_CHECKING:
    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.calls import EffectCall, Medium
    from dragonet.sxml.render.pen import Pen
    from dragonet.sxml.render.wall import Wall

_SECONDS = 1.7
_OPENING = 0.6
"""Of the first picture's turn that coming takes at most: until then it has to be seen whole."""

_GAP = 1.07
"""From one square of the wall to the next, in squares."""

_SIZE = 0.88
"""Of the screen that a picture takes at most when the camera stops before it."""

_BACK = 0.5
"""How small the wall gets on the way from one picture to the next."""

_LEAST = 0.35
"""Scale of the wall when a very long picture is seen whole."""

_DIM = 0.62
"""Share of the light that the others lose while one is open."""


def _draw(pen: "Pen", call: "EffectCall") -> None:
    from dragonet.sxml.render import matrices, single, stops
    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.easing import smooth, swift

    place = stops.place(call, _SECONDS)
    here = min(max(math.floor(place), 0), max(0, len(call.children) - 2))
    part = min(max(place - here, 0.0), 1.0)
    come = swift(single.opening(call, _SECONDS, _OPENING))
    x, y, scale = _camera(call, here, part)
    scale *= 1 - _BACK * (1 - come) * 0.9
    now = min(here + (part > 0.5), len(call.children) - 1)
    opened = come * smooth((0.5 - min(part, 1 - part) - 0.12) / 0.3)
    view = Box.around(x, y, call.box.width / scale, call.box.height / scale)
    with pen.together() as all_:
        single.behind(all_, call)
        with all_.moved(matrices.scale(scale, scale) @ matrices.translate(-x, -y)) as wall:
            for cell in _seen(view):
                if cell != _wall(call).cell(now):
                    _hung(wall, call, (cell, scale), 0.0, _DIM * opened)
            _hung(wall, call, (_wall(call).cell(now), scale), opened, 0.0)


def _seen(view: "Box") -> Iterator[tuple[int, int]]:
    """Columns and rows of the wall that a view shows."""
    for column in range(round(view.left / _GAP), round(view.right / _GAP) + 1):
        for row in range(round(view.bottom / _GAP), round(view.top / _GAP) + 1):
            yield column, row


def _hung(
    pen: "Pen", call: "EffectCall", at: tuple[tuple[int, int], float], opened: float, dark: float
) -> None:
    """The picture of a cell, at a scale of the wall; open, it is seen whole before the others."""
    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.framing import Shot
    from dragonet.sxml.render.shade import shaded, shadow

    cell, scale = at
    child = call.children[_wall(call).picture(cell)]
    square = Box.around(cell[0] * _GAP, cell[1] * _GAP, 1, 1)
    whole = _open(call, child)
    seen = Box.around(*square.center, whole.width, whole.height)
    frame = _between(square, seen, opened)
    if not pen.sees(frame):
        return
    if opened > 0 and child.opaque:
        shadow(pen, frame, 0.09, 0.8 * opened)
    held = pen.larger(max(1.01, _scale(call, child) / scale))
    base = _between(square.filled(child.aspect or call.box.aspect), seen, opened)
    Shot(frame, base).draw(held, lambda inner, box: shaded(inner, child, box, dark), 0)


def _camera(call: "EffectCall", here: int, part: float) -> tuple[float, float, float]:
    """What is in the middle of the screen, and the scale of the wall."""
    wall = _wall(call)
    after = min(here + 1, len(call.children) - 1)
    (x, y), (next_x, next_y) = wall.cell(here), wall.cell(after)
    one, two = (_scale(call, call.children[index]) for index in (here, after))
    away = 1 - _BACK * math.sin(math.pi * part) ** 2
    scale = one ** (1 - part) * two**part * away
    return (x + (next_x - x) * part) * _GAP, (y + (next_y - y) * part) * _GAP, scale


def _wall(call: "EffectCall") -> "Wall":
    from dragonet.sxml.render.wall import Wall

    return Wall(len(call.children), call.values["cameramove"])


def _scale(call: "EffectCall", child: "Medium") -> float:
    """Of the wall when a picture is seen whole."""
    from dragonet.sxml.render.box import Box

    aspect = child.aspect or call.box.aspect
    whole = Box.around(0, 0, 1, 1).filled(aspect)
    return max(_LEAST, call.box.scaled(_SIZE).fitted(aspect).width / whole.width)


def _open(call: "EffectCall", child: "Medium") -> "Box":
    """How large a picture is on the wall when it is seen whole: it covers its square, unless it is
    so long that the wall would be too small."""
    fitted = call.box.scaled(_SIZE).fitted(child.aspect or call.box.aspect)
    return fitted.scaled(1 / _scale(call, child))


def _between(one: "Box", two: "Box", share: float) -> "Box":
    from dragonet.sxml.render.box import Box

    width = one.width + (two.width - one.width) * share
    return Box.around(*one.center, width, one.height + (two.height - one.height) * share)


SQUARE = Look(
    "effect",
    "square",
    "On a wall of squares the camera goes from one picture to the next.",
    (CAMERA.but(summary="Where it goes first."), BEHIND),
    children=(1, 100),
    turns=True,
    render=_draw,
    cost=9,
    moves=lambda _: True,
)
