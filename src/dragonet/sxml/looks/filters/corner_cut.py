"""Corners that are cut off."""

import math
from typing import TYPE_CHECKING

from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.types import number

if TYPE_CHECKING:
    import skia

    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.calls import Content, FilterCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", content: "Content", call: "FilterCall") -> None:
    box = call.box
    cut = min(call.values["width"] * box.height, box.width / 2)
    radius = call.values["diameter"] * box.height / 2
    if cut <= 0 and radius <= 0:
        content(pen)
        return
    pen.canvas.save()
    try:
        pen.canvas.clipPath(_path(_corners(box, cut), radius), doAntiAlias=pen.screen.smooth)
        with pen.group() as whole:
            content(whole)
    finally:
        pen.canvas.restore()


def _corners(box: "Box", cut: float) -> list[tuple[float, float]]:
    """Of what is left, around it."""
    left, bottom, right, top = box.left, box.bottom, box.right, box.top
    around = [
        *((left, bottom + cut), (left, top - cut), (left + cut, top), (right - cut, top)),
        *((right, top - cut), (right, bottom + cut), (right - cut, bottom), (left + cut, bottom)),
    ]
    return [point for place, point in enumerate(around) if point != around[place - 1]]


def _path(corners: list[tuple[float, float]], radius: float) -> "skia.Path":
    """A line around them; at each it is as round as its sides allow."""
    import skia

    count = len(corners)
    path = skia.Path()
    path.moveTo(*_middle(corners[-1], corners[0]))
    for place, corner in enumerate(corners):
        before, after = corners[place - 1], corners[(place + 1) % count]
        shorter = min(math.dist(before, corner), math.dist(corner, after)) / 2
        one, two = (math.atan2(to[1] - corner[1], to[0] - corner[0]) for to in (before, after))
        half = abs(math.remainder(two - one, math.tau)) / 2
        path.arcTo(*corner, *after, min(radius, shorter * math.tan(half)))
    path.close()
    return path


def _middle(one: tuple[float, float], two: tuple[float, float]) -> tuple[float, float]:
    return (one[0] + two[0]) / 2, (one[1] + two[1]) / 2


CORNER_CUT = Look(
    "filter",
    "cornerCut",
    "Cuts the corners off, straight or round.",
    (
        Attribute("width", number(0, 0.5), "How far from a corner, in picture heights.", "0.1"),
        Attribute(
            "diameter",
            number(0, 1),
            "How round the corners are that are left, in picture heights; with a `width` of 0 "
            "those of the picture.",
            "0.0",
        ),
    ),
    render=_draw,
    cost=4,
    covers=lambda given: given["width"] == given["diameter"] == 0,
)
