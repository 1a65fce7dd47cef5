"""A rectangle to show a picture on."""

from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.framing import Shot, stretched

    box, given = call.box, call.values
    (x, y), aspect = given["center"], given["aspectRatio"]
    at = box.left + x * box.width, box.top - y * box.height
    frame = Box.around(*at, given["width"] * box.width, given["height"] * box.height)
    if frame.width > 0 and frame.height > 0:
        frame = frame.fitted(aspect)
        base = frame if aspect is None else frame.filled(box.aspect)
        with pen.together() as whole:
            Shot(frame, base).draw(whole, stretched(content, box), 0.0)


QUAD = Look(
    "filter",
    "quad",
    "Puts the picture onto a rectangle inside its box, stretched unless the rectangle has an "
    "aspect of its own, which it then fills.",
    (
        Attribute(
            "center", values.COUPLE, "Its middle, in fractions from left and top.", "0.5,0.5"
        ),
        Attribute("width", values.AMOUNT, "Its width, 1 that of the box.", "1.0"),
        Attribute("height", values.AMOUNT, "Its height, 1 that of the box.", "1.0"),
        Attribute(
            "aspectRatio",
            values.POSITIVE,
            "Width over height: it is the largest such one within those; the picture is cut.",
        ),
    ),
    render=_draw,
    cost=3,
)
