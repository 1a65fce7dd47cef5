"""SRT and WebVTT: what is written comes back, in every encoding, or an error says where not."""

import codecs
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragonet.errors import SourceError
from dragonet.sxml.captions.cue import Cue, Settings
from dragonet.sxml.captions.file import MOST_BYTES, read_file
from dragonet.sxml.captions.read import MOST_CUES, CaptionError, read
from support import pictures

URL = "http://files.test/talk.srt"
Times = tuple[int, int, str]


def clock(time: int, mark: str, hours: bool = True) -> str:
    minutes, rest = divmod(time, 60_000)
    there = hours or minutes >= 60
    start = f"{minutes // 60:02}:{minutes % 60:02}" if there else f"{minutes:02}"
    return f"{start}:{rest // 1000:02}{mark}{rest % 1000:03}"


def srt(cues: list[Times], numbered: bool = True, apart: str = "\n") -> str:
    blocks = [
        (f"{number}\n" if numbered else "") + f"{clock(start, ',')} --> {clock(end, ',')}\n{text}\n"
        for number, (start, end, text) in enumerate(cues, 1)
    ]
    return apart.join(blocks)


def vtt(cues: list[Times], hours: bool = True, settings: str = "") -> str:
    head = "WEBVTT - of a test\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n\nNOTE\nnone\n"
    return head + "".join(
        f"\nid\n{clock(start, '.', hours)} --> {clock(end, '.', hours)} {settings}\n{text}\n"
        for start, end, text in cues
    )


def told(cues: tuple[Cue, ...]) -> list[Times]:
    return [(cue.start, cue.end, cue.text) for cue in cues]


_LINE = (
    st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="{\\"), min_size=1)
    .map(str.strip)
    .filter(lambda line: line and "-->" not in line and not line.isdigit())
)
_TEXT = st.lists(_LINE, min_size=1, max_size=3).map("\n".join)
_TIME = st.integers(0, 500 * 3_600_000)
_CUE = st.tuples(_TIME, st.integers(0, 100_000), _TEXT).map(lambda c: (c[0], c[0] + c[1], c[2]))
CUES = st.lists(_CUE, min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(CUES, st.booleans(), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_what_is_written_comes_back(cues: list[Times], flag: bool, ends: str, webvtt: bool) -> None:
    text = vtt(cues, flag) if webvtt else srt(cues, numbered=flag)
    assert told(read(text.replace("\n", ends))) == sorted(cues, key=lambda cue: cue[0])


def test_files_as_they_are() -> None:
    """Numbers that lack, blank lines in a text, a point for a comma, short times, coordinates."""
    text = (
        "\ufeff\n00:00:01.500 --> 00:00:02,000\nFirst\n\nand more\n"
        "2\n\n0:0:3,5-->0:0:4,50 X1:40 X2:600\n1984\n\n\n3\n00:05,000 --> 00:06\nLast"
    )
    assert told(read(text.lstrip("\ufeff"))) == [
        (1500, 2000, "First\nand more"),
        (3005, 4050, "1984"),
        (5000, 6000, "Last"),
    ]


def test_a_line_of_blanks_does_not_end_a_cue_of_webvtt() -> None:
    """As in the captions that YouTube makes; before another cue it was meant to."""
    text = (
        "WEBVTT\nKind: captions\n\n00:01.000 --> 00:02.000 align:start position:0%\n \n"
        "hello<00:01.200><c> you</c>\n\n00:02.000 --> 00:02.010\nhello you\n \n\n"
        "00:03.000 --> 00:04.000\nand\n \nmore\n \nlast\n00:05.000 --> 00:06.000\nbye"
    )
    assert told(read(text)) == [
        (1000, 2000, "hello<00:01.200><c> you</c>"),
        (2000, 2010, "hello you"),
        (3000, 4000, "and\nmore"),
        (5000, 6000, "bye"),
    ]


@pytest.mark.parametrize("numbered", [True, False])
def test_numbers_that_are_said(numbered: bool) -> None:
    cues = [(0, 900, "3"), (1000, 1900, "2"), (2000, 2900, "born in\n1984"), (3000, 3900, "0")]
    assert told(read(srt(cues, numbered))) == cues


def test_the_number_of_a_cue_that_was_cut_off_is_not_said() -> None:
    assert told(read("1\n00:00:01,000 --> 00:00:02,000\nLast\n\n2\n\n")) == [(1000, 2000, "Last")]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("line:0", Settings(row=0)),
        ("line:-3 align:end", Settings("end", row=-3)),
        ("line:25%,center size:40%", Settings(height=0.25, level="center", size=0.4)),
        ("position:10%,line-left align:left", Settings("left", 0.1, "line-left")),
        ("line:120% align:up size:x wide:1", Settings()),
    ],
)
def test_settings_of_webvtt(written: str, asked: Settings) -> None:
    (cue,) = read(vtt([(0, 1000, "a")], settings=written))
    assert cue.settings == asked


