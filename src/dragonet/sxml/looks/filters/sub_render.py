"""A picture of its own."""

from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    height = call.values["height"]
    if height is None:
        from dragonet.sxml.render.veils import hidden

        with pen.clipped(hidden(pen, call.box)) as inside, inside.group() as whole:
            content(whole)
        return
    import skia

    lines = max(1.0, height * call.box.height / 2)  # of the box; the screen is 2 high
    share = lines % 1
    if share < _SAME or share > 1 - _SAME:
        _coarse(pen, content, call, round(lines))
        return
    with pen.group() as whole:  # between two whole numbers it is mixed of both, and never jumps
        _coarse(whole.faded(1 - share), content, call, int(lines))
        with whole.group(skia.Paint(BlendMode=skia.BlendMode.kPlus)) as added:
            _coarse(added.faded(share), content, call, int(lines) + 1)


_SAME = 0.01
"""Of a line: as good as a whole number of them."""


def _coarse(pen: "Pen", content: "Content", call: "FilterCall", lines: int) -> None:
    from dragonet.sxml.render.sheet import density, sheet

    seen = density(pen, call.box)
    sides = (seen[0] * call.box.width, lines * call.box.aspect), (seen[1] * call.box.height, lines)
    shrink = [max(1.0, pixels) / max(1, round(min(pixels, own))) for pixels, own in sides]
    made = sheet(pen, content, call.box, (0.0, 0.0), (shrink[0], shrink[1]), whole=True)
    if made is not None:
        made.put(pen)


SUB_RENDER = Look(
    "filter",
    "subRender",
    "Draws what it is on as a picture of its own, cut at its box, and then that.",
    (
        Attribute(
            "height",
            values.POSITIVE,
            "Lines of that picture if it were as high as the screen; fewer are softer. Without "
            "it, as many as are seen.",
        ),
    ),
    render=_draw,
    cost=3,
    covers=lambda _: True,
)
