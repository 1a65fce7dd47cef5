"""What the text of a cue says, and how: its tags read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from html.parser import HTMLParser
from unicodedata import east_asian_width

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
_TIME = re.compile(r"<((?:\d{1,6}:)?[0-5]?\d:[0-5]?\d\.\d{3})>", re.ASCII)
_BREAK = re.compile("[\r\v\f\x85\u2028\u2029]")
_SAID = re.compile(r"said\.(\d{1,12})", re.ASCII)
"""The tag that stands for a time inside a text, milliseconds."""

_DASHES = ("-", "\u2010", "\u2013", "\u2014", "\u2015")


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


@dataclass(frozen=True)
class Marked:
    """A text without tags.

    Attributes:
        text: its lines, separated by new lines; none is empty.
        styles: of each character.
    """

    text: str
    styles: tuple[Style, ...]

    @cached_property
    def times(self) -> tuple[int, ...]:
        """When parts of it are said, in order, milliseconds of the file's time; 0 the first."""
        return tuple(sorted({0, *(style.said for style in self.styles)}))

    @property
    def is_dialogue(self) -> bool:
        """Whether several persons speak, each in a line of their own."""
        return all(line.startswith(_DASHES) for line in self.text.split("\n"))


@lru_cache(maxsize=1024)
def marked(raw: str) -> Marked:
    """Read the tags of a cue's text: those that are not known mean nothing."""
    reader = _Reader()
    reader.feed(_TIME.sub(_timed, _CODE.sub(_tagged, raw)))
    reader.close()
    characters = list(_lines(reader.characters))
    return Marked("".join(char for char, _ in characters), tuple(style for _, style in characters))


def _tagged(code: re.Match[str]) -> str:
    if code[1]:
        return f"<{'' if code[2] == '1' else '/'}{code[1]}>"
    return {"\\N": "\n", "\\h": "\u00a0"}.get(code[0], "")


def _timed(time: re.Match[str]) -> str:
    parts = [float(part) for part in reversed(time[1].split(":"))]
    return f"<said.{round(sum(part * 60**power for power, part in enumerate(parts)) * 1000)}>"


def _lines(characters: list[tuple[str, Style]]) -> Iterator[tuple[str, Style]]:
    """The characters without empty lines and without white space at their ends."""
    line: list[tuple[str, Style]] = []
    begun = False
    for char, style in [*characters, ("\n", Style())]:
        if char != "\n":
            if line or not char.isspace():
                line.append((char, style))
            continue
        while line and line[-1][0].isspace():
            line.pop()
        if line and begun:
            yield "\n", line[0][1]
        begun = begun or bool(line)
        yield from line
        line = []


class _Reader(HTMLParser):
    """Tags of WebVTT and SubRip are near enough to those of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.characters: list[tuple[str, Style]] = []
        self._open: list[tuple[str, Style]] = []
        self._style = Style()

    def set_cdata_mode(self, *_: object, **__: object) -> None:
        """No tag hides what is behind it."""

    def handle_data(self, data: str) -> None:
        self.characters += [(char, self._style) for char in _BREAK.sub("\n", data)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if time := _SAID.fullmatch(tag):
            self._style = replace(self._style, said=int(time[1]))
            return
        name, *classes = tag.split(".")
        self._open.append((name, self._style))
        colours = [dict(attrs).get("color")] if name == "font" else classes
        found = next((one for one in map(_colour, colours) if one), None)
        style = self._style
        self._style = Style(
            style.bold or name == "b",
            style.italic or name == "i",
            style.underline or name == "u",
            found or style.colour,
            style.said,
        )
        if name == "rt":  # what is above in a ruby text is behind it here
            self.handle_data("(")

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _ in self._open]
        if tag not in names:
            return
        if tag == "rt":
            self.handle_data(")")
        while self._open:
            name, style = self._open.pop()
            self._style = replace(style, said=self._style.said)
            if name == tag:
                return


def _colour(name: str | None) -> Colour | None:
    name = (name or "").strip().lower()
    found = _HEX.fullmatch(_NAMED.get(name, "")) or _CLASS.fullmatch(name) or _HEX.fullmatch(name)
    if not found:
        return None
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    return Colour(*bytes.fromhex(digits))


def joined(said: Marked) -> Marked:
    """The same in one line; Chinese and Japanese have no blanks between characters."""
    made = []
    for place, (char, style) in enumerate(zip(said.text, said.styles, strict=True)):
        if char != "\n":
            made.append((char, style))
        elif not (_is_wide(said.text[place - 1]) and _is_wide(said.text[place + 1])):
            made.append((" ", style))
    return Marked("".join(char for char, _ in made), tuple(style for _, style in made))


def _is_wide(char: str) -> bool:
    return east_asian_width(char) in ("W", "F") and not "\uac00" <= char <= "\ud7a3"
