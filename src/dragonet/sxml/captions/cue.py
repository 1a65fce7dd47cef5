"""A caption and where it asks to be."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

Align = Literal["start", "center", "end", "left", "right"]
Anchor = Literal["line-left", "center", "line-right"]
Level = Literal["start", "center", "end"]

_KEYPAD = re.compile(r"\{\\an([1-9])\}")


@dataclass(frozen=True)
class Settings:
    """Where a cue asks to be, as WebVTT has it; None: where captions are.

    Attributes:
        align: of its lines; start and end follow the direction in which they are read.
        position: of the text across the screen, 0 to 1.
        anchor: which side of the text is at `position`.
        row: its first line, counted in lines from the top; negative: from the bottom, -1 the last.
        height: of the text below the top of the screen, 0 to 1, instead of `row`.
        level: which side of the text is at `height`.
        size: how wide the text may be, 0 to 1 of the screen.
    """

    align: Align | None = None
    position: float | None = None
    anchor: Anchor | None = None
    row: int | None = None
    height: float | None = None
    level: Level = "start"
    size: float | None = None


@dataclass(frozen=True)
class Cue:
    """A caption.

    Attributes:
        start, end: milliseconds; it is shown from the one to before the other.
        text: with its tags, lines separated by new lines.
        settings: where it asks to be.
    """

    start: int
    end: int
    text: str
    settings: Settings = Settings()


@lru_cache(maxsize=1024)
def settings(text: str) -> Settings:
    """What the settings of a WebVTT cue ask; those that are not valid ask nothing."""
    from webvtt.models import CueSettings

    given = CueSettings.from_string(text)
    line, _, level = (given.line or "").partition(",")
    position, _, anchor = (given.position or "").partition(",")
    percent = line.endswith("%")
    return Settings(
        cast("Align | None", given.align),
        _share(position),
        cast("Anchor | None", anchor or None),
        int(line[:9]) if line and not percent else None,
        _share(line) if percent else None,
        cast("Level", level or "start"),
        _share(given.size or ""),
    )


def _share(text: str) -> float | None:
    return float(text[:-1]) / 100 if text else None


def keypad(text: str) -> Settings | None:
    r"""What a code like `{\an8}` in a SubRip text asks: the places of the keys 1 to 9."""
    found = _KEYPAD.search(text)
    if not found:
        return None
    row, column = divmod(int(found[1]) - 1, 3)
    aligns: tuple[Align, ...] = ("left", "center", "right")
    if row == 1:
        return Settings(aligns[column], height=0.5, level="center")
    return Settings(aligns[column], row=0 if row == 2 else -1)
