"""Tags in a text that is to be spoken: skipped, but for the pauses that they ask for.

SSML is not required; a text that carries it, or HTML, is read without its tags.
"""

import html
import re
from collections.abc import Iterator

LONGEST = 10.0
"""Longest pause that a tag can ask for, seconds."""

_ATTRIBUTE = r"""\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*')"""
_TAG = re.compile(
    rf"</?(?P<name>[A-Za-z][\w:.-]*)(?P<rest>(?:{_ATTRIBUTE})*)\s*/?>"
    r"|<!--.{0,4000}?-->|<\?[^<>]*\?>|<![A-Za-z][^<>]*>",
    re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z]{2,8}\d{0,2});")
_TIME = re.compile(r"""\btime\s*=\s*["']\s*\+?(\d{1,6}(?:\.\d{1,6})?)\s*(ms|s)\s*["']""")
_STRENGTH = re.compile(r"""\bstrength\s*=\s*["']\s*([\w-]+)""")

_STRENGTHS = {"none": 0.0, "x-weak": 0.1, "weak": 0.2, "strong": 0.8, "x-strong": 1.2}
_MEDIUM = 0.4
_BLOCKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "s", "sentence"}


def runs(text: str) -> Iterator[tuple[str, float]]:
    """The text between breaks, and the seconds of silence asked for after each part."""
    kept = ""
    end = 0
    for tag in _TAG.finditer(text):
        kept += text[end : tag.start()]
        end = tag.end()
        name = (tag["name"] or "").lower()
        if name == "break":
            yield _unescaped(kept), _pause(tag["rest"])
            kept = ""
        elif name in _BLOCKS:
            kept += "\n\n"
    yield _unescaped(kept + text[end:]), 0.0


def _pause(attributes: str) -> float:
    if time := _TIME.search(attributes):
        return min(float(time[1]) / (1000 if time[2] == "ms" else 1), LONGEST)
    strength = _STRENGTH.search(attributes)
    return _STRENGTHS.get(strength[1], _MEDIUM) if strength else _MEDIUM


def _unescaped(text: str) -> str:
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
