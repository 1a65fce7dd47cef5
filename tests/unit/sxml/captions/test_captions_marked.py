"""Tags inside captions: what is written how, and what means nothing."""

from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragonet.sxml.captions.cue import Cue
from dragonet.sxml.captions.marked import joined, marked
from dragonet.sxml.captions.tags import Style
from dragonet.sxml.captions.timeline import MOST_AT_ONCE, Timeline
from dragonet.sxml.values import Colour

CARON = "\u030c"
YELLOW, PLAIN = Colour(255, 255, 0), Style()
CASES: dict[str, list[tuple[str, Style]]] = {
    "<b>bold</b> <i>and <u>both</u></i>": [
        ("bold", Style(bold=True)),
        (" ", PLAIN),
        ("and ", Style(italic=True)),
        ("both", Style(italic=True, underline=True)),
    ],
    "<c.yellow.bg_blue>a</c><c.bad>b</c>": [("a", Style(colour=YELLOW)), ("b", PLAIN)],
    "<c.colorFF0000>a</c>": [("a", Style(colour=Colour(255, 0, 0)))],
    '<font color="#f80" size=3>a</font>': [("a", Style(colour=Colour(255, 136, 0)))],
    "<FONT COLOR=yellow>a<b>b</FONT>c": [
        ("a", Style(colour=YELLOW)),
        ("b", Style(bold=True, colour=YELLOW)),
        ("c", PLAIN),
    ],
    "<v Roger Bingham>a</v> <lang en-GB>b</lang>": [("a b", PLAIN)],
    "a &amp; b &lt;i&gt; &#x263a; &nbsp;c": [("a & b <i> ☺ c", PLAIN)],
    f"a{CARON * 99}b": [(f"a{CARON * 16}b", PLAIN)],
    "one <00:00:03.500>two <01:00.250>three": [
        ("one ", PLAIN),
        ("two ", Style(said=3500)),
        ("three", Style(said=60_250)),
    ],
    "<i>a <00:01.000>b</i>c": [
        ("a ", Style(italic=True)),
        ("b", Style(italic=True, said=1000)),
        ("c", Style(said=1000)),
    ],
    "{\\an8}{\\i1}a{\\i0}\\Nb{\\pos(1,2)}{\\c&HFF&}": [
        ("a", Style(italic=True)),
        ("\nb", PLAIN),
    ],
    "<ruby>漢<rt>かん</rt></ruby>": [("漢(かん)", PLAIN)],
    "<i>one<br>two<BR/></i><br />three": [
        ("one\ntwo", Style(italic=True)),
        ("\nthree", PLAIN),
    ],
    "1 < 2 and I <3 you": [("1 < 2 and I <3 you", PLAIN)],
    "</i>a</b><i": [("a<i", PLAIN)],
    "<script>a<b>b</b></script>": [("a", PLAIN), ("b", Style(bold=True))],
    " \n  a \n\n \n b\n": [("a\nb", PLAIN)],
    "<i> </i>": [],
}


@pytest.mark.parametrize("raw", CASES)
def test_tags(raw: str) -> None:
    said = marked(raw)
    runs = groupby(zip(said.text, said.styles, strict=True), key=lambda pair: pair[1])
    assert [("".join(char for char, _ in run), style) for style, run in runs] == CASES[raw]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="<>/{}\\an81 bcifont.=\"'&#;:0\n-漢ش", max_size=60))
def test_any_text_is_read(raw: str) -> None:
    said = marked(raw)
    assert len(said.text) == len(said.styles)
    assert all(line == line.strip() != "" for line in said.text.split("\n") if said.text)


def test_lines_of_chinese_and_japanese_are_joined_without_blanks() -> None:
    assert joined(marked("私たちは\n頂上に")).text == "私たちは頂上に"
    assert joined(marked("a <i>b</i>\nc")).text == "a b c"
    assert joined(marked("우리는\n산에")).text == "우리는 산에"


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=20), st.integers(0, 60))
def test_which_cues_are_shown(times: list[tuple[int, int]], now: int) -> None:
    cues = [Cue(start, start + length, "a") for start, length in sorted(times)]
    shown = Timeline(cues).at(now)
    assert shown == [place for place, cue in enumerate(cues) if cue.start <= now < cue.end]


def test_thousands_at_once_take_no_time() -> None:
    timeline = Timeline([Cue(0, 1000, "a")] * 20_000)
    assert timeline.at(500) == list(range(MOST_AT_ONCE))
