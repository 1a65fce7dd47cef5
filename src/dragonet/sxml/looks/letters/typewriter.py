"""Letters appear one after the other."""

from typing import TYPE_CHECKING

from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.animators import MODE
from dragonet.sxml.types import choice

if TYPE_CHECKING:
    from dragonet.sxml.render.text.lettering import LetterCall
    from dragonet.sxml.render.text.shown import Shown

_BLINK = 0.53
"""Seconds that a cursor is there, and that it is away."""


def _typewriter(call: "LetterCall") -> "Shown | None":
    from dragonet.sxml.render.animate import eased
    from dragonet.sxml.render.easing import within
    from dragonet.sxml.render.text.lettering import joined
    from dragonet.sxml.render.text.shown import Piece, Shown

    text, cursor = call.text, call.values["cursor"]
    every, passed = len(text.letters), within(eased(call.progress, call.values["mode"]))
    typed = min(every, int(passed * every + 1e-9) + 1) if call.begun else 0
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


TYPEWRITER = Look(
    "animator",
    "typewriter",
    "Of a text: its letters appear one after the other.",
    (
        Attribute(
            "cursor",
            choice("none", "bar", "block", "underline"),
            "What stands behind the last letter, and blinks once all are there.",
            "none",
        ),
        MODE,
    ),
    letters=True,
    render=_typewriter,
    cost=1,
)
