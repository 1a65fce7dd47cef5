"""A picture that grows."""

from typing import TYPE_CHECKING, Any

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.types import choice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


_SMALLEST = 1e-4


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    from dragonet.sxml.render import matrices
    from dragonet.sxml.render.easing import smooth

    start, end, (x, y) = (call.values[name] for name in ("zoomStart", "zoomEnd", "center"))
    if call.values["direction"] == "negative":
        start, end = end, start
    zoom = start + (end - start) * smooth(call.progress)
    if zoom < _SMALLEST:
        return
    larger = pen.larger(max(start, end) / zoom)
    larger = larger.moving() if start != end and 0 < call.progress < 1 else larger
    at = call.box.left + x * call.box.width, call.box.top - y * call.box.height
    with larger.moved(matrices.about(matrices.scale(zoom, zoom, zoom), *at)) as moved:
        content(moved)


def _covers(given: "Mapping[str, Any]") -> bool:
    inside = all(0 <= place <= 1 for place in given["center"])
    return inside and min(given["zoomStart"], given["zoomEnd"]) >= 1


GROW = Look(
    "filter",
    "grow",
    "Grows or shrinks over the filter's time, starting and ending at rest.",
    (
        Attribute("zoomStart", values.AMOUNT, "Size at the start, 1 as large as it is.", "0.0"),
        Attribute("zoomEnd", values.AMOUNT, "Size at the end.", "1.0"),
        Attribute(
            "direction",
            choice("positive", "negative"),
            "`negative` goes from the end to the start: it shrinks.",
            "positive",
        ),
        Attribute(
            "center", values.COUPLE, "What stays, in fractions from left and top.", "0.5,0.5"
        ),
    ),
    render=_draw,
    cost=6,
    moves=lambda given: given["zoomStart"] != given["zoomEnd"],
    covers=_covers,
)
