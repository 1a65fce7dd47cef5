"""What the text of a cue says, and how."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from unicodedata import category, east_asian_width

from dragonet.sxml.captions.tags import Style, characters

_DASHES = ("-", "\u2010", "\u2013", "\u2014", "\u2015")
_MARKS = 16
"""On one character; more are there to break what reads them."""


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


@lru_cache(maxsize=128)
def marked(raw: str) -> Marked:
    """The text of a cue without its tags."""
    found = list(_lines(characters(raw)))
    return Marked("".join(char for char, _ in found), tuple(style for _, style in found))


def _lines(characters: list[tuple[str, Style]]) -> Iterator[tuple[str, Style]]:
    """The characters without empty lines; of white space in a row the first, between words."""
    line: list[tuple[str, Style]] = []
    begun, marks = False, 0
    for char, style in [*characters, ("\n", Style())]:
        if char != "\n":
            marks = marks + 1 if category(char) in ("Mn", "Me", "Cf") else 0
            blank = char.isspace() and (not line or line[-1][0].isspace())
            if not blank and marks <= _MARKS:
                line.append((char, style))
            continue
        if line and line[-1][0].isspace():
            line.pop()
        if line and begun:
            yield "\n", line[0][1]
        begun = begun or bool(line)
        yield from line
        line = []


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
