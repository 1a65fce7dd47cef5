"""Animators of the letters of a text, which stays as it is laid out."""

from bisect import bisect_right
from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.animators import MODE
from dragonet.sxml.types import choice, number

if TYPE_CHECKING:
    from dragonet.sxml.render.text.lettering import LetterCall, Word
    from dragonet.sxml.render.text.shown import Shown

_BLINK = 0.53
"""Seconds that a cursor is there, and that it is away."""
_RISE = 0.45
"""Of a word, in ems."""
_TURN = 0.12
"""Seconds in which a word takes its colour, and loses it."""


def _typewriter(call: "LetterCall") -> "Shown | None":
    from dragonet.sxml.render.text.lettering import joined
    from dragonet.sxml.render.text.shown import Piece, Shown

    text, cursor = call.text, call.values["cursor"]
    every = len(text.letters)
    typed = min(every, int(call.progress * every + 1e-9) + 1) if call.begun else 0
    typing = call.begun and call.progress < 1
    rest = call.seconds - call.duration if call.begun else 0.0
    lit = cursor != "none" and (typing or int(rest / _BLINK) % 2 == 0)
    if typed == every and not lit:
        return None
    path = text.first(typed)
    if lit and every:
        path = joined([path, _cursor(call, typed)])
    return Shown(() if path.isEmpty() else (Piece(path),), (typed, lit))


def _cursor(call: "LetterCall", typed: int) -> "object":
    """Behind the last letter that is typed."""
    import skia

    text, em = call.text, call.text.size
    letter = text.letters[max(0, typed - 1)]
    ahead = letter.rtl == (typed > 0)  # whether the letter is to the right of the cursor
    edge = letter.left if ahead else letter.right
    sign = -1 if letter.rtl else 1
    wide = {"bar": 0.07, "block": 0.5, "underline": 0.5}[call.values["cursor"]] * em
    near, far = edge + sign * 0.05 * em, edge + sign * (0.05 * em + wide)
    bottom, top = (-0.14, -0.07) if call.values["cursor"] == "underline" else (-0.14, 0.8)
    path = skia.Path()
    path.addRect(
        skia.Rect.MakeLTRB(
            min(near, far),
            letter.baseline + bottom * em,
            max(near, far),
            letter.baseline + top * em,
        )
    )
    return path


def _words(call: "LetterCall") -> "Shown | None":
    from dragonet.sxml.render.animate import eased
    from dragonet.sxml.render.easing import after
    from dragonet.sxml.render.text.shown import Piece, Shown

    text = call.text
    if call.begun and call.progress >= 1:
        return None
    if not call.begun or not text.words:
        return Shown((), 0.0)
    last = max(1, text.words[-1].number)
    part = call.values["together"] / (last + call.values["together"])
    rise = _RISE * text.size if call.values["style"] == "rise" else 0.0
    pieces: list[Piece] = []
    settled = 0
    for place, word in enumerate(text.words):
        passed = after(call.progress, word.number / last, part)
        share = eased(passed, call.values["mode"])
        if passed >= 1:
            settled = place + 1
        elif passed > 0:
            pieces.append(Piece(word.path, min(max(share, 0.0), 1.0), (share - 1) * rise))
    if settled:
        pieces.insert(0, Piece(text.some(0, settled)))
    return Shown(tuple(pieces), call.progress)


def _karaoke(call: "LetterCall") -> "Shown | None":
    words = call.text.words
    if not call.begun or not words:
        return None
    if call.values["style"] == "word":
        return None if call.progress >= 1 else _one(call)
    return _sweep(call)


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

    text, colour = call.text, call.values["color"]
    begun = [_time(call, place)[0] for place in range(len(text.words))]
    now = bisect_right(begun, call.seconds) - 1
    behind = (Piece(text.outline),)
    if now < 0:
        return Shown(behind, 0.0, behind)
    start, end = _time(call, now)
    share = min(1.0, (call.seconds - start) / (end - start)) if end > start else 1.0
    pieces: list[Piece] = []
    done = now + (share >= 1)
    if done < len(text.words):
        pieces.append(Piece(text.some(done, len(text.words))))
    if done:
        pieces.append(Piece(text.some(0, done), tint=colour))
    if done == now and share > 0:
        word = text.words[now]
        pieces.append(Piece(word.path, tint=colour, sides=_sung(word, share)))
    return Shown(tuple(pieces), (now, share), behind)


def _sung(word: "Word", share: float) -> tuple[float, float]:
    reach = (word.right - word.left) * share
    return (word.right - reach, word.right) if word.rtl else (word.left, word.left + reach)


def _one(call: "LetterCall") -> "Shown":
    """Only the word of the moment has the colour."""
    from dragonet.sxml.render.text.shown import Piece, Shown

    text, pieces, shares = call.text, list[Piece](), list[tuple[int, float]]()
    plain = 0
    for place, word in enumerate(text.words):
        start, end = _time(call, place)
        came = (call.seconds - start) / _TURN
        share = min(1.0, came, 1 - (call.seconds - end) / _TURN)
        if share > 0:
            if plain < place:
                pieces.append(Piece(text.some(plain, place)))
            pieces.append(Piece(word.path, tint=call.values["color"], share=share))
            plain = place + 1
            shares.append((place, share))
    if plain < len(text.words):
        pieces.append(Piece(text.some(plain, len(text.words))))
    return Shown(tuple(pieces), tuple(shares), (Piece(text.outline),))


TYPEWRITER = Look(
    "animator",
    "typewriter",
    "Of a text: its letters appear one after the other, evenly.",
    (
        Attribute(
            "cursor",
            choice("none", "bar", "block", "underline"),
            "What stands behind the last letter, and blinks once all are there.",
            "none",
        ),
    ),
    letters=True,
    render=_typewriter,
)
WORDS = Look(
    "animator",
    "words",
    "Of a text: its words appear one after the other.",
    (
        Attribute("style", choice("rise", "fade"), "How they appear.", "rise"),
        Attribute("together", number(1, 100), "How many are appearing at once.", "3.0"),
        MODE.but(default="ease-out"),
    ),
    letters=True,
    render=_words,
)
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
    ),
    letters=True,
    render=_karaoke,
)
