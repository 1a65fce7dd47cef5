"""Where the lines of paragraphs end."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from dragonet.sxml.render.text.paragraph import ELLIPSIS, Line, Paragraph


class Part(NamedTuple):
    """What a line holds of a paragraph."""

    paragraph: Paragraph
    start: int
    end: int


Widths = Callable[[int], float]
"""The width of each line, counted from 0, in ems."""


def wrapped(
    paragraphs: Sequence[Paragraph], widths: Widths, split: bool = True, most: int | None = None
) -> list[Part]:
    """Lines as full as they get, each paragraph starting a new one.

    Args:
        paragraphs: what is to be broken.
        widths: of the lines.
        split: whether a word that is wider than a line is broken; else it sticks out.
        most: lines after which to stop.
    """
    made: list[Part] = []
    for paragraph in paragraphs:
        start, end = 0, len(paragraph.text)
        while start < end or end == 0:
            if most is not None and len(made) == most:
                return made
            stop = _stop(paragraph, start, widths(len(made)), split) if end else 0
            made.append(Part(paragraph, start, stop))
            start = stop
            if end == 0:
                break
    return made


def _even(width: float) -> Widths:
    return lambda _: width


def _stop(paragraph: Paragraph, start: int, width: float, split: bool) -> int:
    stop = paragraph.words.furthest(start, width)
    if stop == start and split:
        stop = paragraph.characters.furthest(start, width)
        return stop if stop > start else paragraph.characters.after(start)
    return stop if stop > start else paragraph.words.after(start)


def whole(paragraphs: Sequence[Paragraph]) -> list[Part]:
    """Each paragraph on one line."""
    return [Part(one, 0, len(one.text)) for one in paragraphs]


def balanced(paragraphs: Sequence[Paragraph], width: float, split: bool = True) -> list[Part]:
    """As few lines as a width allows, as even as they get with so many."""
    made: list[Part] = []
    for paragraph in paragraphs:
        full = wrapped([paragraph], _even(width), split)
        low, high = 0.0, width
        if len(full) > 40:  # a page is not evened out
            low = high
        while high - low > 0.02:
            middle = (low + high) / 2
            tried = wrapped([paragraph], _even(middle), split=False, most=len(full) + 1)
            if len(tried) <= len(full) and _widest(tried) <= middle + 1e-6:
                full, high = tried, middle
            else:
                low = middle
        made += full
    return made


def _widest(parts: Sequence[Part]) -> float:
    return max((width(part) for part in parts), default=0.0)


def width(part: Part) -> float:
    """How wide a line will be, nearly."""
    return part.paragraph.width(part.start, part.paragraph.trimmed(part.start, part.end))


def lines(parts: Sequence[Part]) -> list[Line]:
    """The shaped lines."""
    return [part.paragraph.line(part.start, part.end) for part in parts]


def cut(part: Part, width: float) -> Line:
    """A line that ends with an ellipsis, as much of it as fits into a width."""
    paragraph, start, end = part
    dots = paragraph.line(start, start, ellipsis=True).width
    stop = min(end, paragraph.characters.furthest(start, max(0.0, width - dots)))
    while True:
        line = paragraph.line(start, _tidy(paragraph.text, start, stop), ellipsis=True)
        if line.width <= width + 1e-6 or stop <= start:
            return line
        stop = max(place for place in paragraph.characters.places if place < stop)


def _tidy(text: str, start: int, end: int) -> int:
    """Without blanks and commas before the ellipsis."""
    return start + len(text[start:end].rstrip(" \t,;:.-–—" + ELLIPSIS))


def fitting(part: Part, room: float) -> Line:
    """A line, cut with an ellipsis if it has no room."""
    return cut(part, room) if width(part) > room else lines([part])[0]


def limited(parts: Sequence[Part], widths: Widths, most: int) -> list[Line]:
    """At most so many lines; the last ends with an ellipsis if there would be more."""
    if len(parts) <= most:
        return lines(parts)
    last = parts[most - 1]
    rest = Part(last.paragraph, last.start, len(last.paragraph.text))
    return [*lines(parts[: most - 1]), cut(rest, widths(most - 1))]
