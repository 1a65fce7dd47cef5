"""The words of a text, for animators that show one after the other."""

import re

_HAN = "\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff"
_OPENING = "「『（【〈《"
_SMALL = "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮー"
_CLINGING = _SMALL + "、。，．！？：；」』）】〉》…\u3099\u309a\ufe00-\ufe0f"
_WORD = re.compile(rf"[{_OPENING}]*[{_HAN}][{_CLINGING}]*|[^\s{_HAN}{_OPENING}]+|[{_OPENING}]+")


def starts(text: str) -> list[int]:
    """Where words begin: after blanks, and at each character of Chinese and Japanese."""
    return [found.start() for found in _WORD.finditer(text)]
