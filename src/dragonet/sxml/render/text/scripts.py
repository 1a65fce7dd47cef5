"""Scripts of characters, and which fonts to try for what a face lacks."""

from functools import lru_cache

import uharfbuzz as hb

COMMON = frozenset({"Zyyy", "Zinh", "Zzzz"})
"""Scripts of what goes with any: spaces, digits, punctuation, marks."""

SERIF = frozenset({"Newsreader", "Noto Serif", "Alfa Slab One"})

_HAN = {"Hira": 0, "Kana": 0, "Hang": 1}
"""Which face of the collection for Chinese, Japanese and Korean: of Japan, Korea; else China."""
CHINA = 2


@lru_cache(maxsize=4096)
def script(char: str) -> str:
    """The script of a character, four letters of ISO 15924."""
    buffer = hb.Buffer()
    buffer.add_str(char)
    buffer.guess_segment_properties()
    return str(buffer.script or "Zyyy")


def han_face(text: str) -> int:
    """The face for the Han characters of a text, by what else is written in it."""
    return next((_HAN[name] for name in map(script, text) if name in _HAN), CHINA)


FAMILIES = (
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans Thai",
    "Noto Sans CJK",
    "Noto Sans Symbols",
    "Noto Emoji",
    "Noto Sans Armenian",
    "Noto Sans Bengali",
    "Noto Sans Ethiopic",
    "Noto Sans Georgian",
    "Noto Sans Gujarati",
    "Noto Sans Gurmukhi",
    "Noto Sans Kannada",
    "Noto Sans Khmer",
    "Noto Sans Lao",
    "Noto Sans Malayalam",
    "Noto Sans Myanmar",
    "Noto Sans Oriya",
    "Noto Sans Sinhala",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
)
"""In the order in which they are tried."""
EMOJI = "Noto Emoji"
CJK = "Noto Sans CJK"
SIGNS = frozenset({EMOJI, "Noto Sans Symbols"})
"""Families of signs among letters: they neither move the lines apart nor set blanks."""
