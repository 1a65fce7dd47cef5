"""One picture fades into the other."""

from typing import TYPE_CHECKING

from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    from dragonet.sxml.render.dissolve import dissolve

    dissolve(pen, first, second, call.progress, opaque=call.opaque)


CROSSFADE = Look(
    "transition",
    "crossfade",
    "One fades into the other.",
    render=_draw,
    cost=6,
    covers=lambda _: True,
)
