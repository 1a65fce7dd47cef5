"""Animators of letters: a text is laid out once, and they say what of it is shown."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby
from typing import Any

import skia

from dragonet.sxml.claims import margins
from dragonet.sxml.render.animate import progress
from dragonet.sxml.render.text.block import Block
from dragonet.sxml.render.text.clusters import Letter, letters
from dragonet.sxml.render.text.shown import Shown
from dragonet.sxml.ticks import seconds, ticks
from dragonet.sxml.timing import Span, Timing
from dragonet.sxml.tree import Node
from dragonet.sxml.values import PARENT


@dataclass(frozen=True)
class Word:
    """A word, or the part of one that is in one line.

    Attributes:
        number: of the word in the text, from 0.
        path: its letters.
        left, right: its sides.
        rtl: whether it is read from right to left.
        length: letters, without blanks.
    """

    number: int
    path: skia.Path
    left: float
    right: float
    rtl: bool
    length: int


class Lettered:
    """The letters and words of a text in reading order.

    Attributes:
        size: one em.
        letters: all of them, blanks too.
        outline: of all.
    """

    def __init__(self, block: Block) -> None:
        self.size = block.size
        self.letters = letters(block)
        self.outline = block.outline
        self._joined: dict[tuple[int, int, bool], skia.Path] = {}

    @cached_property
    def words(self) -> list[Word]:
        """All words; one that is broken between two lines is two with one number."""
        inked = [letter for letter in self.letters if not letter.path.isEmpty()]
        groups = groupby(inked, lambda letter: (letter.word, letter.baseline))
        return [_word(number, list(group)) for (number, _), group in groups]

    @cached_property
    def offsets(self) -> list[int]:
        """The letters before each word, and those of all."""
        return list(accumulate((word.length for word in self.words), initial=0))

    def first(self, count: int) -> skia.Path:
        """The outline of the first letters; the same object until another is asked for."""
        return self._join(0, count, self.letters, False)

    def some(self, start: int, end: int) -> skia.Path:
        """The outline of the words from one to before another, kept for a while."""
        return self._join(start, end, self.words, True)

    def _join(self, start: int, end: int, parts: Sequence[Letter | Word], words: bool) -> skia.Path:
        key = start, end, words
        if key not in self._joined:
            if len(self._joined) > 3:
                self._joined.clear()
            self._joined[key] = joined(part.path for part in parts[start:end])
        return self._joined[key]


def _word(number: int, found: Sequence[Letter]) -> Word:
    path = joined(letter.path for letter in found)
    bounds = path.getBounds()  # letters may stick out of the room that they take
    left = min(bounds.left(), *(letter.left for letter in found), bounds.right())
    right = max(bounds.right(), *(letter.right for letter in found), bounds.left())
    return Word(number, path, left, right, found[0].rtl, len(found))


def joined(paths: Iterable[skia.Path]) -> skia.Path:
    """One path of several."""
    made = skia.Path()
    for path in paths:
        made.addPath(path)
    return made


@dataclass(frozen=True)
class LetterCall:
    """How far an animator of letters is.

    Attributes:
        values: its attributes.
        begun: whether its time has begun.
        progress: through its time, 0 to 1.
        seconds: since its start, not before 0.
        duration: of its time, seconds.
        text: whose letters it shows.
    """

    values: Mapping[str, Any]
    begun: bool
    progress: float
    seconds: float
    duration: float
    text: Lettered


def lettering(node: Node, block: Block, timing: Timing) -> Callable[[int], Shown | None] | None:
    """What is shown of a text at each time; None if it has no animator that says."""
    animator = animator_of(node)
    if animator is None:
        return None
    span, text = timing[animator], Lettered(block)
    last: list[tuple[int, Shown | None]] = []

    def shown(time: int) -> Shown | None:
        if not last or last[0][0] != time:
            last[:] = [(time, lettered(animator, span, time, text))]
        return last[0][1]

    return shown


def animator_of(node: Node) -> Node | None:
    """The animator of the letters of a text, if it has one."""
    return next((child for child in node.children if child.look and child.look.letters), None)


def lettered(animator: Node, span: Span, time: int, text: Lettered) -> Shown | None:
    """What an animator shows of a text; None if it is all, as it is. `span` is its time."""
    assert animator.look is not None and animator.look.render is not None
    passed = seconds(max(0, time - span.start))
    call = LetterCall(
        animator.values,
        time >= span.start,
        progress(span, time),
        passed,
        seconds(span.duration),
        text,
    )
    shown: Shown | None = animator.look.render(call)
    return shown


def in_turn(animator: Node, start: int, whole: int) -> Span:
    """The time of an animator in that of a caption, which lasts `whole` ticks from a start."""
    before, after = margins(animator)
    room = max(0, whole - (before or 0) - (after or 0))
    asked, pinned = animator["duration"], before is not None and after is not None
    length = room if pinned or asked in (None, PARENT) else min(ticks(asked), room)
    offset = whole - after - length if before is None and after is not None else before or 0
    return Span(start + offset, start + offset + length, length, offset)
