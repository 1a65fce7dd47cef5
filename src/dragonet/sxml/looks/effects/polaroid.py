"""Instant photos that fall onto a table, one on the other."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from dragonet.sxml.look import Look
from dragonet.sxml.looks.effects.shared import BEHIND

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import EffectCall, Medium
    from dragonet.sxml.render.kept import Kept
    from dragonet.sxml.render.pen import Pen

_SECONDS = 0.9
_PART = 0.6
"""Of a picture's turn that its fall takes at most."""

_SIZE = 0.66
"""Of the screen that a picture takes at most."""

_RIM, _FOOT = 0.045, 0.17
"""White around a picture, and below it, as parts of its shorter side."""

_PAPER = 0xFFF8F6F1
_KEPT = 4
"""Photos that lie on the table at once; older ones fade."""

_TILT = 9.0
"""Degrees by which photos lie askew at most."""

_APART = 0.2
"""From the middle of the table to where a photo may lie, in half screens."""

_TURN = 2.4
"""Radians from where one lies to the next."""

_BYTES = 16 << 20
"""Of the pictures of one table."""

_piles: "WeakKeyDictionary[Medium, Kept]" = WeakKeyDictionary()
"""Tables by the first picture that falls on them."""


@dataclass(frozen=True)
class _Photo:
    """How a photo lies: where, and by how many degrees it is turned, and it falls from where."""

    x: float
    y: float
    angle: float
    spin: float


def _draw(pen: "Pen", call: "EffectCall") -> None:
    from dragonet.sxml.render import single
    from dragonet.sxml.render.easing import within

    count = len(call.children)
    turn = call.progress * count
    part = min(_PART, _SECONDS * count / call.duration) if call.duration else _PART
    newest = min(count - 1, int(turn))
    with pen.together() as all_:
        single.behind(all_, call)
        oldest = max(0, newest - _KEPT)
        gone = within((turn - oldest - _KEPT) / part)
        if 0 < gone < 1:
            _one(all_.faded(1 - gone), call, oldest, 1.0)
        oldest += gone > 0
        _pile(all_, call, range(oldest, newest))
        _one(all_, call, newest, within((turn - newest) / part))


def _pile(pen: "Pen", call: "EffectCall", lying: range) -> None:
    """Photos that lie on the table, drawn once as long as they do."""
    from dragonet.sxml.render import rest
    from dragonet.sxml.render.kept import Kept
    from dragonet.sxml.render.pen import rect

    def all_(inner: "Pen") -> None:
        for index in lying:
            _one(inner, call, index, 1.0)

    kept = _piles.setdefault(call.children[0], Kept(_BYTES))
    key = call.seed, lying, tuple(call.children[index].state(pen.time) for index in lying)
    if lying:
        rest.draw(pen, rect(call.box), key, all_, kept)


def _one(pen: "Pen", call: "EffectCall", index: int, fallen: float) -> None:
    from dragonet.sxml.render import matrices
    from dragonet.sxml.render.easing import landing, smooth

    photo = _photo(call, index)
    up = 1 - landing(fallen)
    lies = matrices.translate(photo.x, photo.y + 0.5 * up) @ matrices.scale(
        1 + 0.45 * up, 1 + 0.45 * up
    )
    turned = lies @ matrices.rotate(photo.angle + photo.spin * up)
    with pen.moved(turned) as moved, moved.faded(smooth(4 * fallen)).together() as card:
        _card(card, call, index, up)


def _card(pen: "Pen", call: "EffectCall", index: int, up: float) -> None:
    """The photo on its paper; higher up its shadow is wider."""
    import skia

    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.pen import rect
    from dragonet.sxml.render.shade import halo

    child = call.children[index]
    box = call.box.scaled(_SIZE).fitted(child.aspect or 1.0)
    short = min(box.width, box.height)
    rim, foot = _RIM * short, _FOOT * short
    paper = Box(box.left - rim, box.bottom - foot, box.right + rim, box.top + rim)
    below = Box(paper.left, paper.bottom - 0.02 - 0.1 * up, paper.right, paper.top - 0.02)
    halo(pen, below, 0.06 + 0.15 * up, 0.5 * (1 - 0.6 * up))
    pen.canvas.drawRect(rect(paper), skia.Paint(AntiAlias=True, Color=_PAPER))
    child.draw(pen.moving(), box)


def _photo(call: "EffectCall", index: int) -> _Photo:
    """Seeded, so that it lies where it fell at every moment; the last one is in the middle."""
    from dragonet.sxml.render.chance import chance

    random = chance(call.seed, index)
    side = 1 if index % 2 else -1
    angle = side * random.uniform(0.3, 1.0) * _TILT
    far = 0.0 if index == len(call.children) - 1 else _APART * random.uniform(0.5, 1.0)
    x = far * call.box.width / 2 * math.cos(_TURN * index)
    y = far * call.box.height / 2 * math.sin(_TURN * index)
    return _Photo(x, y, angle, side * random.uniform(12, 28))


POLAROID = Look(
    "effect",
    "polaroid",
    "Instant photos fall onto a table, one on the other.",
    (BEHIND.but(default="#4a4038", summary="Colour of the table."),),
    children=(1, 100),
    turns=True,
    render=_draw,
    cost=21,
    moves=lambda _: True,
)
