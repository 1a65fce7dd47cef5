"""Several pictures as one."""

from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    opacity = call.values["fillOpacity"]
    with pen.together() as whole:
        content(whole)
        if opacity > 0:
            for child in call.children:
                child.draw(whole.faded(opacity), call.box)


COMBINE = Look(
    "filter",
    "combine",
    "Draws its children over the picture, each as large as it; filters after it work on all of "
    "them together.",
    (Attribute("fillOpacity", values.UNIT, "Opacity of the children.", "1.0"),),
    children=(1, 100),
    render=_draw,
    cost=5,
    covers=lambda _: True,
)
