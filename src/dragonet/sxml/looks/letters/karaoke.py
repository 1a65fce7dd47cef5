"""Words take a colour in turn."""

from bisect import bisect_right
from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.animators import MODE
from dragonet.sxml.types import choice

if TYPE_CHECKING:
    from dragonet.sxml.render.text.lettering import LetterCall, Word
    from dragonet.sxml.render.text.shown import Shown

_LAP = 0.03
"""Of an em, by which what is not sung goes on below what is."""

_TURN = 0.12
"""Seconds in which a word takes its colour, and loses it."""


def _karaoke(call: "LetterCall") -> "Shown | None":
    words = call.text.words
    if not call.begun or not words:
        return None
    if call.values["style"] == "word":
        return None if call.progress >= 1 else _one(call)
    return _sweep(call)


def _now(call: "LetterCall") -> float:
    """Seconds that have passed for the words; if they have no `times`, by the mode."""
    from dragonet.sxml.render.animate import eased
    from dragonet.sxml.render.easing import within

    if call.values["times"] is not None:
        return call.seconds
    return call.duration * within(eased(call.progress, call.values["mode"]))


def _time(call: "LetterCall", place: int) -> tuple[float, float]:
    """When a word begins and ends, seconds."""
    text, times = call.text, call.values["times"]
    if times is None:
        every = text.offsets[-1]
        start, end = text.offsets[place], text.offsets[place + 1]
        return call.duration * start / every, call.duration * end / every
    numbers = [word.number for word in text.words]
    own = numbers[place]
    end = times[own + 1] if own + 1 < len(times) else max(call.duration, times[own])
    parts = [text.words[at].length for at, number in enumerate(numbers) if number == own]
    before = sum(parts[: place - numbers.index(own)])
    unit = (end - times[own]) / sum(parts)
    return times[own] + before * unit, times[own] + (before + text.words[place].length) * unit


def _sweep(call: "LetterCall") -> "Shown":
    """Colour flows through the words and stays."""
    from dragonet.sxml.render.text.shown import Piece, Shown

    text, colour, seconds = call.text, call.values["color"], _now(call)
    begun = [_time(call, place)[0] for place in range(len(text.words))]
    now = bisect_right(begun, seconds) - 1
    behind = (Piece(text.outline),)
    if now < 0:
        return Shown(behind, 0.0, behind)
    start, end = _time(call, now)
    share = _share(call, (seconds - start) / (end - start)) if end > start else 1.0
    pieces: list[Piece] = []
    done = now + (share >= 1)
    part = done == now and share > 0
    if done + part < len(text.words):
        pieces.append(Piece(text.some(done + part, len(text.words))))
    if done:
        pieces.append(Piece(text.some(0, done), tint=colour))
    if part:
        word = text.words[now]
        sung = _sung(word, share)
        pieces.append(Piece(word.path, sides=_unsung(word, sung, _LAP * text.size)))
        pieces.append(Piece(word.path, tint=colour, sides=sung))
    return Shown(tuple(pieces), (now, share), behind)


def _share(call: "LetterCall", passed: float) -> float:
    """How much of the word of the moment has its colour."""
    from dragonet.sxml.render.animate import eased
    from dragonet.sxml.render.easing import within

    mode = "linear" if call.values["times"] is None else call.values["mode"]
    return within(eased(within(passed), mode))


def _sung(word: "Word", share: float) -> tuple[float, float]:
    reach = (word.right - word.left) * share
    return (word.right - reach, word.right) if word.rtl else (word.left, word.left + reach)


def _unsung(word: "Word", sung: tuple[float, float], lap: float) -> tuple[float, float]:
    """The rest of a word; under the edge of what is sung it goes on, so that nothing shines through
    there, but no farther, as its colour would be seen around the letters."""
    return (word.left, sung[0] + lap) if word.rtl else (sung[1] - lap, word.right)


def _one(call: "LetterCall") -> "Shown":
    """Only the word of the moment has the colour."""
    from dragonet.sxml.render.text.shown import Piece, Shown

    text, pieces, shares = call.text, list[Piece](), list[tuple[int, float]]()
    plain, seconds = 0, _now(call)
    for place, word in enumerate(text.words):
        start, end = _time(call, place)
        came = (seconds - start) / _TURN
        share = min(1.0, came, 1 - (seconds - end) / _TURN)
        if share > 0:
            if plain < place:
                pieces.append(Piece(text.some(plain, place)))
            pieces.append(Piece(word.path, tint=call.values["color"], share=share))
            plain = place + 1
            shares.append((place, share))
    if plain < len(text.words):
        pieces.append(Piece(text.some(plain, len(text.words))))
    return Shown(tuple(pieces), tuple(shares), (Piece(text.outline),))


KARAOKE = Look(
    "animator",
    "karaoke",
    "Of a text: its words take a colour in turn.",
    (
        Attribute("color", values.COLOUR, "Colour that they take.", "#ffd23f"),
        Attribute(
            "style",
            choice("sweep", "word"),
            "`sweep` flows through them and stays, `word` is on one at a time.",
            "sweep",
        ),
        Attribute(
            "times",
            values.TIMES,
            "When each word begins, in seconds from the animator's start; without it, each has "
            "time by its length.",
        ),
        MODE.but(summary=f"{MODE.summary} Of its whole time; with `times`, of each word's."),
    ),
    letters=True,
    render=_karaoke,
    cost=1,
)
