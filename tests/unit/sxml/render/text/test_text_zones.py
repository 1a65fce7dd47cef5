"""Zones fill their box and never leave it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragonet.sxml.render.text import TextPicture
from support.sxml_text import ASPECT, drawn, ink, node, picture, screen

WORDS = st.lists(
    st.text(st.sampled_from("abcHgé漢ש"), min_size=1, max_size=8), min_size=1, max_size=12
)
SIDE = st.floats(0.1, 1.0)


@settings(max_examples=60, deadline=None)
@given(WORDS, SIDE, SIDE, st.sampled_from(["left", "center", "right"]))
def test_the_lines_fit_and_fill(words: list[str], width: float, height: float, align: str) -> None:
    found = node(" ".join(words), "zone", width=width, height=height, align=align)
    made = TextPicture(found, screen())
    lines = made.outline.block.box
    assert made.box.width == pytest.approx(2 * ASPECT * width)
    assert lines.left >= made.box.left - 1e-6
    assert lines.right <= made.box.right + 1e-6
    assert lines.bottom >= made.box.bottom - 1e-6
    assert lines.top <= made.box.top + 1e-6
    shares = lines.width / made.box.width, lines.height / made.box.height
    assert max(shares) > 0.99 or min(shares) > 0.3


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from("abH漢字ש"), min_size=1, max_size=30), SIDE, SIDE)
def test_no_larger_size_would_fit(words: list[str], width: float, height: float) -> None:
    text = " ".join(words)
    best = picture(text, "zone", width=width, height=height)
    size = best.size * 1.02 * 180
    larger = picture(text, "zone", width=width, height=height, fontsize=size).outline.block.box
    room = best.box
    assert larger.width > room.width * 0.999 or larger.height > room.height * 0.999


def test_the_size_that_is_given_stays() -> None:
    made = picture("Some words", "zone", fontsize=36)
    assert made.size == 0.2
    _, top, _, bottom = ink(drawn(node("HH", "zone", fontsize=100)))
    assert bottom - top == 69  # capitals of Arial: 0.688


def test_without_a_place_it_stays_off_the_edges() -> None:
    for words in ("Summer", "i", "The quick brown fox jumps over the lazy dog"):
        left, top, right, bottom = ink(drawn(node(words, "zone")))
        assert left >= 30
        assert right <= 610
        assert top >= 17
        assert bottom <= 343


def test_alignment_in_both_directions() -> None:
    def place(align: str) -> tuple[float, float]:
        left, top, right, bottom = ink(drawn(node("HH", "zone", fontsize=40, align=align)))
        return (left + right) / 2, (top + bottom) / 2

    assert place("left,top")[0] < 80
    assert place("left,top")[1] < 60
    assert place("right,top")[0] > 560
    assert place("left,bottom")[1] > 300
    across, down = place("center,center")
    assert abs(across - 320) < 1
    assert abs(down - 180) < 3


def test_without_wrap_there_is_one_line() -> None:
    text = "The quick brown fox jumps over the lazy dog"
    assert len(picture(text, "zone", wrap="false").outline.block.lines) == 1
    assert len(picture(text, "zone").outline.block.lines) > 1


def test_a_background_fills_the_box_and_letters_keep_off_it() -> None:
    found = node(
        "HHH", "zone", backgroundcolor="#ff0000", left=0.25, top=0.25, width=0.5, height=0.5
    )
    pixels = drawn(found)
    assert ink(pixels) == (160, 90, 480, 270)
    pixels[..., 3] = pixels[..., 0]
    left, top, right, bottom = ink(pixels)
    assert left > 165
    assert right < 475
    assert top > 95
    assert bottom < 265


def test_ten_thousand_characters_fit() -> None:
    for text in ("Lorem ipsum dolor. " * 520, "漢字かな混じり文。" * 1100, "x" * 9990):
        made = picture(text[:9990], "zone")
        assert made.outline.block.box.height <= made.box.height + 1e-6
