"""A text in pieces that an engine speaks in one go, and the pauses between them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dragonet.media.speech.markup import runs
from dragonet.media.speech.normalise import calm, normalised

LONGEST = 240
"""Most characters of a piece."""

_PAUSES = {".": 0.4, "!": 0.4, "?": 0.4, "…": 0.6, ";": 0.28, ":": 0.28, "—": 0.25, ",": 0.18}
_LINE, _PARAGRAPH, _NONE = 0.4, 0.75, 0.03

_BREAKS = re.compile(r"\n[ \t]*(\n\s*)?")
_WRAPPED = re.compile(r"(?<=[^\n.!?:…]{40})\n(?=[^\n])")
_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[^\sa-z])|…\s*")
_CLAUSES = tuple(re.compile(sign) for sign in (r"[;:]\s+", r"\s—\s", r",\s+", r"\s+"))
_SPOKEN = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class Piece:
    """A sentence or a part of one.

    Attributes:
        text: at most LONGEST characters, for an engine.
        pause: seconds of silence after it.
    """

    text: str
    pause: float


def pieces(text: str) -> list[Piece]:
    """The text in the order it is spoken; empty if nothing in it can be."""
    found: list[Piece] = []
    for run, silence in runs(text):
        found.extend(_spoken(run))
        if found and silence:
            found[-1] = replace(found[-1], pause=max(found[-1].pause, silence))
    return found


def _spoken(run: str) -> Iterator[Piece]:
    for line, pause in _lines(normalised(run)):
        parts = [part for part in _sentences(line) if _SPOKEN.search(part)]
        for number, part in enumerate(parts):
            last = number == len(parts) - 1
            yield Piece(calm(part), max(pause, _after(part)) if last else _after(part))


def _lines(text: str) -> Iterator[tuple[str, float]]:
    """Lines without those that only wrap, and the pause after each."""
    text = _WRAPPED.sub(" ", text.strip())
    begin = 0
    for found in _BREAKS.finditer(text):
        yield text[begin : found.start()], _PARAGRAPH if found[1] is not None else _LINE
        begin = found.end()
    yield text[begin:], _LINE


def _sentences(line: str) -> Iterator[str]:
    begin = 0
    for found in _END.finditer(line):
        yield from _short(line[begin : found.end()].strip())
        begin = found.end()
    yield from _short(line[begin:].strip())


def _short(sentence: str) -> Iterator[str]:
    """The sentence, cut at the mark nearest to its middle until every part is short enough."""
    if len(sentence) <= LONGEST:
        yield sentence
        return
    middle = len(sentence) / 2
    for sign in _CLAUSES:
        cuts = [found.end() for found in sign.finditer(sentence)]
        cut = min(cuts, key=lambda at: abs(at - middle), default=0)
        if min(cut, len(sentence) - cut) >= LONGEST / 6:
            break
    else:
        cut = int(middle)
    yield from _short(sentence[:cut].strip())
    yield from _short(sentence[cut:].strip())


def _after(piece: str) -> float:
    return _PAUSES.get(piece.rstrip("\"'”’)] ")[-1:], _NONE)
