"""One caption: its lines and where it wants to be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from dragonet.sxml.captions.cue import Cue
from dragonet.sxml.captions.marked import Marked, joined, marked
from dragonet.sxml.captions.tags import Style
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.text import area, wrap
from dragonet.sxml.render.text.block import SIDES, Block, inside
from dragonet.sxml.render.text.home import across, bottom, side_of
from dragonet.sxml.render.text.names import Named
from dragonet.sxml.render.text.paragraph import Line
from dragonet.sxml.render.text.words import Words, size, style
from dragonet.sxml.tree import Node
from dragonet.sxml.values import AUTO

_SIZE, _UPRIGHT_SIZE = 18.0, 22.0
"""Of letters on screens that are wider than high, and on others, which are held in the hand."""
_UPRIGHT_FOOT = 0.12
"""Share of an upright screen below them: players put their buttons there."""
_LONGEST = 23.0
"""Width of a line, ems: about 42 letters."""
_SMALLEST = 0.6
"""Of the size that letters get so that a long word need not be broken."""
_BOLDER = 200
PADDING = 0.42, 0.2
"""Of the band around the lines, to the sides and up and down, ems."""


@dataclass(frozen=True)
class Caption:
    """A laid out caption; lengths in the space of movies.

    Attributes:
        words: its fonts.
        said: what it says.
        lines: of it.
        starts: place in the whole text of the paragraph of each line.
        em: size of the letters.
        side: of the band to which its lines are aligned.
        home: its band where it wants to be.
        step: which way it goes if another is there: 1 up, -1 down.
    """

    words: Words
    said: Marked
    lines: tuple[Line, ...]
    starts: tuple[int, ...]
    em: float
    side: str
    home: Box
    step: int

    def block(self, band: Box) -> Block:
        """Its letters in a band."""
        wide, high = (share * self.em for share in PADDING)
        inner = Box(band.left + wide, band.bottom + high, band.right - wide, band.top - high)
        return inside(inner, self.lines, self.em, self.words.metrics, (self.side, "center"))


def caption(node: Node, cue: Cue, aspect: float) -> Caption | None:
    """The layout of a cue; None if it says nothing."""
    said = marked(cue.text)
    if not said.text:
        return None
    whole, words = room(node, aspect), _words(node, said)
    side = side_of(node, cue.settings, words.rtl)
    left, right = across(node, cue.settings, aspect, side, whole)
    em, longest = _sized(node, words, em_of(node, aspect), right - left)
    wide, high = (2 * share * em for share in PADDING)
    if node["wrap"] and not _fits(words, longest) and not said.is_dialogue:
        said = joined(said)
        words = _words(node, said)
    lines = _lines(node, words, longest, words.metrics.lines((whole.height - high) / em))
    width = max(line.width for line in lines) * em + wide
    height = words.metrics.height(len(lines)) * em + high
    low, step = bottom(node, cue.settings, whole, height, words.metrics.pitch * em)
    start = left + (right - left - width) * SIDES[side]
    home = Box(start, low, start + width, low + height)
    lengths = accumulate((len(one.text) + 1 for one in words.paragraphs), initial=0)
    places = {id(one): place for one, place in zip(words.paragraphs, lengths, strict=False)}
    starts = tuple(places[id(line.paragraph)] for line in lines)
    if said.is_dialogue:
        side = "right" if words.rtl else "left"
    return Caption(words, said, tuple(lines), starts, em, side, home, step)


def room(node: Node, aspect: float) -> Box:
    """Where captions may be."""
    box = area.area(node.values, aspect)
    free = all(node[name] == AUTO for name in ("top", "bottom", "height"))
    return replace(box, bottom=2 * _UPRIGHT_FOOT - 1) if free and aspect < 1 else box


def _sized(node: Node, words: Words, em: float, across: float) -> tuple[float, float]:
    """Size of the letters, smaller for a word that is too long, and the longest line in ems."""
    padding = 2 * PADDING[0]
    longest = across / em - padding
    parts = wrap.wrapped(words.paragraphs, lambda _: 0.0, split=False)
    word = max(map(wrap.width, parts)) * 1.001
    smaller = (longest + padding) / (word + padding)
    if node["wrap"] and _SMALLEST <= smaller < 1:
        return em * smaller, word
    return em, max(1.0, min(longest, max(word, _LONGEST) if node["wrap"] else _LONGEST))


def em_of(node: Node, aspect: float) -> float:
    """Size of the letters."""
    return size(node, _SIZE if aspect > 1 else _UPRIGHT_SIZE, aspect)


def _words(node: Node, said: Marked) -> Words:
    if not any(one.bold or one.italic for one in said.styles):
        return Words(node, said.text)
    plain = style(node)
    made = {one: _styled(plain, one) for one in set(said.styles)}
    return Words(node, said.text, [made[one] for one in said.styles])


def _styled(plain: Named, own: Style) -> Named:
    weight = min(plain.weight + _BOLDER, 900) if own.bold else plain.weight
    return replace(plain, weight=weight, italic=plain.italic or own.italic)


def _fits(words: Words, room: float) -> bool:
    return all(wrap.width(part) <= room for part in wrap.whole(words.paragraphs))


def _lines(node: Node, words: Words, room: float, most: int) -> Sequence[Line]:
    """As the file has them if they fit; else broken anew, as even as they get."""
    whole = wrap.whole(words.paragraphs)
    if not node["wrap"]:
        return [wrap.fitting(part, room) for part in whole[:most]]
    parts = whole if _fits(words, room) else wrap.balanced(words.paragraphs, room)
    return wrap.limited(parts, lambda _: room, most)
