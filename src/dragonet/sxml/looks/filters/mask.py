"""Shows only what a mask lets through."""

from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    import skia

    from dragonet.sxml.render.colours import linear, within
    from dragonet.sxml.render.pen import rect
    from dragonet.sxml.render.veils import hidden

    (mask,) = call.children
    opaque, clear = call.values["opaqueColor"][:3], call.values["transparentColor"][:3]
    shown = linear([[0.0] * 5, [0.0] * 5, [0.0] * 5, _share(opaque, clear)])
    paint = skia.Paint(BlendMode=skia.BlendMode.kDstIn)
    # What the mask leaves open hides, as what is clear does, and no colour is beyond the two.
    quick = opaque != clear and {*opaque, *clear} <= {0, 255}
    if quick:
        paint.setColorFilter(shown)
    else:
        paint.setImageFilter(within(shown))
    with pen.group() as whole:
        content(whole)
        with whole.group(paint) as cut:
            if quick:
                cut.canvas.clear(skia.Color(*(int(channel) for channel in clear)))
            box = hidden(pen, call.box)
            if call.drawn and any(clear):
                cut.canvas.drawRect(rect(box), skia.Paint(Color=skia.ColorBLACK))
            mask.draw(cut, box)


def _share(opaque: "tuple[float, ...]", clear: "tuple[float, ...]") -> list[float]:
    """How far a colour is on the way between two, as a sum of its channels and a constant."""
    way = [(one - other) / 255 for one, other in zip(opaque, clear, strict=True)]
    length = sum(step * step for step in way)
    if length == 0:  # the same colour twice: all of it shows
        return [0.0, 0.0, 0.0, 0.0, 1.0]
    share = [step / length for step in way]
    at_clear = sum(one * value / 255 for one, value in zip(share, clear, strict=True))
    return [*share, 0.0, -at_clear]


MASK = Look(
    "filter",
    "mask",
    "Shows what its child, the mask, makes opaque: as far as its colour is on the way between two, "
    "and it is opaque itself. A node is seen on black, as on a screen of its own: swap the two "
    "colours, and white letters become holes.",
    (
        Attribute("opaqueColor", values.COLOUR, "Colour of the mask that shows.", "#ffffff"),
        Attribute("transparentColor", values.COLOUR, "Colour of the mask that hides.", "#000000"),
    ),
    children=(1, 1),
    render=_draw,
    cost=11,
)
