"""Pictures that slide off the screen or onto it."""

from collections.abc import Callable, Iterator

import skia

from dragonet.sxml.render import matrices
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content, TransitionCall
from dragonet.sxml.render.dissolve import dissolve
from dragonet.sxml.render.easing import smooth, swift
from dragonet.sxml.render.pen import Pen, rect

Way = tuple[float, float]
"""Of a picture from its place to where nothing of it is on the screen."""

_SIDES = {
    "left": (-1.0, 0.0),
    "right": (1.0, 0.0),
    "up": (0.0, 1.0),
    "down": (0.0, -1.0),
    "negative": (-1.0, 0.0),
    "positive": (1.0, 0.0),
    "static": (0.0, 0.0),
}

_SHADOW = 0.12
"""Width of a shadow, as a part of the screen's shorter side."""

_DARK = 0.4
"""Opacity of a shadow at its darkest."""


def way(direction: str | Way, box: Box) -> Way | None:
    """The shortest way off the screen in a direction, a word or a vector; None if it is static."""
    x, y = _SIDES[direction] if isinstance(direction, str) else direction
    longest = max(abs(x), abs(y))
    if longest == 0:
        return None
    x, y = x / longest, y / longest
    length = 1 / max(abs(x) / box.width, abs(y) / box.height)
    return x * length, y * length


def directed(
    pen: Pen,
    first: Content,
    second: Content,
    call: TransitionCall,
    moved: Callable[[Pen, Way, float], None],
) -> None:
    """Let `moved` draw on the screen alone, told the way and the eased share of it that is done.

    A transition without direction is a crossfade.
    """
    found = way(call.values["direction"], call.box)
    if found is None:
        dissolve(pen, first, second, call.progress, opaque=call.opaque)
        return
    with pen.clipped(call.box) as inner:
        moved(inner, found, swift(call.progress))


def shifted(pen: Pen, content: Content, box: Box, way: Way, share: float) -> None:
    """Draw what fills the box, moved by a share of the way."""
    step = matrices.translate(way[0] * share, way[1] * share)
    with pen.moved(step) as moved, moved.clipped(box) as inside:
        content(inside)


def fringe(pen: Pen, content: Content, box: Box, way: Way, share: float) -> None:
    """Draw the rim of what is moved so that it goes on for two pixels where the next one follows.

    Two smooth edges that meet would let what is behind shine through.
    """
    pixel = box.height / max(1.0, pen.pixels(box))
    x, y = way
    along = (x, 0.0) if abs(x) / box.width >= abs(y) / box.height else (0.0, y)
    step = -2 * pixel / max(abs(along[0]), abs(along[1]))
    seam = _edge(moved_box(box, way, share), along, 4 * pixel)
    with pen.clipped(seam) as inside:
        shift = (x * share + along[0] * step, y * share + along[1] * step)
        with inside.moved(matrices.translate(*shift)) as moved:
            content(moved)


def shadow(pen: Pen, box: Box, way: Way, share: float) -> None:
    """Draw the shadow that a picture on top, moved by a share of the way, casts beside itself."""
    dark = _DARK * smooth(4 * (1 - abs(share)))
    width = _SHADOW * min(box.width, box.height)
    for edge, start, end in _shades(moved_box(box, way, share), way, share, width):
        colours = [skia.Color4f(0, 0, 0, dark * part * pen.alpha) for part in _FALL]
        points = [skia.Point(*start), skia.Point(*end)]
        shader = skia.GradientShader.MakeLinear(points, [colour.toColor() for colour in colours])
        pen.canvas.drawRect(rect(edge), skia.Paint(Shader=shader, Dither=True))


_FALL = [(1 - step / 8) ** 2.2 for step in range(9)]
"""Of a shadow's darkness, from its edge outwards."""


def moved_box(box: Box, way: Way, share: float) -> Box:
    """Where a box is that has gone a share of a way."""
    x, y = way[0] * share, way[1] * share
    return Box(box.left + x, box.bottom + y, box.right + x, box.top + y)


def _edge(box: Box, way: Way, width: float) -> Box:
    """A strip around the side of a box that is last on the way."""
    (x, y), half = way, width / 2
    if x:
        side = box.left if x > 0 else box.right
        return Box(side - half, box.bottom, side + half, box.top)
    side = box.bottom if y > 0 else box.top
    return Box(box.left, side - half, box.right, side + half)


def _shades(box: Box, way: Way, share: float, width: float) -> Iterator[tuple[Box, Way, Way]]:
    """Strips beside the sides of a moved box that are on the screen, and where they begin and end:
    a picture that is left of its place shows its right side."""
    x, y = way[0] * share, way[1] * share
    if x:
        side, end = (box.left, box.left - width) if x > 0 else (box.right, box.right + width)
        yield Box(min(side, end), box.bottom, max(side, end), box.top), (side, 0.0), (end, 0.0)
    if y:
        side, end = (box.bottom, box.bottom - width) if y > 0 else (box.top, box.top + width)
        yield Box(box.left, min(side, end), box.right, max(side, end)), (0.0, side), (0.0, end)
