"""Styles of letters: fill, stroke, shadows and glows."""

from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.filters.distancemap import WIDTH

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    if call.outline is not None:
        from dragonet.sxml.render.text import style

        style.draw(pen, call.outline, call.values, call.given)
        return
    from dragonet.sxml.render.contour import contoured

    contoured(pen, content, call.box, call.values, call.given)


def _shadow(prefix: str, place: str) -> tuple[Attribute, ...]:
    unit = "in heights of the text"
    return (
        Attribute(f"{prefix}Color", values.COLOUR, f"Colour of the shadow {place}.", "#000000"),
        Attribute(f"{prefix}Opacity", values.UNIT, f"Opacity of the shadow {place}.", "1.0"),
        Attribute(f"{prefix}Position", values.COUPLE, f"Its offset x,y, y upwards, {unit}."),
        Attribute(f"{prefix}Angle", values.NUMBER, "Its direction in degrees, anti-clockwise."),
        Attribute(f"{prefix}Distance", values.AMOUNT, f"Its distance in that direction, {unit}."),
        Attribute(f"{prefix}Width", values.AMOUNT, f"How much wider it is, {unit}.", "0.0"),
        Attribute(f"{prefix}BlurWidth", values.UNIT, "0 hard to 1 soft.", "0.0"),
    )


def _glow(prefix: str, place: str) -> tuple[Attribute, ...]:
    return (
        Attribute(f"{prefix}Color", values.COLOUR, f"Colour of the glow {place}.", "#ffffff"),
        Attribute(f"{prefix}Opacity", values.UNIT, f"Opacity of the glow {place}.", "1.0"),
        Attribute(f"{prefix}Width", values.UNIT, "Width that is full, 1 the largest.", "0.0"),
        Attribute(f"{prefix}BlurWidth", values.UNIT, "Width that fades, 1 the largest.", "0.0"),
    )


DISTANCECOLOR = Look(
    "filter",
    "distancecolor",
    "Fills the letters, with a stroke, shadows and glows. A shadow or glow shows once one of its "
    "attributes is given. Other pictures have the styles around what is opaque, and keep their "
    "colours unless `color` is given.",
    (
        WIDTH,
        Attribute(
            "color",
            values.COLOUR,
            "Colour of the letters; if it is not given, the text's own.",
            "#ffffff",
        ),
        Attribute("fillOpacity", values.UNIT, "Opacity of the letters.", "1.0"),
        Attribute("strokeWidth", values.UNIT, "Width of the stroke, 1 the largest.", "0.0"),
        Attribute("strokeColor", values.COLOUR, "Colour of the stroke.", "#000000"),
        Attribute("strokeOpacity", values.UNIT, "Opacity of the stroke.", "1.0"),
        *_shadow("dropShadow", "behind the letters"),
        *_shadow("innerShadow", "inside the letters"),
        *_glow("outerGlow", "around the letters"),
        *_glow("innerGlow", "inside the letters"),
    ),
    render=_draw,
    cost=14,
)
