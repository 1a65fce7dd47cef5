"""Where the box of an overlay or a text is: the six placement attributes."""

from collections.abc import Mapping
from typing import Any

from dragonet.sxml.render.box import Box
from dragonet.sxml.values import AUTO


def place(values: Mapping[str, Any], screen: float, aspect: float | None) -> Box:
    """The box on a screen of aspect `screen` of a picture of aspect `aspect`.

    With neither width nor height it is as wide as the screen; the side that is not given follows
    from the picture's aspect, or is the screen's for a picture that takes any.
    """
    wide = _size(values, "width", "left", "right", 2 * screen)
    high = _size(values, "height", "top", "bottom", 2.0)
    if wide is None and high is not None:
        wide = 2 * screen if aspect is None else high * aspect
    elif wide is None:
        wide = 2 * screen
    if high is None:
        high = 2.0 if aspect is None else wide / aspect
    x = _start(values, "left", "right", wide, 2 * screen) - screen
    y = 1 - _start(values, "top", "bottom", high, 2.0)
    return Box(x, y - high, x + wide, y)


def fixed(values: Mapping[str, Any]) -> bool:
    """Whether both sides of the box are given."""
    return (
        _size(values, "width", "left", "right", 1.0) is not None
        and _size(values, "height", "top", "bottom", 1.0) is not None
    )


def _size(values: Mapping[str, Any], size: str, start: str, end: str, whole: float) -> float | None:
    if values[size] != AUTO:
        return float(values[size]) * whole
    if values[start] != AUTO and values[end] != AUTO:
        return max(0.0, 1 - float(values[start]) - float(values[end])) * whole
    return None


def _start(values: Mapping[str, Any], start: str, end: str, size: float, whole: float) -> float:
    if values[start] != AUTO:
        return float(values[start]) * whole
    if values[end] != AUTO:
        return whole - size - float(values[end]) * whole
    return (whole - size) / 2
