"""How a picture is brought to the shape of a frame, and the movements that do it."""

import math
from dataclasses import replace

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.framing import Shot, View

_ZOOM_SPEED = 0.03
"""Of a Ken Burns movement: how much larger in a second."""

_ZOOMS = (1.06, 1.18)
"""Least and most zoom at its end."""

_PAN_SPEED = 0.05
"""How much of what is seen passes in a second."""

_LONGEST_PAN = 0.3

_HEADS = 0.2
"""Where in the free height of a tall picture the middle of the movement is: where faces are."""

_LEAN = 0.7
"""How far to its side a part is that is seen at last."""

_TURN = (math.sqrt(5) - 1) / 2
"""Of a circle, from one picture's way to that of the next: neighbours never go alike."""


def still(adapter: str, frame: Box, aspect: float | None) -> Shot:
    """A picture of that aspect brought to a frame by an adapter, without movement."""
    if adapter == "none":
        return Shot(frame, frame)
    whole = adapter in ("fixedAdapter", "fitAdapter")
    return Shot(frame, frame.fitted(aspect) if whole else frame.filled(aspect))


def moving(adapter: str, frame: Box, aspect: float | None, seconds: float, seed: int) -> Shot:
    """The same with the movement of the adapter, if it has one, over some seconds.

    `seed` tells pictures apart, so that each goes another way.
    """
    shot = still(adapter, frame, aspect)
    angle = 2 * math.pi * ((seed * _TURN) % 1)
    if adapter == "panoramicAdapter":
        return replace(shot, start=View(1, 0, 1), end=View(1, 1, 0))
    if adapter == "kenburnsAdapter":
        return _kenburns(shot, seconds, (math.cos(angle), math.sin(angle)))
    return shot


def _kenburns(shot: Shot, seconds: float, way: tuple[float, float]) -> Shot:
    """In: from all that fits to a part, on the way across what does not fit."""
    zoom = min(max(1 + _ZOOM_SPEED * seconds, _ZOOMS[0]), _ZOOMS[1])
    travel = min(_PAN_SPEED * seconds, _LONGEST_PAN)
    across, up = way
    tall = shot.base.height > shot.frame.height * (1 + 1e-9)
    x = _pan(shot.frame.width / shot.base.width, 0.5, across, zoom, travel)
    # Up a tall picture, to the face; its points are counted from the top.
    y = _pan(shot.frame.height / shot.base.height, _HEADS, -abs(up) if tall else up, zoom, travel)
    return replace(shot, start=View(1, x[0], y[0]), end=View(zoom, x[1], y[1]))


def _pan(
    seen: float, middle: float, side: float, zoom: float, travel: float
) -> tuple[float, float]:
    """The first and last point in the middle, in one direction.

    `seen` is how much of the picture is seen at first; `middle` the middle of the pan in what is
    free; `side` -1 to 1 where it goes; `travel` its length in parts of what is seen.
    """
    inner = (seen - seen / zoom) / 2
    free = 1 - seen
    if free < 1e-9:
        return 0.5, 0.5 + _LEAN * inner * side
    pan = math.copysign(min(free, travel * seen) / 2, side)
    center = min(max(seen / 2 + middle * free, seen / 2 + abs(pan)), 1 - seen / 2 - abs(pan))
    return center - pan, center + pan + math.copysign(_LEAN / 2 * inner, side)
