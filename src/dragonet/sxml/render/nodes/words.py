"""A text."""

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from dragonet.sxml.captions.cue import Cue
from dragonet.sxml.captions.node import is_caption
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.nodes.layer import Layer
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.render.text import TextPicture
from dragonet.sxml.timing import Span, Timing
from dragonet.sxml.tree import Node

if TYPE_CHECKING:
    from dragonet.sxml.render.text.caption import CaptionPicture


class Words(Layer):
    """A text node."""

    def __init__(
        self, node: Node, timing: Timing, screen: Screen, cues: Sequence[Cue] = ()
    ) -> None:
        """`cues` are its captions, if it is one of those."""
        super().__init__(node, timing, screen)
        self._picture = _drawn(node, timing, screen, self.span, cues)
        self.outline = self._picture.outline

    @property
    def box(self) -> Box:
        """What the text covers."""
        return self._picture.box

    def draw_inside(self, pen: Pen) -> None:
        """Draw the letters."""
        self._picture.draw(pen)

    def state_inside(self, time: int) -> Hashable:
        """Where it is, if it moves, and what of it is shown."""
        return self._picture.state(time)


def _drawn(
    node: Node, timing: Timing, screen: Screen, span: Span, cues: Sequence[Cue]
) -> "CaptionPicture | TextPicture":
    if not is_caption(node):
        return TextPicture(node, screen, span, timing)
    from dragonet.sxml.render.text.caption import CaptionPicture  # few movies have them

    return CaptionPicture(node, screen, span, cues)
