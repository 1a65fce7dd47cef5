"""From the text of captions to its cues."""

import re
from collections.abc import Iterator
from functools import lru_cache

from dragonet.sxml.captions.cue import Cue, keypad, settings
from dragonet.sxml.problems import shown
from dragonet.sxml.values import MAX_TEXT

MOST_CUES = 20_000
"""Cues of one file; a film has two thousand."""

_TIME = r"(?:(\d{1,6}):)?([0-5]?\d):([0-5]?\d)(?:[.,](\d{1,3})\d*)?"
_TIMING = re.compile(rf"{_TIME}\s*-->\s*{_TIME}(?:\s+(.*))?", re.ASCII)
_ARROW = "-->"
_LINE = re.compile("\r\n|\r|\n")
_USE = (
    "use 00:00:01,000 --> 00:00:02,500 (SRT) or 00:00:01.000 --> 00:00:02.500 (WebVTT), "
    "minutes and seconds up to 59"
)


class CaptionError(ValueError):
    """Captions that cannot be read; the text begins with the line."""


def read(text: str) -> tuple[Cue, ...]:
    """The cues of a text in order of their start: WebVTT if it begins with that word, else SubRip.

    Raises CaptionError.
    """
    srt = not text.lstrip().startswith("WEBVTT")
    lines = list(_stripped(_LINE.split(text), srt))
    from webvtt import WebVTT  # most movies have no captions

    found = WebVTT.from_buffer(_tidied(lines, srt), format="srt" if srt else "vtt")
    cues = []
    for item in found.captions:
        start, end = item.start_time.in_milliseconds(), item.end_time.in_milliseconds()
        asked = keypad(item.raw_text) or settings(str(item.settings))
        cues.append(Cue(start, end, item.raw_text, asked))
    return tuple(sorted(cues, key=lambda cue: cue.start))


@lru_cache(maxsize=16)
def read_text(text: str) -> tuple[Cue, ...]:
    """The cues that stand in a document, kept for the next pass. Raises CaptionError."""
    return read(text)


def _stripped(lines: list[str], srt: bool) -> Iterator[str]:
    """Lines without blanks around them. Of those with nothing else, ` ` stands for one that does
    not end its cue: WebVTT has it so, and videos of YouTube say nothing in a first line."""
    for number, line in enumerate(lines, 1):
        ends = srt or not line or any(map(_is_timing, lines[number : number + 2]))
        yield line.strip() or ("" if ends else " ")


def _tidied(lines: list[str], srt: bool) -> list[str]:
    """Lines of which the library leaves nothing out without a word: it is told here.

    Times are written in full, and every cue of SubRip has a number.
    """
    kept: list[str] = []
    count = length = 0
    for number, line in enumerate(lines, 1):
        if not _is_timing(line):
            length = length + len(line) if line or srt else 0
            if length > MAX_TEXT:
                text = f"the text of a cue has more than {MAX_TEXT} characters"
                raise CaptionError(f"line {number}: {text}; at most so many are allowed")
            if line != " " and (line or kept):
                kept.append(line)
            continue
        length = 0
        count += 1
        if count > MOST_CUES:
            text = f"there are more than {MOST_CUES} cues; at most so many are allowed"
            raise CaptionError(f"line {number}: {text}")
        timing = _timing(line, number, srt)
        if srt:
            _number(kept, count)
        kept.append(timing)
    while kept and not kept[-1]:
        kept.pop()
    if srt and kept[-2:] == ["", str(count + 1)]:
        kept.pop()  # of a cue that was cut off
    if not count:
        raise CaptionError("line 1: there are no cues; use SRT (SubRip) or WebVTT")
    return kept


def _number(kept: list[str], count: int) -> None:
    """Put the number of a cue of SubRip before its times, instead of its own if it has one."""
    apart = bool(kept) and not kept[-1]
    while kept and not kept[-1]:
        kept.pop()
    said = apart and any(kept[-2:-1]) and kept[-1] != str(count)  # it ends the text before
    if kept and kept[-1].isdigit() and not said:
        kept.pop()
    if count == 1:  # what is before it is in no cue
        kept.clear()
    kept += ["", str(count)] if kept else [str(count)]


def _is_timing(line: str) -> bool:
    """Whether a line is meant to say when a cue is; an arrow may also be in a text."""
    before, arrow, after = line.partition(_ARROW)
    return bool(arrow) and any(part.strip()[:1].isdigit() for part in (before, after))


def _timing(line: str, number: int, srt: bool) -> str:
    """The line of a cue's times, written in full."""
    found = _TIMING.fullmatch(line)
    if not found:
        raise CaptionError(f"line {number}: {shown(line)} are no times of a cue; {_USE}")
    start, end = _milliseconds(found.groups()[:4], srt), _milliseconds(found.groups()[4:8], srt)
    if end < start:
        text = f"the cue ends at {_told(end)}, before its start at {_told(start)}"
        raise CaptionError(f"line {number}: {text}; the end may not be before the start")
    return f"{_told(start)} --> {_told(end)} {found[9] or ''}"


def _milliseconds(parts: tuple[str | None, ...], srt: bool) -> int:
    """Players read the last part of SubRip as a number, so `,5` is 5 ms; of WebVTT as decimals."""
    hours, minutes, seconds = (int(part or 0) for part in parts[:3])
    last = parts[3] or "0"
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int(last if srt else last.ljust(3, "0"))


def _told(time: int) -> str:
    seconds, thousandths = divmod(time, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}"
