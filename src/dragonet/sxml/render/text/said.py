"""The letters of a caption as its tags have them: colours, lines below, words not yet said."""

import skia

from dragonet.sxml.render.text.block import Block
from dragonet.sxml.render.text.cue import Caption
from dragonet.sxml.render.text.shown import Piece
from dragonet.sxml.values import Colour

_UNSAID = 0.45
"""How opaque words are that are not yet said."""
_LINE = -0.17, -0.1
"""Bottom and top of an underline, ems from the baseline."""


def reached(caption: Caption, time: int) -> int:
    """Of the times in the text of a caption the last one that has come, milliseconds."""
    return max((one for one in caption.said.times if one <= time), default=0)


def pieces(caption: Caption, block: Block, time: int) -> tuple[Piece, ...]:
    """The letters of a caption in its block at a time, milliseconds of the file."""
    found: dict[tuple[Colour | None, bool], skia.Path] = {}
    size = block.size
    for line, start in zip(block.lines, caption.starts, strict=True):
        for glyph in line.line.glyphs:
            style = caption.said.styles[start + glyph.place]
            path = found.setdefault((style.colour, style.said > time), skia.Path())
            x, y = line.x + glyph.x * size, line.y + glyph.y * size
            path.addPath(glyph.path, skia.Matrix.MakeAll(size, 0, x, 0, size, y, 0, 0, 1))
            if style.underline:
                left, right = (line.x + (glyph.left + wide) * size for wide in (0, glyph.advance))
                low, high = (line.y + side * size for side in _LINE)
                path.addRect(skia.Rect.MakeLTRB(left, low, right, high))
    return tuple(
        Piece(path, _UNSAID if unsaid else 1.0, tint=colour)
        for (colour, unsaid), path in found.items()
    )
