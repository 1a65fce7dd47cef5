"""Where lines may break (Unicode Annex 14)."""

import re
from functools import lru_cache

from uniseg.linebreak import line_break_boundaries

from dragonet.sxml.render.text.runs import MARKS_OR_BLANKS, without

_SMALL = "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ"
_KANA = "\u3041-\u3096\u30a1-\u30fa"
_HAN = "\u4e00-\u9fff"
_PLAIN = re.compile(
    rf"(?<=[^\W\d_] )(?=[^\W\d_])|(?<=[{_KANA}{_HAN}])(?=[{_KANA}{_HAN}])(?![{_SMALL}])"
)
"""Where a line may break and no rule looks from one side to the other: between two words with one
blank between them, and between two characters of Chinese or Japanese."""


def breaks(text: str) -> list[int]:
    """The ends of the parts that a line may not break, the start of the text included."""
    return without(MARKS_OR_BLANKS, text, _breaks)


def _breaks(text: str) -> list[int]:
    made, start = [0], 0
    for part in _PLAIN.split(text):
        made.extend(start + end for end in _within(part) if end)
        start += len(part)
    return made


@lru_cache(maxsize=2048)
def _within(part: str) -> tuple[int, ...]:
    return tuple(line_break_boundaries(part)) if part else ()
