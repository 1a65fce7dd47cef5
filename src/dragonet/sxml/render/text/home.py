"""Where a caption wants to be: what the document says counts before what the file does."""

from dragonet.sxml.captions.cue import Settings
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.text.block import LEVELS, SIDES
from dragonet.sxml.tree import Node
from dragonet.sxml.values import AUTO

_ANCHORS = {"line-left": 0.0, "center": 0.5, "line-right": 1.0}
_ABOVE = {"start": 1.0, "center": 0.5, "end": 0.0}


def side_of(node: Node, asked: Settings, rtl: bool) -> str:
    """The side to which lines are aligned."""
    if "align" in node.given or asked.align is None:
        return str(node["align"][0])
    if asked.align in ("start", "end"):
        return "right" if (asked.align == "start") == rtl else "left"
    return asked.align


def across(
    node: Node, asked: Settings, aspect: float, side: str, whole: Box
) -> tuple[float, float]:
    """Left and right end of what a caption may take of the whole."""
    placed = any(node[name] != AUTO for name in ("left", "right", "width"))
    if placed or (asked.position is None and asked.size is None):
        return whole.left, whole.right
    anchor = _ANCHORS[asked.anchor] if asked.anchor else SIDES[side]
    at = SIDES[side] if asked.position is None else asked.position
    before = at / anchor if anchor else 1.0
    after = (1 - at) / (1 - anchor) if anchor < 1 else 1.0
    width = min(before, after, 1.0 if asked.size is None else asked.size)
    left = (2 * (at - width * anchor) - 1) * aspect
    right = (2 * (at + width * (1 - anchor)) - 1) * aspect
    return min(max(left, whole.left), whole.right), max(min(right, whole.right), whole.left)


def bottom(
    node: Node, asked: Settings, whole: Box, height: float, pitch: float
) -> tuple[float, int]:
    """The lower side of a caption of a height, and which way it goes if another is there."""
    placed = any(node[name] != AUTO for name in ("top", "bottom", "height"))
    if placed or "align" in node.given:
        asked = Settings()
    if asked.height is not None:
        found = 1 - 2 * asked.height - height * _ABOVE[asked.level]
        step = -1 if asked.height < 0.5 else 1
    elif asked.row is not None and asked.row >= 0:
        found, step = whole.top - asked.row * pitch - height, -1
    elif asked.row is not None:
        found, step = whole.bottom - (asked.row + 1) * pitch, 1
    else:
        level = LEVELS[node["align"][1]]
        found = whole.bottom + (whole.height - height) * (1 - level)
        step = 1 if level == 1 else -1
    return max(whole.bottom, min(found, whole.top - height)), step
