"""A border."""

from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.types import number

if TYPE_CHECKING:
    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    width = call.values["width"] * call.box.height
    with pen.together() as whole:
        _framed(whole, content, call, width)


def _framed(pen: "Pen", content: "Content", call: "FilterCall", width: float) -> None:
    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.framing import Shot, stretched

    box = call.box
    inner = Box(box.left + width, box.bottom + width, box.right - width, box.top - width)
    if inner.width > 0 and inner.height > 0:
        lap = min(width, box.height / max(1.0, pen.pixels(box)))  # so that nothing shows between
        under = Box.around(*box.center, inner.width + 2 * lap, inner.height + 2 * lap)
        Shot(under, under.filled(box.aspect)).draw(pen, stretched(content, box), 0.0)
    if width > 0:
        _border(pen, box, inner, call)


def _border(pen: "Pen", box: "Box", inner: "Box", call: "FilterCall") -> None:
    import skia

    from dragonet.sxml.render.colours import colour
    from dragonet.sxml.render.pen import rect

    paint = skia.Paint(AntiAlias=pen.screen.smooth)
    paint.setColor4f(colour(call.values["color"]))
    outside = skia.RRect.MakeRect(rect(box))
    pen.canvas.drawDRRect(outside, skia.RRect.MakeRect(rect(inner)), paint)


FRAME = Look(
    "filter",
    "frame",
    "A border; the picture shrinks to fit inside it.",
    (
        Attribute("width", number(0, 0.5), "Width of the border, in picture heights.", "0.03"),
        Attribute("color", values.COLOUR, "Colour of the border.", "#ffffff"),
    ),
    render=_draw,
    cost=4,
)
