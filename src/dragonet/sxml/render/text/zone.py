"""zone: as large as its box allows."""

from collections.abc import Callable

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.text import area, wrap
from dragonet.sxml.render.text.block import Block, inside
from dragonet.sxml.render.text.layout import Layout
from dragonet.sxml.render.text.paragraph import Line
from dragonet.sxml.render.text.words import Words, size
from dragonet.sxml.tree import Node

_MOVING = 30.0
"""Size of a text that moves: what limits it is not the box that it moves through."""
_READABLE = 6 * 2 / 360
"""A word is broken rather than made smaller than this."""
_PADDING = 0.06
"""Between the edge of a background and the letters, in heights of the box."""


def zone(node: Node, aspect: float, moving: bool) -> Layout:
    """The text in its box."""
    words, box = Words(node, node.text), area.area(node.values, aspect)
    margin = _PADDING * min(box.height, box.width) if node["backgroundcolor"] else 0.0
    inner = Box(box.left + margin, box.bottom + margin, box.right - margin, box.top - margin)
    if min(inner.width, inner.height) <= 0:  # nothing fits
        return Layout(box, Block((), inner, 0.0), node["backgroundcolor"])
    sideways = moving and node["direction"] in ("left", "right")
    breaks = node["wrap"] and not sideways
    if node["fontsize"] or moving:
        em = size(node, _MOVING, aspect)
        parts = _parts(words, inner.width / em, breaks, True)
    else:
        em, parts = _fitted(words, inner, breaks)
    lines = wrap.lines(parts)
    if not node["fontsize"] and not moving:
        em = _shrunk(lines, words, em, inner)
    block = inside(inner, lines, em, words.metrics, node["align"])
    return Layout(box, block, node["backgroundcolor"])


def _shrunk(lines: list[Line], words: Words, em: float, box: Box) -> float:
    """Lines are a little wider than the sum of their parts, or narrower."""
    widest = max((line.width for line in lines), default=0.0)
    high = box.height / words.metrics.height(len(lines))
    return min(high, box.width / widest) if widest else min(em, high)


def _parts(words: Words, room: float, breaks: bool, split: bool) -> list[wrap.Part]:
    if not breaks:
        return wrap.whole(words.paragraphs)
    return wrap.balanced(words.paragraphs, room, split)


def _fitted(words: Words, box: Box, breaks: bool) -> tuple[float, list[wrap.Part]]:
    """The largest size and its lines."""
    em = _largest(box.height / words.metrics.height(1), lambda em: _fits(words, box, em, breaks))
    if em < _READABLE and breaks:
        em = _largest(_READABLE, lambda em: _fits(words, box, em, breaks, split=True))
        return em, _parts(words, box.width / em, breaks, True)
    return em, _parts(words, box.width / em, breaks, False)


def _fits(words: Words, box: Box, em: float, breaks: bool, split: bool = False) -> bool:
    room = box.width / em
    if not breaks:
        parts = wrap.whole(words.paragraphs)
    else:
        most = words.metrics.lines(box.height / em)
        parts = wrap.wrapped(words.paragraphs, lambda _: room, split, most + 1)
    high = words.metrics.height(len(parts)) * em <= box.height * (1 + 1e-9)
    return high and (split or all(wrap.width(part) <= room * (1 + 1e-9) for part in parts))


def _largest(most: float, fits: Callable[[float], bool]) -> float:
    if fits(most):
        return most
    low, high = most / 4096, most
    while high / low > 1.0005:
        middle = (low * high) ** 0.5
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low
