"""Where a text may be: its placement attributes; what they leave open stays off the edges."""

from collections.abc import Mapping
from typing import Any

from dragonet.sxml.render.box import Box
from dragonet.sxml.values import AUTO

SAFE = 0.05
"""Share of the screen at each edge that texts keep free of their own accord."""


def across(values: Mapping[str, Any], aspect: float, margin: float = SAFE) -> tuple[float, float]:
    """Left and right side, in the space of movies."""
    start, end = _span(values["left"], values["right"], values["width"], margin)
    return (2 * start - 1) * aspect, (2 * end - 1) * aspect


def upright(values: Mapping[str, Any], margin: float = SAFE) -> tuple[float, float]:
    """Bottom and top, in the space of movies."""
    start, end = _span(values["top"], values["bottom"], values["height"], margin)
    return 1 - 2 * end, 1 - 2 * start


def area(values: Mapping[str, Any], aspect: float) -> Box:
    """The box of a text."""
    left, right = across(values, aspect)
    bottom, top = upright(values)
    return Box(left, bottom, right, top)


def is_placed(values: Mapping[str, Any]) -> bool:
    """Whether the document says where a text is."""
    names = ("top", "bottom", "left", "right", "width", "height")
    return any(values[name] != AUTO for name in names)


def _span(start: Any, end: Any, size: Any, margin: float) -> tuple[float, float]:
    """Start and end on an axis from 0 to 1; a size beats the end."""
    if size != AUTO:
        first = start if start != AUTO else 1 - end - size if end != AUTO else (1 - size) / 2
        return float(first), float(first + size)
    first = start if start != AUTO else margin if end == AUTO else min(margin, 1 - end)
    last = 1 - end if end != AUTO else max(1 - margin, first)
    return float(first), float(max(first, last))
