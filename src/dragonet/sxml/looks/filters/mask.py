"""Shows only what a mask lets through."""

from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look

if TYPE_CHECKING:
    import skia

    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen
    from dragonet.sxml.values import Colour


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    import skia

    from dragonet.sxml.render.veils import hidden

    (mask,) = call.children
    key = _key(call.values["opaqueColor"], call.values["transparentColor"])
    paint = skia.Paint(BlendMode=skia.BlendMode.kDstIn, ImageFilter=key)
    with pen.group() as whole:
        content(whole)
        with whole.group(paint) as cut:
            mask.draw(cut, hidden(pen, call.box))


def _key(opaque: "Colour", clear: "Colour") -> "skia.ImageFilter":
    """From a picture to its opacity times how far its colour is on the way between the two."""
    from dragonet.sxml.render.colours import linear, within

    way = [(one - other) / 255 for one, other in zip(opaque[:3], clear[:3], strict=True)]
    length = sum(step * step for step in way)
    if length == 0:  # the same colour twice: all of it shows
        share = [0.0, 0.0, 0.0, 0.0, 1.0]
    else:
        share = [step / length for step in way]
        at_clear = sum(one * value / 255 for one, value in zip(share, clear[:3], strict=True))
        share = [*share, 0.0, -at_clear]
    black = [0.0] * 5
    return within(linear([black, black, black, share]))


MASK = Look(
    "filter",
    "mask",
    "Shows what its child, the mask, makes opaque: as far as its colour is on the way between two, "
    "and it is opaque itself.",
    (
        Attribute("opaqueColor", values.COLOUR, "Colour of the mask that shows.", "#ffffff"),
        Attribute("transparentColor", values.COLOUR, "Colour of the mask that hides.", "#000000"),
    ),
    children=(1, 1),
    render=_draw,
    cost=15,
)
