"""Letters with a fill, a stroke, shadows and glows: what `distancecolor` draws."""

import math
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import Any

import skia

from dragonet.sxml.render import colours, rest
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.text import near, soft
from dragonet.sxml.render.text.letters import Letters
from dragonet.sxml.render.text.shown import Shown
from dragonet.sxml.render.text.soft import Soft
from dragonet.sxml.values import Colour

STYLES = ("dropShadow", "innerShadow", "outerGlow", "innerGlow")
REACH = 1 / 160
"""Of one of `distanceWidth`, in heights of the letters: the 40 of most documents are a quarter."""
_OFFSET = 0.05, -0.05
"""Of a shadow whose place is not given, in heights of the letters."""


def draw(pen: Pen, letters: Letters, values: Mapping[str, Any], given: Collection[str]) -> None:
    """Draw a text, and what is behind it, as a `distancecolor` says.

    A shadow or glow shows once one of its attributes is `given`.
    """
    if "color" not in given:
        values = {**values, "color": letters.colour}
    names = asked(given)
    content = partial(_draw, letters=letters, values=values, names=names)
    if letters.offset is not None or letters.pieces(pen.time) is not None:
        content(pen)
        return
    bounds = letters.bounds.makeOutset(*[reach(values, letters.height, names)] * 2)
    rest.draw(pen, bounds, (letters.mark, names, *values.values()), content)


def asked(given: Iterable[str]) -> frozenset[str]:
    """Those of `STYLES` of which a document sets an attribute."""
    return frozenset(style for style in STYLES if any(name.startswith(style) for name in given))


def _draw(pen: Pen, letters: Letters, values: Mapping[str, Any], names: frozenset[str]) -> None:
    shown = letters.pieces(pen.time)
    if pen.alpha < 1 and (letters.background or shown):
        with pen.group() as whole:
            _draw(whole, letters, values, names)
        return
    if letters.background:
        letters.background(pen)
    with letters.moved(pen):
        if shown is None:
            draw_styled(pen, letters.block.outline, values, letters.height, names)
        else:
            _pieces(pen, shown, letters, values, names)


def _pieces(
    pen: Pen, shown: Shown, letters: Letters, values: Mapping[str, Any], names: frozenset[str]
) -> None:
    """What is behind any of the letters first, as if they were drawn together."""
    for piece in shown.whole if shown.whole is not None else shown.pieces:
        with piece.placed(pen) as own, own.together() as together:
            drawn = _Letters(piece.path, near.before(own, piece.path), values, letters.height)
            drawn.draw_behind(together, names, around=own.alpha < 1)
    for piece in shown.pieces:
        tinted = {**values, "color": piece.colour(values["color"])}
        with piece.placed(pen) as own, own.together() as together:
            drawn = _Letters(piece.path, near.before(own, piece.path), tinted, letters.height)
            drawn.draw_front(together, names)


def reach(values: Mapping[str, Any], height: float, names: frozenset[str]) -> float:
    """How far around the letters anything is drawn."""
    unit = values["distanceWidth"] * REACH * height
    far = 0.0
    if "dropShadow" in names:
        far = math.hypot(*offset(values, "dropShadow", height))
        far += values["dropShadowWidth"] * height + 1.5 * values["dropShadowBlurWidth"] * unit
    if "outerGlow" in names:
        glow = values["outerGlowWidth"] + 1.5 * values["outerGlowBlurWidth"]
        far = max(far, glow * unit)
    return float(far + values["strokeWidth"] * unit)


def draw_styled(
    pen: Pen, outline: skia.Path, values: Mapping[str, Any], height: float, shown: frozenset[str]
) -> None:
    """Draw letters as the values of a `distancecolor` say.

    Args:
        pen: in whose space it is.
        outline: the letters.
        values: of the filter.
        height: of the letters, one em.
        shown: those of `STYLES` that are asked for.
    """
    if outline.isEmpty():
        return
    letters = _Letters(outline, near.before(pen, outline), values, height)
    if pen.alpha < 1:
        with pen.group() as whole:
            letters.draw(whole, shown)
    else:
        letters.draw(pen, shown)


