"""The picture as it is."""

from typing import TYPE_CHECKING

from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import EffectCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", call: "EffectCall") -> None:
    from dragonet.sxml.render import adapters

    (child,) = call.children
    adapters.still("zoomAdapter", call.box, child.aspect).draw(pen, child.draw, 0.0)


NONE = Look(
    "effect",
    "none",
    "The picture fills the screen and stays.",
    children=(1, 1),
    render=_draw,
    cost=3,
    covers=lambda _: True,
)
