"""A text in its place."""

from dataclasses import dataclass

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.text.block import Block
from dragonet.sxml.values import Colour


@dataclass(frozen=True)
class Layout:
    """A text in its place.

    Attributes:
        box: where it is; what moves through it is cut at its sides.
        block: its letters.
        background: the colour of the box, if it has one.
    """

    box: Box
    block: Block
    background: Colour | None
