"""Captions as nodes: what is refused and warned of, their files, their time."""

import re
from pathlib import Path

import pytest

from dragonet.errors import SourceError
from dragonet.job import SourceFile
from dragonet.sxml.assets import Assets, sources
from dragonet.sxml.gather import gather
from dragonet.sxml.parse import parse
from dragonet.sxml.problems import SxmlError
from dragonet.sxml.ticks import seconds
from dragonet.sxml.timing import Timing, resolve
from dragonet.sxml.tree import Movie, Node

URL = "http://files.test/talk.srt"
CUES = "1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\n00:00:02,500 --> 00:00:04,250\nTwo"
FILE = f'<text type="caption" filename="{URL}"/>'
COLOUR = '<effect type="none" duration="3"><image color="#000000"/></effect>'


def inline(cues: str = CUES, inside: str = "", **given: object) -> str:
    more = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in given.items())
    return f'<text type="caption"{more}><![CDATA[{cues}]]>{inside}</text>'


def gathered(movie: Movie, folder: Path, content: str = CUES) -> Assets:
    path = folder / "talk.srt"
    path.write_text(content, "utf-8")
    return gather(movie, lambda url: SourceFile(path, url), folder)


def resolved(document: str, folder: Path) -> tuple[Movie, Timing]:
    movie = parse(document)
    return movie, resolve(movie, gathered(movie, folder).lengths)


def captions(movie: Movie) -> Node:
    return next(node for node in movie.body.walk() if node.element == "text")


REFUSED = {
    "neither": ('<text type="caption"/>', "filename or, as its text, the captions"),
    "both": (f'<text type="caption" filename="{URL}">{CUES}</text>', "here are both"),
    "a wrong text": (inline(cues="Hello"), "its captions, line 1: there are no cues"),
    "a wrong time": (inline(cues=CUES.replace("02,500", "0x,500")), "its captions, line 6: '00"),
    "a wrong URL": ('<text type="caption" filename="talk.srt"/>', "filename='talk.srt'"),
    "a wrong offset": (inline(offset="soon"), "offset='soon' is not allowed; use a number"),
    "times of words": (
        inline(inside='<animator type="karaoke" times="0,1"/>'),
        "<animator>: times are of one text; of captions each has a time of its own",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_documents_that_are_refused(name: str) -> None:
    document, said = REFUSED[name]
    with pytest.raises(SxmlError) as error:
        parse(f"<stack>\n{document}</stack>")
    assert len(error.value.errors) == 1
    assert re.match("line [28], <(text|animator)>: ", error.value.errors[0].text)
    assert said in error.value.text


def test_what_has_no_effect_is_told() -> None:
    movie = parse(f"<stack>{inline(direction='left', speed=2, reference='a')}</stack>")
    assert [warning.text.rpartition(": ")[2] for warning in movie.warnings] == [
        f"{name} has no effect on type 'caption'" for name in ("direction", "speed", "reference")
    ]
    zone = parse(f'<stack><text type="zone" filename="{URL}">a</text></stack>')
    assert "filename has no effect on type 'zone'" in zone.warnings[0].text
    assert sources(zone) == {}


def test_the_file_is_fetched_and_read(tmp_path: Path) -> None:
    movie = parse(f"<stack>{COLOUR}\n{FILE}</stack>")
    assert sources(movie) == {URL: "line 2, <text>"}
    asset = gathered(movie, tmp_path)[captions(movie)]
    assert (asset.kind, asset.url, asset.duration) == ("captions", URL, 4.25)
    assert [cue.text for cue in asset.cues] == ["One", "Two"]


def test_captions_of_the_document_need_no_file(tmp_path: Path) -> None:
    movie = parse(f"<stack>{inline()}</stack>")
    assert sources(movie) == {}
    asset = gathered(movie, tmp_path)[captions(movie)]
    assert (asset.duration, [cue.text for cue in asset.cues]) == (4.25, ["One", "Two"])


def test_a_file_that_is_wrong_is_named_with_both_places(tmp_path: Path) -> None:
    movie = parse(f"<stack>{COLOUR}\n{FILE}</stack>")
    with pytest.raises(SourceError) as error:
        gathered(movie, tmp_path, CUES.replace("--> 00:00:02,000", "--> 00:00:00,000"))
    assert error.value.text.startswith(f"line 2, <text>: File '{URL}', line 2: the cue ends at")


@pytest.mark.parametrize(
    ("document", "whole", "span"),
    [
        (f"<sequence>{FILE}</sequence>", 4.25, (0, 4.25)),
        (f"<sequence>{COLOUR}{inline()}</sequence>", 7.25, (3, 7.25)),
        (inline(offset=2), 6.25, (0, 6.25)),
        (inline(offset=-1.5), 2.75, (0, 2.75)),
        (inline(duration=2), 2, (0, 2)),
        (f"<stack>{COLOUR}{FILE}</stack>", 3, (0, 3)),
        (f"<stack>{COLOUR}{inline(margin_start=1)}</stack>", 3, (1, 3)),
        (f"<stack>{inline()}<text type='zone'>a</text></stack>", 5, (0, 5)),
        (f'<effect type="none">{FILE}</effect>', 5, (0, 5)),
    ],
)
def test_times(document: str, whole: float, span: tuple[float, float], tmp_path: Path) -> None:
    movie, timing = resolved(document, tmp_path)
    found = timing[captions(movie)]
    assert seconds(timing.duration) == whole
    assert (seconds(found.start), seconds(found.end)) == span


def test_an_offset_that_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(SxmlError) as error:
        resolved(f"<stack>{COLOUR}\n{inline(offset=-4.25)}</stack>", tmp_path)
    assert "line 2, <text>: offset='-4.25' leaves nothing of its 4.25 s" in error.value.text