@pytest.mark.parametrize(
    ("key", "asked"),
    [
        (2, Settings("center", row=-1)),
        (4, Settings("left", height=0.5, level="center")),
        (9, Settings("right", row=0)),
    ],
)
def test_places_of_srt(key: int, asked: Settings) -> None:
    (cue,) = read(srt([(0, 1000, f"{{\\an{key}}}a")]))
    assert cue.settings == asked


SAID = "Zürich – “naïve” café"
ENCODED = {
    "UTF-8": SAID.encode(),
    "UTF-8 with a mark": codecs.BOM_UTF8 + SAID.encode(),
    "UTF-16": codecs.BOM_UTF16_LE + SAID.encode("utf-16-le"),
    "UTF-16, big-endian": codecs.BOM_UTF16_BE + SAID.encode("utf-16-be"),
    "Windows-1252": SAID.encode("cp1252"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_encodings(name: str, tmp_path: Path) -> None:
    said = ENCODED[name]
    mark = next((m for m in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
                 if said.startswith(m)), b"")  # fmt: skip
    code = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}.get(mark, "ascii")
    head = "1\r\n00:00:01,000 --> 00:00:02,000\r\n".encode(code)
    path = tmp_path / "talk.vtt"  # the name means nothing
    path.write_bytes(mark + head + said.removeprefix(mark))
    assert told(read_file(path, URL)) == [(1000, 2000, SAID)]


@pytest.mark.parametrize("code", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(code: str, tmp_path: Path) -> None:
    path = tmp_path / "talk.srt"
    path.write_bytes(srt([(1000, 2000, SAID)]).encode(code))
    assert told(read_file(path, URL)) == [(1000, 2000, SAID)]


def test_one_damaged_byte_of_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "talk.srt"
    path.write_bytes(srt([(1000, 2000, SAID)]).encode() + b"\xe2")
    assert told(read_file(path, URL)) == [(1000, 2000, SAID + "\n\ufffd")]


WRONG = {
    "nothing": ("", "line 1: there are no cues; use SRT (SubRip) or WebVTT"),
    "no cues": ("Only a text.\n\nOf lines.", "there are no cues"),
    "WebVTT without cues": ("WEBVTT\n\nNOTE none", "there are no cues"),
    "end before start": (
        "1\n00:00:02,000 --> 00:00:01,000\na",
        "line 2: the cue ends at 00:00:01.000, before its start at 00:00:02.000",
    ),
    "seconds": ("WEBVTT\n\n00:01.000 --> 00:72.000\na", "line 3: '00:01.000 --> 00:72.000'"),
    "letters": ("1\n00:00:0a,000 --> 00:00:01,000\na", "are no times of a cue; use 00:00:01,000"),
    "negative": ("1\n00:00:01,000 --> -00:00:02,000\na", "line 2: "),
    "one time": ("1\n00:00:01,000 -->\na", "line 2: '00:00:01,000 -->'"),
    "many lines": (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + f"{'a' * 99}\n" * 102,
        "line 105: the text of a cue has more than 10000 characters",
    ),
    "long line": (
        f"1\n00:01,000 --> 00:02,000\n{'a' * 10_001}",
        "line 3: the text of a cue has more than 10000",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_captions_that_are_refused(name: str) -> None:
    text, said = WRONG[name]
    with pytest.raises(CaptionError) as error:
        read(text)
    assert said in str(error.value)


def test_no_more_cues_than_are_shown_to_anybody() -> None:
    cues = [(number * 1000, number * 1000 + 900, "a") for number in range(MOST_CUES + 1)]
    with pytest.raises(CaptionError, match=f"more than {MOST_CUES} cues"):
        read(srt(cues))


FILES: dict[str, tuple[Any, str]] = {
    "empty": (lambda: b"", "is empty"),
    "a picture": (
        lambda: pictures.png_bomb(32, 32),
        "is a PNG image, not captions; use SRT or WebVTT",
    ),
    "a page": (lambda: b"<!DOCTYPE html><html><body>gone</body></html>", "is HTML, not captions"),
    "bytes": (lambda: bytes(range(256)) * 8, "there are no cues"),
    "too much": (lambda: b"a\n" * (MOST_BYTES // 2 + 1), "captions may have at most 10000000"),
    "a wrong time": (lambda: b"1\n00:00:01,000 --> soon\na", "', line 2: '00:00:01,000 --> soon'"),
}


@pytest.mark.parametrize("name", FILES)
def test_files_that_are_refused(name: str, tmp_path: Path) -> None:
    content, said = FILES[name]
    path = tmp_path / "talk.srt"
    path.write_bytes(content())
    with pytest.raises(SourceError) as error:
        read_file(path, URL)
    assert f"File '{URL}'" in error.value.text
    assert said in error.value.text
    assert str(tmp_path) not in error.value.text
