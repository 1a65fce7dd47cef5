"""One face at one weight, width and slant; HarfBuzz measures, shapes and outlines it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import skia
import uharfbuzz as hb

_UNITS = 1 << 16
"""Of HarfBuzz in an em: fine enough that nothing is rounded to whole units of the design."""


_CONTEXT = 5
"""Characters on each side of a part that HarfBuzz looks at."""


class Glyph(NamedTuple):
    """A glyph of a shaped run; lengths in ems, y up.

    Attributes:
        number: in the font.
        cluster: place in the text of its first character.
        advance: from here to the next.
        x, y: where it is drawn, from here.
    """

    number: int
    cluster: int
    advance: float
    x: float
    y: float


class Font:
    """Letters of one kind; all lengths in ems, y up.

    Attributes:
        name: of its family.
        ascent: from the baseline to the top of a line.
        descent: from the baseline to the bottom of a line, positive.
        gap: what the design leaves between two lines.
        capital: height of a capital letter.
        source: what must live as long as it does.
    """

    source: object = None

    def __init__(
        self,
        name: str,
        face: hb.Face,
        variations: Mapping[str, float],
        *,
        stretch: float = 1.0,
        slant: float = 0.0,
        bold: float = 0.0,
    ) -> None:
        self.name = name
        self._font = font = hb.Font(face)
        font.scale = (round(_UNITS * stretch), _UNITS)
        font.set_variations(dict(variations))
        font.synthetic_slant = slant
        if bold:
            font.synthetic_bold = (bold, bold, False)
        self._outlines: dict[int, skia.Path] = {}
        self._there: dict[int, bool] = {}
        extents = font.get_font_extents("ltr")
        self.ascent = extents.ascender / _UNITS
        self.descent = -extents.descender / _UNITS
        self.gap = max(0.0, extents.line_gap / _UNITS)
        capital = font.get_glyph_extents(font.get_nominal_glyph(ord("H")) or 0)
        self.capital = (capital.y_bearing if capital else 0.7 * _UNITS) / _UNITS

    def has(self, char: int) -> bool:
        """Whether it has a glyph for a code point."""
        there = self._there.get(char)
        if there is None:
            there = self._there[char] = bool(self._font.get_nominal_glyph(char))
        return there

    def shape(
        self, chars: Sequence[int], start: int, end: int, script: str, rtl: bool
    ) -> list[Glyph]:
        """The glyphs of a part of a text, as seen from left to right; what is missing is left out.

        Args:
            chars: code points of the whole text; letters join across the ends of the part.
            start, end: the part.
            script: four letters of ISO 15924.
            rtl: whether it runs from right to left.
        """
        buffer = hb.Buffer()
        first = max(0, start - _CONTEXT)
        buffer.add_codepoints(chars[first : end + _CONTEXT], start - first, end - start)
        buffer.direction = "rtl" if rtl else "ltr"
        buffer.script = script
        buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
        hb.shape(self._font, buffer)
        return [
            Glyph(
                info.codepoint,
                info.cluster + first,
                place.x_advance / _UNITS,
                place.x_offset / _UNITS,
                place.y_offset / _UNITS,
            )
            for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
            if info.codepoint
        ]

    def outline(self, glyph: int) -> skia.Path:
        """The outline of a glyph of size 1."""
        path = self._outlines.get(glyph)
        if path is None:
            builder = skia.PathBuilder()
            self._font.draw_glyph(glyph, _PEN, builder)
            path = self._outlines[glyph] = builder.detach()
        return path


def _pen() -> hb.DrawFuncs:
    unit = 1 / _UNITS
    pen = hb.DrawFuncs()
    pen.set_move_to_func(lambda x, y, to: to.moveTo(x * unit, y * unit))
    pen.set_line_to_func(lambda x, y, to: to.lineTo(x * unit, y * unit))
    pen.set_quadratic_to_func(
        lambda a, b, x, y, to: to.quadTo(a * unit, b * unit, x * unit, y * unit)
    )
    pen.set_cubic_to_func(
        lambda a, b, c, d, x, y, to: to.cubicTo(
            a * unit, b * unit, c * unit, d * unit, x * unit, y * unit
        )
    )
    pen.set_close_path_func(lambda to: to.close())
    return pen


_PEN = _pen()
