"""The letters of a block one by one, in reading order."""

from bisect import bisect_right
from typing import NamedTuple

import skia

from dragonet.sxml import spoken
from dragonet.sxml.render.text.block import Block, Placed
from dragonet.sxml.render.text.fallback import graphemes
from dragonet.sxml.render.text.paragraph import Paragraph


class Letter(NamedTuple):
    """What a reader takes for one letter; lengths in the space of movies.

    Attributes:
        word: which one of the text it belongs to; a blank to the one before it.
        path: its outline; empty if it is a blank.
        left, right: its sides, advances included.
        baseline: of its line.
        rtl: whether it is read from right to left.
    """

    word: int
    path: skia.Path
    left: float
    right: float
    baseline: float
    rtl: bool


def letters(block: Block) -> list[Letter]:
    """All letters in the order in which they are read.

    Ligatures are one letter; the ellipsis of a line that is cut belongs to the letter before it.
    """
    made: list[Letter] = []
    paragraph: Paragraph | None = None
    starts: list[int] = []
    edges: list[int] = []
    words = 0
    for line in block.lines:
        if line.line.paragraph is not paragraph:
            words += len(starts)
            paragraph = line.line.paragraph
            starts, edges = spoken.starts(paragraph.text), graphemes(paragraph.text)
        made += _of_line(line, block.size, edges, starts, words)
    return made


def _of_line(
    line: Placed, size: float, edges: list[int], starts: list[int], words: int
) -> list[Letter]:
    found: dict[int, Letter] = {}
    for glyph in line.line.glyphs:
        place = edges[max(0, bisect_right(edges, glyph.place) - 1)]
        left, right = line.x + glyph.left * size, line.x + (glyph.left + glyph.advance) * size
        letter = found.get(place)
        if letter is None:
            word = words + max(0, bisect_right(starts, place) - 1)
            letter = Letter(word, skia.Path(), left, right, line.y, glyph.rtl)
        found[place] = letter._replace(left=min(letter.left, left), right=max(letter.right, right))
        x, y = line.x + glyph.x * size, line.y + glyph.y * size
        letter.path.addPath(glyph.path, skia.Matrix.MakeAll(size, 0, x, 0, size, y, 0, 0, 1))
    return [found[place] for place in sorted(found)]
