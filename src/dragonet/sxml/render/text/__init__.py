"""Text: fonts, shaping, order, lines, and the types of texts."""

from dragonet.sxml.render.text.picture import TextPicture

__all__ = ["TextPicture"]