class _Letters:
    """One drawing of letters."""

    def __init__(
        self, outline: skia.Path, front: skia.Path, values: Mapping[str, Any], height: float
    ) -> None:
        self.outline, self.front = outline, front
        self.values = values
        self.height = height
        self.reach = values["distanceWidth"] * REACH * height
        visible = values["strokeOpacity"] > 0 and values["strokeColor"].alpha > 0
        self.stroke = values["strokeWidth"] * self.reach if visible else 0.0

    def draw(self, pen: Pen, shown: frozenset[str]) -> None:
        """From the back to the front."""
        self.draw_behind(pen, shown)
        self.draw_front(pen, shown)

    def draw_behind(self, pen: Pen, shown: frozenset[str], around: bool = False) -> None:
        """What is outside the letters; with `around` it is not seen through them."""
        pen.canvas.save()
        if around and self.values["fillOpacity"] > 0:
            pen.canvas.clipPath(self.front, skia.ClipOp.kDifference, pen.screen.smooth)
        if "dropShadow" in shown:
            self._drop_shadow(pen)
        if "outerGlow" in shown:
            self._outer_glow(pen)
        self._edge(pen)
        pen.canvas.restore()

    def draw_front(self, pen: Pen, shown: frozenset[str]) -> None:
        """The letters, and what is inside them."""
        self._fill(pen)
        inside = shown & {"innerShadow", "innerGlow"}
        if inside:
            pen.canvas.save()
            pen.canvas.clipPath(self.front, doAntiAlias=pen.screen.smooth)
            if "innerShadow" in inside:
                self._inner_shadow(pen)
            if "innerGlow" in inside:
                self._inner_glow(pen)
            pen.canvas.restore()

    def _fill(self, pen: Pen) -> None:
        opacity = self.values["fillOpacity"]
        if opacity > 0:
            pen.canvas.drawPath(self.front, _paint(pen, self.values["color"], opacity))

    def _edge(self, pen: Pen) -> None:
        """The stroke, all of it outside; what is inside is hidden by the fill."""
        if self.stroke <= 0:
            return
        paint = _paint(pen, self.values["strokeColor"], self.values["strokeOpacity"])
        _widen(paint, self.stroke, skia.Paint.kStroke_Style)
        pen.canvas.save()
        if self.values["fillOpacity"] < 1 or self.values["color"].alpha < 255:
            pen.canvas.clipPath(self.front, skia.ClipOp.kDifference, pen.screen.smooth)
        pen.canvas.drawPath(self.front, paint)
        pen.canvas.restore()

    def _drop_shadow(self, pen: Pen) -> None:
        grow = self.values["dropShadowWidth"] * self.height + self.stroke
        sigma = self.values["dropShadowBlurWidth"] * self.reach / 2
        x, y = offset(self.values, "dropShadow", self.height)
        self._behind(pen, "dropShadow", grow, sigma, (x, y))

    def _outer_glow(self, pen: Pen) -> None:
        blur = self.values["outerGlowBlurWidth"] * self.reach
        # as of light: strongest at the letters, and with a long end
        grow = self.values["outerGlowWidth"] * self.reach + 0.25 * blur + self.stroke
        self._behind(pen, "outerGlow", grow, 0.3 * blur, (0.0, 0.0))

    def _behind(
        self, pen: Pen, name: str, grow: float, sigma: float, offset: tuple[float, float]
    ) -> None:
        colour, opacity = self.values[f"{name}Color"], self.values[f"{name}Opacity"]
        if opacity <= 0:
            return
        if sigma > 0:
            shape = Soft(grow, sigma, colour._replace(alpha=255))
            soft.draw(pen, self.outline, shape, offset, opacity * colour.alpha / 255)
            return
        paint = _paint(pen, colour, opacity)
        _widen(paint, grow, skia.Paint.kStrokeAndFill_Style)
        pen.canvas.save()
        pen.canvas.translate(*offset)
        pen.canvas.drawPath(self.front, paint)
        pen.canvas.restore()

    def _inner_shadow(self, pen: Pen) -> None:
        grow = -self.values["innerShadowWidth"] * self.height
        sigma = self.values["innerShadowBlurWidth"] * self.reach / 2
        self._within(
            pen, "innerShadow", grow, sigma, offset(self.values, "innerShadow", self.height)
        )

    def _inner_glow(self, pen: Pen) -> None:
        blur = self.values["innerGlowBlurWidth"] * self.reach
        grow = -(self.values["innerGlowWidth"] * self.reach + blur / 2)
        self._within(pen, "innerGlow", grow, blur / 3, (0.0, 0.0))

    def _within(
        self, pen: Pen, name: str, grow: float, sigma: float, offset: tuple[float, float]
    ) -> None:
        colour, opacity = self.values[f"{name}Color"], self.values[f"{name}Opacity"]
        shape = Soft(grow, sigma, colour._replace(alpha=255), True, math.hypot(*offset))
        soft.draw(pen, self.outline, shape, offset, opacity * colour.alpha / 255)


def offset(values: Mapping[str, Any], name: str, height: float) -> tuple[float, float]:
    """Of a shadow, in the pen's space: its position, else angle and distance."""
    position = values[f"{name}Position"]
    angle, distance = values[f"{name}Angle"], values[f"{name}Distance"]
    if position is None and (angle is not None or distance is not None):
        turn = math.radians(-45.0 if angle is None else angle)
        length = math.hypot(*_OFFSET) if distance is None else distance
        position = math.cos(turn) * length, math.sin(turn) * length
    x, y = position or _OFFSET
    return x * height, y * height


def _paint(pen: Pen, colour: Colour, opacity: float) -> skia.Paint:
    paint = skia.Paint(AntiAlias=pen.screen.smooth)
    paint.setColor4f(colours.colour(colour, opacity))
    return paint


def _widen(paint: skia.Paint, width: float, style: skia.Paint.Style) -> None:
    """Make it draw that much around letters; their overlaps count once."""
    if width > 0:
        paint.setStyle(style)
        paint.setStrokeWidth(2 * width)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
