"""One paragraph: its runs, how wide its parts are, and its lines."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

import skia

from dragonet.sxml.render.text import order, scripts
from dragonet.sxml.render.text.breaks import breaks
from dragonet.sxml.render.text.fallback import Fonts, graphemes
from dragonet.sxml.render.text.font import Font

ELLIPSIS = "…"
_BLANK = " \t\u3000\u2028\u200b"


class Run(NamedTuple):
    """A part of one level, font and script."""

    start: int
    end: int
    level: int
    font: Font
    script: str


class Drawn(NamedTuple):
    """A glyph in its line; lengths in ems from the left end of the baseline.

    Attributes:
        place: in the text of its paragraph.
        path: its outline.
        x, y: where it is drawn.
        left, advance: the room that it takes.
        rtl: whether it is read from right to left.
    """

    place: int
    path: skia.Path
    x: float
    y: float
    left: float
    advance: float
    rtl: bool


@dataclass(frozen=True)
class Line:
    """A shaped line; lengths in ems, from the left end of the baseline, y up.

    Attributes:
        text: what it says.
        width: from its left to its right end.
        outline: its letters.
        rtl: whether its paragraph runs from right to left.
        paragraph: of which it is a part.
        glyphs: as seen from left to right; those of an ellipsis are at the last place.
    """

    text: str
    width: float
    outline: skia.Path
    rtl: bool
    paragraph: "Paragraph"
    glyphs: tuple[Drawn, ...]


class Paragraph:
    """A text without new lines.

    Attributes:
        text: what it says.
        rtl: whether it runs from right to left.
    """

    def __init__(self, text: str, fonts: Fonts, rtl: bool, own: Sequence[Fonts] = ()) -> None:
        """`own` are the fonts of each character, if they are not all the same."""
        self.text = text
        self.rtl = rtl
        self.fonts = fonts
        self._chars = [ord(char) for char in text]
        self.runs = list(_runs(text, own or [fonts] * len(text), order.levels(text, rtl)))
        self._run_ends = [run.end for run in self.runs]

    @cached_property
    def offsets(self) -> list[float]:
        """The sum of the advances before each character, and of all."""
        advances = [0.0] * len(self.text)
        for run in self.runs:
            for glyph in run.font.shape(
                self._chars, run.start, run.end, run.script, run.level % 2 == 1
            ):
                advances[glyph.cluster] += glyph.advance
        return list(accumulate((max(0.0, one) for one in advances), initial=0.0))

    @cached_property
    def words(self) -> "Edges":
        """Where lines may break."""
        return Edges(self, breaks(self.text))

    @cached_property
    def characters(self) -> "Edges":
        """Where a word may be broken if it has to be."""
        return Edges(self, graphemes(self.text))

    def trimmed(self, start: int, end: int) -> int:
        """The end of a part without the blanks there."""
        return start + len(self.text[start:end].rstrip(_BLANK))

    def width(self, start: int, end: int) -> float:
        """How wide a part is, blanks at its end included; of a line, nearly."""
        return self.offsets[end] - self.offsets[start]

    def line(self, start: int, end: int, ellipsis: bool = False) -> Line:
        """The line of a part, exactly."""
        end = self.trimmed(start, end)
        first = bisect_right(self._run_ends, start)
        last = bisect_left(self._run_ends, end) + 1
        runs = [_cut(run, start, end) for run in self.runs[first:last]]
        shaped = [(run.level, (run, self._chars)) for run in runs if run.start < run.end]
        if ellipsis:
            shaped.append((int(self.rtl), _dots(self.fonts, self.rtl)))
        path, x = skia.Path(), 0.0
        glyphs: list[Drawn] = []
        for run, chars in order.seen(shaped):
            rtl = run.level % 2 == 1
            for glyph in run.font.shape(chars, run.start, run.end, run.script, rtl):
                shape = run.font.outline(glyph.number)
                path.addPath(shape, x + glyph.x, glyph.y)
                place = glyph.cluster if chars is self._chars else max(start, end - 1)
                glyphs.append(Drawn(place, shape, x + glyph.x, glyph.y, x, glyph.advance, rtl))
                x += glyph.advance
        text = self.text[start:end] + ELLIPSIS * ellipsis
        return Line(text, x, path, self.rtl, self, tuple(glyphs))


class Edges:
    """Places where a line may end, searched by width."""

    def __init__(self, paragraph: Paragraph, places: list[int]) -> None:
        self.places = places
        offsets = paragraph.offsets
        self._ends = [
            offsets[paragraph.trimmed(before, place)]
            for before, place in zip([0, *places], places, strict=False)
        ]
        self._offsets = offsets

    def after(self, start: int) -> int:
        """The first place behind one."""
        return self.places[bisect_right(self.places, start)]

    def furthest(self, start: int, width: float) -> int:
        """The last place to which a line from `start` fits into a width; `start` if none."""
        reach = self._offsets[start] + width * (1 + 1e-9) + 1e-9
        place = self.places[bisect_right(self._ends, reach) - 1]
        return max(place, start)


def _runs(text: str, fonts: Sequence[Fonts], levels: list[int]) -> Iterator[Run]:
    ends = graphemes(text)
    script = next((s for s in map(scripts.script, text) if s not in scripts.COMMON), "Latn")
    parts: list[tuple[int, int, Font | None, str]] = []
    font: Font | None = None
    for start, end in pairwise(ends):
        own = scripts.script(text[start])
        script = script if own in scripts.COMMON else own
        if text[start] != " " or not _spaces(font):
            font = fonts[start].of(text[start:end])
        parts += [(place, levels[place], font, script) for place in range(start, end)]
    for (level, font, script), group in groupby(parts, lambda part: part[1:]):
        places = [part[0] for part in group]
        if font is not None:
            yield Run(places[0], places[-1] + 1, level, font, script)


def _spaces(font: Font | None) -> bool:
    """Whether a font of letters also has the blanks behind them, so that they stay one run."""
    return font is not None and font.name not in scripts.SIGNS and font.has(ord(" "))


def _cut(run: Run, start: int, end: int) -> Run:
    return run._replace(start=max(run.start, start), end=min(run.end, end))


def _dots(fonts: Fonts, rtl: bool) -> tuple[Run, list[int]]:
    font = fonts.of(ELLIPSIS) or fonts.main
    return Run(0, 1, int(rtl), font, "Zyyy"), [ord(ELLIPSIS)]
