"""Text: fonts, shaping, order, lines, and the types of texts."""

from dragonet.sxml.render.text.caption import CaptionPicture
from dragonet.sxml.render.text.picture import TextPicture

__all__ = ["CaptionPicture", "TextPicture"]
