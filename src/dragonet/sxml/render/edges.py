"""Soft edges, lines of light, and shade, for pictures that uncover each other."""

import math
from collections.abc import Iterator
from contextlib import contextmanager

import skia

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import TransitionCall
from dragonet.sxml.render.pen import Pen, rect
from dragonet.sxml.render.shift import way

_FAR = 1e3
"""Outside of any screen."""

_RAMP = [(step / 8) ** 2 * (3 - step / 4) for step in range(9)]
"""How a soft edge goes from nothing to all."""

_WHITE = skia.Paint(Color=skia.ColorWHITE)


def soft_stops(width: float) -> tuple[list[int], list[float]]:
    """Colours and places of a gradient that is white up to 1 − width and clear from 1 on."""
    colours = [skia.Color4f(1, 1, 1, 1 - share).toColor() for share in _RAMP]
    places = [1 - width + width * step / 8 for step in range(9)]
    return colours, places


def half(pen: Pen, direction: tuple[float, float], place: float, width: float) -> None:
    """White up to `place` along a direction of length 1, soft over `width` before it."""
    with along(pen, direction) as turned:
        start = place - width
        turned.drawRect(skia.Rect.MakeLTRB(-_FAR, -_FAR, start, _FAR), _WHITE)
        points = [skia.Point(start, 0), skia.Point(place, 0)]
        shader = skia.GradientShader.MakeLinear(points, soft_stops(1.0)[0])
        band = skia.Rect.MakeLTRB(start - 0.1 * width, -_FAR, place, _FAR)
        turned.drawRect(band, skia.Paint(Shader=shader))


def disc(canvas: skia.Canvas, x: float, y: float, radius: float, soft: float) -> None:
    """A white disc, soft over the last part of its radius."""
    hard = radius - soft
    if hard > 0:
        canvas.drawCircle(x, y, hard, skia.Paint(Color=skia.ColorWHITE, AntiAlias=True))
    colours, places = soft_stops(soft / radius)
    if places[0] > 1e-6:
        colours, places = [colours[0], *colours], [0.0, *places]
    shader = skia.GradientShader.MakeRadial(skia.Point(x, y), radius, colours, places)
    inner = max(0.0, hard - 0.1 * soft)
    style = skia.Paint.kStroke_Style
    paint = skia.Paint(Shader=shader, Style=style, StrokeWidth=radius - inner, AntiAlias=True)
    canvas.drawCircle(x, y, (radius + inner) / 2, paint)


def glow(
    pen: Pen, direction: tuple[float, float], place: float, width: float, bright: float
) -> None:
    """A line of light across a direction, brightest at `place`, `width` to either side."""
    with along(pen, direction) as turned:
        falls = [(1 - abs(step - 8) / 8) ** 3 for step in range(17)]
        colours = [skia.Color4f(1, 1, 1, bright * pen.alpha * fall).toColor() for fall in falls]
        points = [skia.Point(place - width, 0), skia.Point(place + width, 0)]
        shader = skia.GradientShader.MakeLinear(points, colours)
        band = skia.Rect.MakeLTRB(place - width, -_FAR, place + width, _FAR)
        turned.drawRect(band, skia.Paint(Shader=shader, Dither=True))


def span(box: Box, direction: tuple[float, float]) -> tuple[float, float]:
    """Where a box begins and ends along a direction of length 1."""
    x, y = direction
    ends = [u * x + v * y for u in (box.left, box.right) for v in (box.bottom, box.top)]
    return min(ends), max(ends)


def course(call: TransitionCall) -> tuple[tuple[float, float], float, float] | None:
    """The direction of a transition, of length 1, and where the screen begins and ends along it;
    None if it is static."""
    found = way(call.values["direction"], call.box)
    if found is None:
        return None
    length = math.hypot(*found)
    direction = found[0] / length, found[1] / length
    return direction, *span(call.box, direction)


def shaded(pen: Pen, box: Box, dark: float) -> None:
    """Darken what is in a box by a share."""
    if dark > 0:
        colour = skia.Color4f(0, 0, 0, dark * pen.alpha)
        pen.canvas.drawRect(rect(box), skia.Paint(AntiAlias=True, Color4f=colour))


@contextmanager
def along(pen: Pen, direction: tuple[float, float]) -> Iterator[skia.Canvas]:
    """The canvas turned so that x goes along a direction."""
    pen.canvas.save()
    pen.canvas.rotate(math.degrees(math.atan2(direction[1], direction[0])))
    try:
        yield pen.canvas
    finally:
        pen.canvas.restore()
