"""Lines in their places: what is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import skia

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.text import scripts
from dragonet.sxml.render.text.font import Font
from dragonet.sxml.render.text.paragraph import Line

SIDES = {"left": 0.0, "center": 0.5, "right": 1.0}
LEVELS = {"top": 0.0, "center": 0.5, "bottom": 1.0}

_PITCH = 1.2
"""Least distance of baselines, in ems: what is read at a glance needs air."""


@dataclass(frozen=True)
class Metrics:
    """Heights of lines, in ems.

    Attributes:
        ascent: from the baseline up to the top of the first line.
        descent: from the last baseline down to the bottom.
        pitch: from baseline to baseline.
    """

    ascent: float
    descent: float
    pitch: float

    @classmethod
    def of(cls, fonts: Sequence[Font], interlign: float = 1.0) -> "Metrics":
        """Room for the letters of all the fonts; the first is the text's own."""
        ascent = max(_room(font)[0] for font in fonts)
        descent = max(_room(font)[1] for font in fonts)
        gap = max(fonts[0].gap, _PITCH - ascent - descent, 0.0)
        return cls(ascent, descent, (ascent + descent + gap) * interlign)

    def height(self, lines: int) -> float:
        """Of so many lines, ems."""
        return self.ascent + self.descent + self.pitch * max(0, lines - 1)

    def lines(self, height: float) -> int:
        """How many fit into a height in ems, at least one."""
        more = (height - self.ascent - self.descent) / max(self.pitch, 1e-3)
        return 1 + max(0, int(more + 1e-6))


def _room(font: Font) -> tuple[float, float]:
    """Above and below the baseline; that of Noto's Han characters has room for ten scripts."""
    return (0.98, 0.24) if font.name == scripts.CJK else (font.ascent, font.descent)


@dataclass(frozen=True)
class Placed:
    """A line in the space of movies.

    Attributes:
        path: its letters.
        bounds: what they cover.
        line: what it is of.
        x, y: where its baseline starts.
    """

    path: skia.Path
    bounds: skia.Rect
    line: Line
    x: float
    y: float


@dataclass(frozen=True)
class Block:
    """Lines in the space of movies.

    Attributes:
        lines: from the first to the last.
        box: what they cover, as lines, not as ink.
        size: of the letters, one em.
    """

    lines: tuple[Placed, ...]
    box: Box
    size: float

    @cached_property
    def outline(self) -> skia.Path:
        """All letters."""
        path = skia.Path()
        for line in self.lines:
            path.addPath(line.path)
        return path


def grown(box: Box, margin: float) -> Box:
    """A box with a margin around it."""
    return Box(box.left - margin, box.bottom - margin, box.right + margin, box.top + margin)


def placed(line: Line, size: float, x: float, y: float) -> Placed:
    """A line of a size whose baseline starts at `x`, `y`."""
    path = skia.Path()
    line.outline.transform(skia.Matrix.MakeAll(size, 0, x, 0, size, y, 0, 0, 1), path)
    return Placed(path, path.getBounds(), line, x, y)


def inside(
    box: Box, lines: Sequence[Line], size: float, metrics: Metrics, align: tuple[str, str]
) -> Block:
    """Lines of a size in a box, aligned to its sides."""
    side, level = SIDES[align[0]], LEVELS[align[1]]
    high = metrics.height(len(lines)) * size
    top = box.top - (box.height - high) * level
    made = [
        placed(
            line,
            size,
            box.left + (box.width - line.width * size) * side,
            top - (metrics.ascent + metrics.pitch * place) * size,
        )
        for place, line in enumerate(lines)
    ]
    wide = max((line.width for line in lines), default=0.0) * size
    left = box.left + (box.width - wide) * side
    return Block(tuple(made), Box(left, top - high, left + wide, top), size)
