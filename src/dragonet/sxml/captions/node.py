"""Which nodes have captions."""

from dragonet.sxml.tree import Node


def is_caption(node: Node) -> bool:
    """Whether a node is a text of captions."""
    return node.element == "text" and node.look is not None and node.look.name == "caption"
