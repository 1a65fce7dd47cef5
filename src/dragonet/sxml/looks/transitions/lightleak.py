"""Light falls into the camera, as on film: it washes over one picture and leaves the other."""

from typing import TYPE_CHECKING

from dragonet.sxml.look import Look
from dragonet.sxml.looks.transitions.move import WHERE

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen

_SOFT = 1.1
"""Width over which one picture becomes the other below the light, of half the screen."""

_BEYOND = 1.9
"""How far from the middle the light begins and ends, likewise."""


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    from dragonet.sxml.render import edges, leak, reveal
    from dragonet.sxml.render.dissolve import dissolve
    from dragonet.sxml.render.easing import gentle, smooth

    course = edges.course(call)
    if course is None:
        dissolve(pen, first, second, call.progress, opaque=call.opaque)
        return
    box = call.box
    direction, start, end = course
    half = (end - start) / 2
    front = _BEYOND * (2 * gentle(call.progress) - 1)
    soft = _SOFT * half
    place = (start + end) / 2 + front * half + soft / 2

    def mask(inner: "Pen") -> None:
        edges.half(inner, direction, place, soft)

    reveal.revealed(pen, first, second, mask, box, opaque=call.opaque)
    strength = smooth(5 * min(call.progress, 1 - call.progress))
    with pen.clipped(box) as inner:
        leak.washed(inner, box, direction, front, strength, seed=call.seed)


LIGHTLEAK = Look(
    "transition",
    "lightleak",
    "Warm light washes over the first, as on film, and leaves the second.",
    (WHERE.but(default="right", summary="Where the light goes to, as for `move`."),),
    render=_draw,
    cost=20,
    covers=lambda _: True,
)
