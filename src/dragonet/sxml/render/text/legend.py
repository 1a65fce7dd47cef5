"""legend: a caption in a band along the bottom."""

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.text import area, wrap
from dragonet.sxml.render.text.block import inside
from dragonet.sxml.render.text.layout import Layout
from dragonet.sxml.render.text.words import Words, size
from dragonet.sxml.tree import Node
from dragonet.sxml.values import AUTO, Colour

BAND = Colour(0, 0, 0, 150)
"""Dark enough for white letters over a white picture, clear enough to see it through."""
_SIZE = 20.0
_LINES, _NARROW_LINES = 3, 5
"""Lines at most, on screens that are wider than high and on others."""
_PADDING = 0.6
"""Above and below the lines, in ems."""


def legend(node: Node, aspect: float, moving: bool) -> Layout:
    """The band, as high as its lines need unless the document says so."""
    words, em = Words(node, node.text), size(node, _SIZE, aspect)
    left, right = area.across(node.values, aspect, margin=0.0)
    padding = 2 * area.SAFE * aspect if right - left >= 2 * aspect else _PADDING * em * 1.5
    room = max(em, right - left - 2 * padding) / em
    most = _most(node, words, em, aspect)
    sideways = moving and node["direction"] in ("left", "right")
    parts = wrap.balanced(words.paragraphs, room)
    if sideways or not node["wrap"]:
        parts = wrap.whole(words.paragraphs)
    if moving:
        lines = wrap.lines(parts)
    elif not node["wrap"]:
        lines = [wrap.fitting(part, room) for part in parts]
    else:
        full = wrap.wrapped(words.paragraphs, lambda _: room)
        lines = wrap.limited(parts if len(parts) <= most else full, lambda _: room, most)
    bottom, top = _band(node, words.metrics.height(len(lines)) * em, em)
    box = Box(left, bottom, right, top)
    inner = Box(left + padding, bottom, right - padding, top)
    block = inside(inner, lines, em, words.metrics, node["align"])
    return Layout(box, block, node["backgroundcolor"] or BAND)


def _most(node: Node, words: Words, em: float, aspect: float) -> int:
    """Lines that there is room for."""
    if node["height"] == AUTO and AUTO in (node["top"], node["bottom"]):
        return _LINES if aspect > 1 else _NARROW_LINES
    bottom, top = area.upright(node.values)
    return words.metrics.lines((top - bottom) / em)


def _band(node: Node, high: float, em: float) -> tuple[float, float]:
    if node["height"] != AUTO or AUTO not in (node["top"], node["bottom"]):
        return area.upright(node.values)
    high += 2 * _PADDING * em
    if node["top"] != AUTO:
        top = 1 - 2 * float(node["top"])
        return top - high, top
    bottom = -1 + 2 * (0.0 if node["bottom"] == AUTO else float(node["bottom"]))
    return bottom, bottom + high
