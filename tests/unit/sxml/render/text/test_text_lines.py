"""Lines of texts: breaks, balance, ellipses, reference texts, anchors, bands, movement."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uniseg.graphemecluster import grapheme_cluster_boundaries
from uniseg.linebreak import line_break_boundaries

from dragonet.sxml.render.text import TextPicture, wrap
from dragonet.sxml.render.text.breaks import breaks
from dragonet.sxml.render.text.fallback import Fonts, graphemes
from dragonet.sxml.render.text.names import Named
from dragonet.sxml.render.text.paragraph import ELLIPSIS, Paragraph
from dragonet.sxml.timing import Span
from support.sxml_text import ASPECT, Pixels, columns, drawn, ink, node, picture, screen

PIXEL = 2 / 360
LETTER = 0.601
"""All letters of the face are 0.6 wide."""


def paragraph(text: str) -> Paragraph:
    return Paragraph(text, Fonts(Named("IBM Plex Mono"), text), False)


def said(text: str, width: float, **options: bool) -> list[str]:
    parts = wrap.wrapped([paragraph(text)], lambda _: width, **options)
    return [part.paragraph.text[part.start : part.end].rstrip() for part in parts]


@given(st.text(st.sampled_from("ab1 é-,.(“）あャ漢字、שل한"), max_size=30))
def test_breaks_are_those_of_annex_14(text: str) -> None:
    """Parts are looked at one by one; that must not show."""
    assert breaks(text)[1:] == list(line_break_boundaries(text))


_RUN = st.builds(
    lambda char, count: char * count, st.sampled_from(" \u0301\u200d\ufe0f"), st.integers(1, 25)
)


@given(
    st.lists(st.one_of(st.sampled_from("a1-👩漢é\u00a0ש(”\u1100"), _RUN), max_size=8).map("".join)
)
def test_long_runs_of_blanks_and_marks_are_as_short_ones(text: str) -> None:
    assert breaks(text)[1:] == list(line_break_boundaries(text))
    assert graphemes(text)[1:] == list(grapheme_cluster_boundaries(text))[1:]


def test_lines_are_as_full_as_they_get() -> None:
    assert said("aaa bbb ccc", 7 * LETTER) == ["aaa bbb", "ccc"]
    assert said("aaa bbb ccc", 7 * LETTER - 0.02) == ["aaa", "bbb", "ccc"]
    assert said("aaa-bbb ccc", 5 * LETTER) == ["aaa-", "bbb", "ccc"]


def test_a_word_that_is_too_long_is_broken_by_character() -> None:
    assert said("abcdefgh ij", 3 * LETTER) == ["abc", "def", "gh", "ij"]
    assert said("abcdefgh ij", 3 * LETTER, split=False) == ["abcdefgh", "ij"]
    assert said("xe\u0301e\u0301e\u0301", 2 * LETTER) == ["xe\u0301", "e\u0301e\u0301"]


def test_balanced_lines_are_as_many_and_more_even() -> None:
    text = "one two three four five six seven eight nine ten eleven"
    full = wrap.wrapped([paragraph(text)], lambda _: 20.0)
    even = wrap.balanced([paragraph(text)], 20.0)
    assert len(full) == len(even)
    widths = [[wrap.width(part) for part in parts] for parts in (full, even)]
    assert np.std(widths[1]) < np.std(widths[0])
    assert "".join(text[part.start : part.end] for part in even) == text


@settings(max_examples=30)
@given(st.text(st.sampled_from("abc dé漢של"), min_size=8, max_size=40), st.floats(2, 6))
def test_a_cut_line_fits_and_ends_with_an_ellipsis(text: str, width: float) -> None:
    text = text.strip()
    if not text:
        return
    line = wrap.cut(wrap.Part(paragraph(text), 0, len(text)), width)
    assert line.width <= width + 1e-5
    assert line.text.endswith(ELLIPSIS)
    assert text.startswith(line.text.removesuffix(ELLIPSIS))


def rows(pixels: Pixels) -> int:
    """Lines of ink."""
    there = (pixels[..., 3] > 60).any(axis=1)
    return int((np.diff(there.astype(int)) == 1).sum())


def test_new_lines_stay_in_zones_and_advanced_texts() -> None:
    assert rows(drawn(node("xx\nxx\nxx", "zone"))) == 3
    assert rows(drawn(node("xx\nxx", fontsize=40))) == 2
    assert rows(drawn(node("xx\n\nxx", fontsize=40))) == 2


# advanced


@pytest.mark.parametrize(
    ("words", "align", "side"),
    [
        ("HHH", None, "left"),
        ("HHH", "left", "left"),
        ("HHH", "right", "right"),
        ("HHH", "center", "middle"),
        ("םםם", None, "right"),
        ("םםם", "center", "middle"),
    ],
)
def test_anchors_to_a_pixel(words: str, align: str | None, side: str) -> None:
    """Letters have space at their sides: what they would have twice is left out in the middle."""
    attributes = {} if align is None else {"align": align}
    left, _, right, bottom = ink(drawn(node(words, fontsize=60, **attributes)))
    place = {"left": left, "right": right, "middle": (left + right) / 2}[side]
    assert abs(place - 320) <= (1.0 if side == "middle" else 0.1 * 60)
    if side == "left":
        assert left >= 320
    if side == "right":
        assert right <= 320
    if words == "HHH":
        assert bottom == 180


def test_a_box_is_exactly_at_the_anchor() -> None:
    assert picture("HHH").box.left == 0
    assert picture("HHH", align="right").box.right == pytest.approx(0, abs=1e-9)
    assert picture("HHH", align="center").box.center[0] == pytest.approx(0, abs=1e-9)
    assert picture("HHH", align="left,top").box.top == pytest.approx(0, abs=1e-9)
    assert picture("HHH", align="left,bottom").box.bottom == pytest.approx(0, abs=1e-9)


def test_the_anchor_is_that_of_the_reference() -> None:
    long = picture("i", reference="HHHHH", align="center", fontsize=40)
    assert long.box == picture("HHHHH", align="center", fontsize=40).box


def test_one_line_of_reference_cuts() -> None:
    box = picture("HHHHHH", fontsize=40).box
    found = node("HHHHHHHHHHHHH", fontsize=40, reference="HHHHHH")
    assert TextPicture(found, screen()).box.width == pytest.approx(box.width)
    pixels = drawn(found)
    _, top, right, bottom = ink(pixels)
    assert (right - 320) * PIXEL <= box.width
    dots = pixels[:, right - 12 : right, 3] > 128
    assert not dots[: bottom - 8].any()  # an ellipsis is low
    assert np.array_equal(
        drawn(node("HHH", fontsize=40, reference="HHH")), drawn(node("HHH", fontsize=40))
    )
    assert bottom - top < 40


def test_several_lines_of_reference_wrap_and_cut() -> None:
    words = "aaa bbb ccccccccccc ddd"
    full = drawn(
        node(words, fontsize=30, fontname="couriernew", reference="xxxxxxx&#10;x&#10;x&#10;x")
    )
    assert rows(full) == 4
    cut = drawn(node(words, fontsize=30, fontname="couriernew", reference="xxxxxxx&#10;x"))
    assert rows(cut) == 2
    box = picture(words, fontsize=30, fontname="couriernew", reference="xxxxxxx&#10;x").box
    assert box.width == pytest.approx(7 * 0.6 * 30 * PIXEL, rel=1e-3)


def test_leading_blanks_of_a_reference_indent_its_line() -> None:
    found = drawn(
        node("HHH HHHHH", fontsize=30, fontname="couriernew", reference="&#32;&#32;xxx&#10;xxxxx")
    )
    left, top, _, bottom = ink(found)
    half = (top + bottom) // 2
    first = ink(found[:half])[0]
    assert first - left == pytest.approx(2 * 0.6 * 30, abs=1.5)
    assert left >= 320


def test_sides_of_lines_in_the_box_of_a_reference() -> None:
    for align, place in (("left", 0), ("center", 1), ("right", 2)):
        left, _, right, _ = ink(drawn(node("HH", fontsize=40, align=align, reference="HHHHHHHH")))
        box = picture("HH", fontsize=40, align=align, reference="HHHHHHHH").box
        start, end = (box.left / PIXEL + 320, box.right / PIXEL + 320)
        gaps = (left - start, end - right)
        assert (gaps[0] < 6, gaps[1] < 6) == (place == 0, place == 2)
        assert place != 1 or abs(gaps[0] - gaps[1]) < 3


def test_interlign_is_a_factor_of_the_pitch() -> None:
    def pitch(factor: float) -> int:
        top, bottom = ink(drawn(node("HH\nHH", fontsize=30, interlign=factor)))[1::2]
        return bottom - top

    one = pitch(1) - 20.6
    assert pitch(2) - 20.6 == pytest.approx(2 * one, abs=2)


# legend


def test_a_legend_is_a_band_along_the_bottom() -> None:
    pixels = drawn(node("Hello", "legend"))
    band = pixels[:, 5, 3] > 0
    assert band[-1]
    assert not band[: 360 * 3 // 4].any()
    assert (pixels[band.argmax() :, :, 3] > 0).all()
    box = picture("Hello", "legend").box
    assert (box.left, box.right, box.bottom) == pytest.approx((-ASPECT, ASPECT, -1))
    assert band.sum() == pytest.approx(box.height / PIXEL, abs=1)


def test_a_legend_has_at_most_three_lines_inside_the_safe_area() -> None:
    found = drawn(node("word " * 100, "legend"))
    white = np.where((found[..., 0] > 150)[..., None], found, 0)
    assert rows(white) == 3
    left, _, right, bottom = ink(white)
    assert left >= 32
    assert right <= 608
    assert bottom < 352


def test_colours_of_a_legend() -> None:
    found = drawn(node("Hello", "legend", backgroundcolor="#ff0000", fontcolor="#00ff00"))
    assert found[-1, 3].tolist() == [0, 0, 255, 255]
    assert (found == [0, 255, 0, 255]).all(axis=2).any()


def test_fading_counts_once() -> None:
    """Half a white text on half a white band is half white, not three quarters."""
    found = drawn(node("Hello", "legend", backgroundcolor="#ffffff"), alpha=0.5)
    assert found[-1, 3, 3] == pytest.approx(128, abs=1)
    assert found[..., 3].max() == pytest.approx(128, abs=1)


def test_a_placed_legend() -> None:
    box = picture("Hello", "legend", left=0.25, width=0.5, bottom=0.1).box
    assert box.left == pytest.approx(-ASPECT / 2)
    assert box.right == pytest.approx(ASPECT / 2)
    assert box.bottom == pytest.approx(-0.8)


# movement


@pytest.mark.parametrize(
    ("direction", "axis", "sign"), [("left", 0, -1), ("right", 0, 1), ("up", 1, 1), ("down", 1, -1)]
)
def test_a_text_passes_through_its_box(direction: str, axis: int, sign: int) -> None:
    found = node("Moving", "zone", direction=direction, top=0.4, bottom=0.4)
    made = TextPicture(found, screen(), Span(0, 1000, 1000, 0))
    start, middle, end = (made.state(time) for time in (0, 500, 1000))
    assert isinstance(start, tuple)
    assert isinstance(middle, tuple)
    assert isinstance(end, tuple)
    assert np.sign(end[axis] - start[axis]) == sign
    assert middle[axis] == pytest.approx((start[axis] + end[axis]) / 2)
    assert middle[1 - axis] == end[1 - axis] == 0
    assert not (drawn(found)[..., 3] > 0).any()  # at the start it is outside


def test_speed_is_how_often_it_passes() -> None:
    made = TextPicture(
        node("Moving", "zone", direction="up", speed=2), screen(), Span(0, 1000, 1000, 0)
    )
    assert made.state(250) == pytest.approx(made.state(750))
    assert TextPicture(node("x", "zone"), screen()).state(3) == ()


def test_columns_of_a_moved_text_move_by_less_than_a_pixel() -> None:
    """What moves a quarter of a pixel changes, by a quarter: nothing jumps."""
    found = node("Summer", fontsize=60, align="center")
    sums = []
    for step in range(9):
        pixels = drawn(found, shift=(step * PIXEL / 4 + 0.31, 0.0))[..., 3].astype(float)
        sums.append((pixels.sum(axis=0) * np.arange(pixels.shape[1])).sum() / pixels.sum())
    assert np.diff(sums) == pytest.approx([0.25] * 8, abs=0.02)
    assert columns(drawn(found)).any()
