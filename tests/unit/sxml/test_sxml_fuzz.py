"""Whatever a document is, it is a movie or a refusal."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragonet.sxml.document import timed_document
from dragonet.sxml.parse import parse
from dragonet.sxml.problems import MOST, SxmlError
from dragonet.sxml.schema import ELEMENTS
from support.movies import resolved

SEED = """\
<movie service="craftsman-1.0"><body>
<stack duration="12.5"><camera relative="true"><animator type="custom" mode="quadratic">
<key time="0" pos="0,0,1" orient="0,90,0"/><key time="2.5" pos="0,0,0" orient="0,0,0"/></animator>
</camera><effect type="sliding" timeOffset="1"><image color="#ff0000"/>
<video filename="http://a/b.mp4" skip="1" speed="2" audio="false"/></effect>
<overlay left="0.1" width="auto" margin-both="2"><image type="map" center="51.5,-0.1" zoom="3"/>
<filter type="mask" opaqueColor="#ffffff"><video filename="http://a/m.mp4"/></filter>
<filter type="colormap" preset="sepia"/></overlay>
<text type="advanced" align="left,top" reference="AA&#10; A" duration="..">Grüße
<filter type="distancecolor" dropShadowPosition="-0.02,0.02"/></text>
<text type="caption" filename="http://a/b.srt" offset="-0.5"/>
<audio voice="neospeech:julie" margin-end="2" duck-others="0.2">Hello</audio></stack>
<transition type="move" direction="0.5,-1" duration="2"/>
<effect type="kenburns" direction="negative" adapter="none"><image color="#00ff0080"/></effect>
</body></movie>"""

NAMES = sorted({*ELEMENTS, *(name for e in ELEMENTS.values() for name in e.every())})
PIECES = st.one_of(
    st.sampled_from(["<", ">", "/>", '"', "&", "&#10;", "<!--", "]]>", "=", " ", "\n", "..", "-1"]),
    st.sampled_from(["1e999", "nan", "9" * 40, "#", "\x00", "\ud800", "\ufeff", "<!DOCTYPE a>"]),
    st.sampled_from(NAMES),
    st.text(max_size=4),
)


def survives(document: str | bytes) -> None:
    try:
        movie, timing = resolved(document, [10.0])  # type: ignore[arg-type]
    except SxmlError as error:
        assert 1 <= len(error.errors) <= MOST
        assert all(line >= 1 and text for line, text in error.errors)
        assert len(error.text) < MOST * 2000
    else:
        timed_document(movie, timing)


def test_the_seed_is_legal() -> None:
    movie, timing = resolved(SEED, [10.0])
    assert movie.warnings == timing.warnings == ()
    assert timing.duration


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, len(SEED)), st.integers(0, 12), PIECES), max_size=4))
def test_changed_documents(changes: list[tuple[int, int, str]]) -> None:
    document = SEED
    for place, length, piece in changes:
        document = document[:place] + piece + document[place + length :]
    survives(document)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.sampled_from(NAMES), st.sampled_from(NAMES), st.text(max_size=12), st.data())
def test_changed_names_and_values(old: str, new: str, value: str, data: st.DataObject) -> None:
    survives(SEED.replace(old, new))
    words = SEED.split('"')
    place = 2 * data.draw(st.integers(0, len(words) // 2 - 1)) + 1
    words[place] = value.replace("<", "").replace("&", "").replace('"', "")
    survives('"'.join(words))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.one_of(st.binary(max_size=60), st.text(max_size=60), st.integers(0, 2000)))
def test_any_bytes(start: bytes | str | int) -> None:
    if isinstance(start, int):
        survives(SEED.encode()[:start])
        survives(SEED.encode("utf-16")[:start])
    else:
        survives(start)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_with_odd_values(name: str) -> None:
    for value in ("", " ", ",", "1,", ",,,", "|", "x" * 9000, "1e308", "-0", "²", "١"):
        for element in ELEMENTS:
            document = f'<stack><{element} {name}="{value}" type="zone"/></stack>'
            try:
                parse(document)
            except SxmlError as error:
                assert error.errors
