"""Words appear one after the other."""

from typing import TYPE_CHECKING

from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.animators import MODE
from dragonet.sxml.types import choice, number

if TYPE_CHECKING:
    from dragonet.sxml.render.text.lettering import LetterCall
    from dragonet.sxml.render.text.shown import Shown

_RISE = 0.45
"""Of a word, in ems."""


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
    cost=1,
)
