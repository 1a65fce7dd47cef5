"""Texts that move: through their box once in their time, in at one side and out at the other."""

from dragonet.sxml.render.box import Box
from dragonet.sxml.tree import Node


def moves(node: Node) -> bool:
    """Whether a text moves."""
    return bool(node["direction"] != "static" and node["speed"] > 0)


def offset(node: Node, box: Box, block: Box, progress: float) -> tuple[float, float]:
    """How far the letters are from their place.

    `speed` is how often they pass in the time of the text; they start anew at the other side.
    """
    if not moves(node):
        return 0.0, 0.0
    passed = progress * node["speed"]
    passed = passed - int(passed) if passed > 1 else passed
    starts = {
        "left": (box.right - block.left, 0.0),
        "right": (box.left - block.right, 0.0),
        "up": (0.0, box.bottom - block.top),
        "down": (0.0, box.top - block.bottom),
    }
    ends = {
        "left": (box.left - block.right, 0.0),
        "right": (box.right - block.left, 0.0),
        "up": (0.0, box.top - block.bottom),
        "down": (0.0, box.bottom - block.top),
    }
    (x, y), (to_x, to_y) = starts[node["direction"]], ends[node["direction"]]
    return x + (to_x - x) * passed, y + (to_y - y) * passed
