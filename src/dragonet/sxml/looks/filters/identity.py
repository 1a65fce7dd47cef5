"""No change."""

from typing import TYPE_CHECKING

from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    content(pen)


IDENTITY = Look(
    "filter", "identity", "Changes nothing.", render=_draw, cost=3, covers=lambda _: True
)
