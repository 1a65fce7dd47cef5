"""Order of right-to-left text: against the other implementation of Annex 9, and by ink."""

import numpy as np
from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st

from dragonet.sxml.render.text import order
from support.sxml_text import columns, drawn, node

LATIN, HEBREW = "ab", "\u05d0\u05d1"
TEXTS = st.text(st.sampled_from(f"{LATIN}{HEBREW}\u0627 12.-!"), min_size=1, max_size=14)


def displayed(text: str, rtl: bool) -> str:
    runs = list(zip(order.levels(text, rtl), text, strict=True))
    return "".join(order.seen(runs))


@given(TEXTS, st.booleans())
def test_order_is_that_of_the_other_implementation(text: str, rtl: bool) -> None:
    """Blanks at the end aside, which lines are without."""
    text = text.strip()
    assert displayed(text, rtl) == get_display(text, base_dir="R" if rtl else "L")


def test_brackets_belong_together() -> None:
    for text in ("א (ab) ב", "א (אב) ab", "ab (אב) ba", "ab (אב) אב", "א (ab אב) ב"):
        for rtl in (False, True):
            assert displayed(text, rtl) == get_display(text, base_dir="R" if rtl else "L")


def test_isolates_and_marks_keep_every_character() -> None:
    text = "ab\u2067אב 12\u2069 \u200fx"
    assert len(order.levels(text, False)) == len(text)
    assert order.levels(text, False)[3] % 2 == 1


def test_the_first_strong_character_decides() -> None:
    assert order.runs_from_right("12 אב ab")
    assert order.runs_from_right("12 ab אב") is False
    assert order.runs_from_right("12 !") is None


def parts(words: str) -> list[int]:
    """Widths of the parts of ink between wide gaps, from left to right."""
    there = np.flatnonzero(columns(drawn(node(words, fontsize=40, align="center"))))
    cuts = np.flatnonzero(np.diff(there) > 7)
    starts = [there[0], *there[cuts + 1]]
    ends = [*there[cuts], there[-1]]
    return [int(end - start) for start, end in zip(starts, ends, strict=True)]


def test_words_of_right_to_left_text_are_seen_from_the_right() -> None:
    narrow, wide = "ו", "ששששש"
    first, second = parts(f"{narrow} {wide}")
    assert first > 4 * second
    assert parts("i WWWWW")[0] * 4 < parts("i WWWWW")[1]


def test_arabic_letters_are_joined() -> None:
    """Joined, the three letters of a word are one piece of ink; apart they are three."""
    assert len(parts("سيم")) == 1
    joined = columns(drawn(node("ســم", fontsize=60)))
    there = np.flatnonzero(joined)
    assert there[-1] - there[0] + 1 == len(there)
    apart = columns(drawn(node("س\u200cي\u200cم", fontsize=60)))
    assert not apart[np.flatnonzero(apart)[0] : np.flatnonzero(apart)[-1]].all()


def test_brackets_are_mirrored() -> None:
    """An opening bracket in right-to-left text has the shape of a closing one."""
    pixels = drawn(node("א(", fontsize=100, align="center"))
    there = columns(pixels)
    end = np.flatnonzero(~there[np.flatnonzero(there)[0] :])[0] + np.flatnonzero(there)[0]
    bracket = pixels[:, np.flatnonzero(there)[0] : end, 3] > 128
    rows = np.flatnonzero(bracket.any(axis=1))
    middle, top = rows[len(rows) // 2], rows[2]
    assert np.flatnonzero(bracket[middle]).mean() > np.flatnonzero(bracket[top]).mean()
