"""A picture of two colours and those between."""

from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    import skia

    from dragonet.sxml.render.colours import LUMA, linear, within

    black, white = call.values["blackColor"], call.values["whiteColor"]
    rows = []
    for low, high in zip(black, white, strict=True):
        step = (high - low) / 255
        rows.append([*(step * share for share in LUMA), 0.0, low / 255])
    if black[3] == white[3] == 255:
        rows[3] = [0.0, 0.0, 0.0, 1.0, 0.0]
        paint = skia.Paint(ColorFilter=linear(rows))
    else:
        paint = skia.Paint(ImageFilter=within(linear(rows)))
    with pen.group(paint) as tinted:
        content(tinted)


TINT = Look(
    "filter",
    "tint",
    "By its brightness (BT.709) each point becomes a colour between two.",
    (
        Attribute("blackColor", values.COLOUR, "What black becomes.", "#000000"),
        Attribute("whiteColor", values.COLOUR, "What white becomes.", "#ffffff"),
    ),
    render=_draw,
    cost=7,
    covers=lambda given: given["blackColor"][3] == given["whiteColor"][3] == 255,
)
