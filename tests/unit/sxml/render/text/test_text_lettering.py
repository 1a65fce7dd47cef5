"""Animators of letters: what of a text is shown when, and that it stays where it is."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dragonet.sxml import spoken
from dragonet.sxml.parse import parse
from dragonet.sxml.problems import SxmlError
from support import fingerprints
from support.frames import Album, Pixels

MOMENTS = (0.4, 1.2, 2.0, 2.8, 3.6)
SIZE = 320, 180
EDGE = 24
"""By how much Skia may smooth the edges of a long path and of a short one differently."""
GLOW = (
    '<filter type="distancecolor" color="#40ff80" strokeWidth="0.1" outerGlowBlurWidth="0.5"'
    ' outerGlowColor="#ff0000" dropShadowColor="#0000ff"/>'
)
SHOWN = {
    "typewriter": ("zone", "Letters appear in two lines", 'cursor="bar"', ""),
    "typewriter arabic": ("zone", "السلام عليكم", "", ""),
    "words rise": ("zone", "Seven words that come one by one", "", GLOW),
    "words fade": ("legend", "Words that fade in the band", 'style="fade"', ""),
    "karaoke sweep": ("advanced", "Sing שלום along", 'color="#ff0000"', ""),
    "karaoke glow": ("zone", "Sing along", 'color="#ff0000" times="1,2.4"', GLOW),
    "karaoke word": ("zone", "one two three", 'style="word" color="#ff0000"', ""),
}


@pytest.fixture
def album(tmp_path: Path) -> Album:
    return Album(tmp_path)


def text(kind: str, words: str, inside: str = "", **given: str) -> str:
    more = "".join(f' {name}="{value}"' for name, value in given.items())
    return f'<text type="{kind}" duration="4"{more}>{words}{inside}</text>'


def animated(name: str, more: str = "") -> str:
    kind, words, given, styles = SHOWN[name]
    animator = f'<animator type="{name.partition(" ")[0]}" {given} {more}/>'
    return text(kind, words, animator + styles)


def lit(pixels: Pixels) -> Any:
    return pixels.max(axis=2) > 100


@pytest.mark.parametrize("name", SHOWN)
def test_they_look_as_judged(album: Album, name: str) -> None:
    frames = album.frames(animated(name), *MOMENTS, size=SIZE)
    fingerprints.check("lettering", name, MOMENTS, frames)


@pytest.mark.parametrize("name", ["typewriter", "typewriter arabic", "words rise", "words fade"])
def test_at_the_end_it_is_the_text_as_it_is(album: Album, name: str) -> None:
    kind, words, _, styles = SHOWN[name]
    plain = album.frame(text(kind, words, styles), 3.0, SIZE)
    shown = animated(name, 'duration="2" cursor="none"' if "type" in name else 'duration="2"')
    shown = shown.replace('cursor="bar" ', "")
    assert np.array_equal(album.frame(shown, 3.0, SIZE), plain)


@pytest.mark.parametrize("kind", ["zone", "legend", "advanced"])
def test_letters_stay_where_they_are(album: Album, kind: str) -> None:
    """What is typed is a part of the whole text, pixel for pixel, and grows."""
    given = {"width": "0.5", "backgroundcolor": "#00000000"}
    words = "Tall letters of several lines"
    whole = album.frame(text(kind, words, **given), 0, SIZE)
    typed = text(kind, words, '<animator type="typewriter"/>', **given)
    counts = [0]
    for frame in album.frames(typed, 0.0, 1.0, 2.0, 3.0, 3.99, size=SIZE):
        assert (frame.astype(int) - whole).max() <= EDGE
        counts.append(int(lit(frame).sum()))
    assert counts == sorted(set(counts))
    assert counts[-1] == pytest.approx(lit(whole).sum(), rel=0.02)


def test_nothing_is_there_before_its_time(album: Album) -> None:
    for name in ("typewriter arabic", "words rise"):
        assert not lit(album.frame(animated(name, 'margin-start="1"'), 0.9, SIZE)).any()


@pytest.mark.parametrize(
    ("words", "first"), [("left to right", slice(0, 160)), ("ימין לשמאל", slice(160, 320))]
)
@pytest.mark.parametrize("kind", ["typewriter", "words", "karaoke"])
def test_it_goes_as_it_is_read(album: Album, kind: str, words: str, first: slice) -> None:
    animator = f'<animator type="{kind}"/>'
    frame = album.frame(text("zone", words, animator, width="1", height="0.3"), 1.5, SIZE)
    shown = frame.astype(int)
    seen = shown[..., 0] > 100 if kind != "karaoke" else shown[..., 0] - shown[..., 2] > 60
    assert seen[:, first].sum() > 3 * (seen.sum() - seen[:, first].sum())


def test_a_cursor_blinks_when_all_is_typed(album: Album) -> None:
    typed = '<animator type="typewriter" cursor="block" duration="1"/>'
    body = text("zone", "typed", typed, width="0.5", height="0.2")
    there, away, again = (lit(one).sum() for one in album.frames(body, 1.2, 1.8, 2.3, size=SIZE))
    assert there == again > away


def test_words_take_their_colour_at_their_times(album: Album) -> None:
    sung = '<animator type="karaoke" color="#ff0000" times="0.5, 2, 3"/>'
    body = text("zone", "one two three", sung, height="0.3")
    seen = [
        int((frame[..., 0].astype(int) - frame[..., 1] > 150).sum())
        for frame in album.frames(body, 0.4, 1.9, 2.1, 2.9, 3.9, size=SIZE)
    ]
    assert seen[0] == 0
    assert seen[0] < seen[1] < seen[2] < seen[3] < seen[4]


@pytest.mark.parametrize(
    ("given", "at", "as_at"),
    [
        ('type="typewriter" cursor="bar"', 1.0, 0.5),
        ('type="karaoke"', 1.0, 0.5),
        ('type="karaoke" style="word"', 0.4, 0.08),
        ('type="karaoke" times="0,2"', 2.5, 2.25),  # each word by itself
    ],
)
def test_their_pace_is_eased(album: Album, given: str, at: float, as_at: float) -> None:
    eased = album.frame(text("zone", "one two", f'<animator {given} mode="quadratic"/>'), at)
    even = album.frame(text("zone", "one two", f"<animator {given}/>"), as_at)
    late = album.frame(text("zone", "one two", f"<animator {given}/>"), at)
    assert np.array_equal(eased, even)
    assert not np.array_equal(eased, late)


def test_styles_of_all_are_behind_all(album: Album) -> None:
    """Letters keep their colour beside words that still glow on their way."""
    whole = album.frame(text("zone", SHOWN["words rise"][1], GLOW), 0, SIZE)
    near = album.frame(animated("words rise"), 3.98, SIZE)
    assert np.abs(near.astype(int) - whole).max() < 40


def test_words_are_those_between_blanks_and_han_characters() -> None:
    assert len(spoken.starts("  It's well-known —\nhere ")) == 4
    assert spoken.starts("「夜は」明け、る") == [0, 2, 4, 5, 7]
    assert spoken.starts(" \n") == []


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (
            '<overlay width="1"><image color="#ff0000"/><animator type="words"/></overlay>',
            "type='words' shows the letters of a <text>; here it is in <overlay>",
        ),
        (
            '<text type="zone">a<filter type="alpha"><animator type="karaoke"/></filter></text>',
            "type='karaoke' shows the letters of a <text>; here it is in <filter>",
        ),
        (
            '<text type="zone">a b<animator type="words"/><animator type="karaoke"/></text>',
            "type='karaoke' is the second that shows the letters of this text, after 'words'",
        ),
        (
            '<text type="zone">a b c<animator type="karaoke" times="1,2"/></text>',
            "times has 2 numbers, but the text has 3 words; give one for each",
        ),
        (
            '<text type="zone">a b<animator type="karaoke" times="2,1"/></text>',
            "use seconds from 0 up in rising order, with commas between",
        ),
        (
            '<text type="zone">a<animator type="typewriter"><key time="0" pos="0,0,0"/></animator>'
            "</text>",
            "keys belong to type 'custom'",
        ),
    ],
)
def test_faults_are_told(document: str, said: str) -> None:
    with pytest.raises(SxmlError) as caught:
        parse(document)
    assert said in str(caught.value)


@pytest.mark.parametrize("kind", ["typewriter", "words", "karaoke"])
def test_texts_without_letters_are_shown(album: Album, kind: str) -> None:
    for words in ("", " ", "\u200b", "a"):
        body = text("zone", words, f'<animator type="{kind}"/>{GLOW}')
        album.frames(body, 0.0, 2.0, 3.9)
