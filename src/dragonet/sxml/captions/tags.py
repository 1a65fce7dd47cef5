"""Tags in the text of a cue: those of WebVTT and SubRip, and codes of other formats."""

import re
from dataclasses import dataclass, replace
from html import unescape

from dragonet.sxml.values import Colour

_NAMED = {
    "black": "000000",
    "blue": "0000ff",
    "cyan": "00ffff",
    "aqua": "00ffff",
    "gray": "808080",
    "grey": "808080",
    "green": "008000",
    "lime": "00ff00",
    "magenta": "ff00ff",
    "fuchsia": "ff00ff",
    "orange": "ffa500",
    "pink": "ffc0cb",
    "purple": "800080",
    "red": "ff0000",
    "white": "ffffff",
    "yellow": "ffff00",
}
_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})(?:[0-9a-f]{2})?")
_CLASS = re.compile(r"color([0-9a-f]{6})")
_CODE = re.compile(r"\{\\([biu])([01])\}|\{[\\*][^{}\n]*\}|\\[Nh]")
"""Codes of other formats that stand in files of SubRip."""
_TIME = r"(?:\d{1,6}:)?[0-5]?\d:[0-5]?\d\.\d{3}"
_MARK = re.compile(rf"<(?:({_TIME})|(/?)([a-zA-Z!?][^\s<>/]*)([^<>]*))>", re.ASCII)
_FONT = re.compile(r"""\bcolor\s*=\s*["']?\s*([#\w]+)""", re.IGNORECASE)
_BREAK = re.compile("[\r\v\f\x85\u2028\u2029]")


@dataclass(frozen=True)
class Style:
    """How a part of a text is written.

    Attributes:
        bold, italic, underline: whether it is.
        colour: of its letters; None: that of all.
        said: milliseconds of the file's time when it is said; 0: with the first words.
    """

    bold: bool = False
    italic: bool = False
    underline: bool = False
    colour: Colour | None = None
    said: int = 0


def characters(raw: str) -> list[tuple[str, Style]]:
    """The characters of a text without its tags; those that are not known mean nothing."""
    reader = _Reader()
    last = 0
    text = _CODE.sub(_tagged, raw)
    for mark in _MARK.finditer(text):
        reader.say(text[last : mark.start()])
        last = mark.end()
        time, closing, name, rest = mark.groups()
        if time:
            reader.wait(time)
        elif closing:
            reader.close(name.lower())
        else:
            reader.open(name.lower(), rest)
    reader.say(text[last:])
    return reader.characters


def _tagged(code: re.Match[str]) -> str:
    if code[1]:
        return f"<{'' if code[2] == '1' else '/'}{code[1]}>"
    return {"\\N": "\n", "\\h": "\u00a0"}.get(code[0], "")


class _Reader:
    """Collects the characters, each with the style that the open tags give it."""

    def __init__(self) -> None:
        self.characters: list[tuple[str, Style]] = []
        self._open: list[tuple[str, Style]] = []
        self._style = Style()

    def say(self, text: str) -> None:
        """Add characters."""
        text = _BREAK.sub("\n", unescape(text))
        self.characters += [(char, self._style) for char in text]

    def wait(self, time: str) -> None:
        """What follows is said at a time."""
        parts = [float(part) for part in reversed(time.split(":"))]
        seconds = sum(part * 60**power for power, part in enumerate(parts))
        self._style = replace(self._style, said=round(seconds * 1000))

    def open(self, tag: str, rest: str) -> None:
        """A tag begins."""
        name, *classes = tag.split(".")
        if name == "br":  # as converters of other formats leave it
            self.say("\n")
            return
        style = self._style
        self._open.append((name, style))
        if name == "font":
            asked = _FONT.search(rest)
            colour = _colour(asked[1], _HEX) if asked else None
        else:
            colour = next(filter(None, (_colour(one, _CLASS) for one in classes)), None)
        self._style = Style(
            style.bold or name == "b",
            style.italic or name == "i",
            style.underline or name == "u",
            colour or style.colour,
            style.said,
        )
        if name == "rt":  # what is above in a ruby text is behind it here
            self.say("(")

    def close(self, tag: str) -> None:
        """A tag ends, and with it those inside."""
        if tag not in (name for name, _ in self._open):
            return
        if tag == "rt":
            self.say(")")
        name = ""
        while name != tag:
            name, style = self._open.pop()
            self._style = replace(style, said=self._style.said)


def _colour(text: str, digits_of: re.Pattern[str]) -> Colour | None:
    found = _HEX.fullmatch(_NAMED.get(text.lower(), "")) or digits_of.fullmatch(text.lower())
    if not found:
        return None
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    return Colour(*bytes.fromhex(digits))
