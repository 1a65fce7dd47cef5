"""What the filters have in common that bring a picture to the shape of its box."""

from typing import TYPE_CHECKING, Any

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.types import number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen

_ZOOM = number(0.01, 100)
_CENTER = "in fractions of the picture from its left and top."
MOVEMENT = (
    Attribute("zoomStart", _ZOOM, "Zoom at the start; 1 is the adapter's own size."),
    Attribute("zoomEnd", _ZOOM, "Zoom at the end."),
    Attribute("centerStart", values.COUPLE, f"Point in the middle at the start, {_CENTER}"),
    Attribute("centerEnd", values.COUPLE, f"Point in the middle at the end, {_CENTER}"),
)


def moves(given: "Mapping[str, Any]") -> bool:
    """Whether the document asks for a movement."""
    start, end = given["zoomStart"], given["zoomEnd"]
    far, to = given["centerStart"], given["centerEnd"]
    return (start or 1.0) != (end or 1.0) or (far or (0.5, 0.5)) != (to or (0.5, 0.5))


def fills(given: "Mapping[str, Any]") -> bool:
    """Whether an adapter that fills the box at zoom 1 fills it all the time."""
    return min(given["zoomStart"] or 1.0, given["zoomEnd"] or 1.0) >= 1


def draw(pen: "Pen", content: "Content", call: "FilterCall", name: str) -> None:
    """Move the content, which covers `call.source`, inside the box."""
    from dragonet.sxml.render.adapters import moving
    from dragonet.sxml.render.framing import stretched

    given = call.values
    shot = moving(name, call.box, call.aspect, call.duration, call.seed)
    x_start, y_start = given["centerStart"] or (None, None)
    x_end, y_end = given["centerEnd"] or (None, None)
    shot = shot.between(
        zoom_start=given["zoomStart"],
        zoom_end=given["zoomEnd"],
        x_start=x_start,
        y_start=y_start,
        x_end=x_end,
        y_end=y_end,
    )
    shot.draw(pen, stretched(content, call.source), call.progress)
