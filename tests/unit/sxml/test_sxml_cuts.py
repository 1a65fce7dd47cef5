"""Sequences cut on beats: by example, and what holds for every one of them."""

from copy import deepcopy
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dragonet.sxml.problems import SxmlError
from dragonet.sxml.pulse import Rhythm
from dragonet.sxml.ticks import TICKS, seconds, ticks
from dragonet.sxml.timing import Timing
from dragonet.sxml.tree import Node
from support.movies import LENGTHS, TENTHS, Element, movies, parents, resolved

MUSIC = 'cut="beats" audio="http://a/song.mp3"'
BARS = MUSIC.replace("beats", "bars")
HALVES = Rhythm(tuple(n / 2 for n in range(200)), tuple(n * 2 + 0.5 for n in range(50)))
"""120 beats a minute, in bars of four; the first beat is an upbeat."""

STILL = '<effect type="none"%s><image color="#ff0000"/></effect>'
FILM = '<effect type="none"><video filename="http://a/film.mp4"/></effect>'
VOICE = '<audio voice="neospeech:julie">Hello</audio>'
TEXT = '<text type="zone"%s>a</text>'


def still(duration: float | None = None) -> str:
    return STILL % ("" if duration is None else f' duration="{duration}"')


def ends(row: str, *lengths: float, rhythm: Rhythm = HALVES) -> list[float]:
    """When the children of a sequence end, seconds."""
    movie, timing = resolved(row, list(lengths) or [10.0], rhythm=rhythm)
    return [seconds(timing[child].end) for child in movie.body.children[0].timed]


def cut(*children: str, more: str = "", music: str = MUSIC) -> str:
    return f"<sequence {music} {more}>{''.join(children)}</sequence>"


def test_a_number_of_beats() -> None:
    assert ends(cut(still(), still(), still(), more='every="4"')) == [2, 4, 6]
    assert ends(cut(still(), still(), still(), more='every="1"')) == [0.5, 1, 1.5]
    assert ends(cut(still(), still(), more='every="1"', music=BARS)) == [2.5, 4.5]
    assert ends(cut(still(), FILM, still(), more='every="3"'), 0.2) == [1.5, 3, 4.5]


def test_a_duration_counts_before_the_number() -> None:
    row = cut(still(), still(1.1), still(0), still(), more='every="4"')
    assert ends(row) == [2, 3, 3.5, 5.5]


def test_the_nearest_beat() -> None:
    assert ends(cut(still(2.2), still(2.2), still(0.1), still(1.25))) == [2, 4, 4.5, 5.5]
    assert ends(cut(still(), TEXT % "", still())) == [5, 10, 15]
    assert ends(cut(still(3.6), still(2.2), music=BARS)) == [4.5, 6.5]


def test_a_film_is_never_longer_than_itself() -> None:
    assert ends(cut(FILM, FILM), 3.4) == [3, 6]
    assert ends(cut(FILM, FILM), 3.5) == [3.5, 7]
    assert ends(cut(FILM, still(1)), 0.3) == [0.3, 1.5]  # there is no beat in it
    longer = FILM.replace('"none"', '"none" duration="3.4"')
    assert ends(cut(longer), 3.4) == [3]
    assert ends(cut(longer), 3.6) == [3.5]
    assert ends(cut(longer), 2.0) == [3.5]  # its last frame was to be held anyway
    row = f"<sequence>{still(1.2)}{still(1.2)}</sequence>"
    assert ends(cut(row, row)) == [2, 4]


def test_speech_is_heard_to_its_end() -> None:
    assert ends(cut(VOICE, VOICE), 1.1) == [1.5, 3]
    assert ends(cut(f"<stack>{still()}{VOICE}</stack>", still(1)), 2.1) == [2.5, 3.5]
    assert ends(cut(f"<stack>{FILM}{VOICE}</stack>", still(1)), 2.4, 2.1) == [2, 3]


def test_the_beats_of_skipped_music() -> None:
    assert ends(cut(still(), still(), more='every="2" skip="0.2"')) == [0.8, 1.8]
    # what is nearer than half a beat is the start
    assert ends(cut(still(), still(), more='every="2" skip="0.3"')) == [1.2, 2.2]
    upbeat = cut(still(), still(), more='every="1" skip="0.1"', music=BARS)
    assert ends(upbeat) == [2.4, 4.4]


def test_music_that_is_shorter_than_its_pictures() -> None:
    short = Rhythm((0.4, 1.0, 1.6, 2.3), (0.4, 2.3))
    found = ends(cut(*[still()] * 6, more='every="1"'), rhythm=short)
    assert found == pytest.approx([0.4, 1.0, 1.6, 2.3, 2.9, 3.5])
    silence = ends(cut(still(), still(), more='every="4" skip="2.3"'), rhythm=short)
    assert silence == pytest.approx([2.4, 4.8])


def test_the_middle_of_a_transition_is_on_the_beat() -> None:
    fade = '<transition duration="0.8"/>'
    movie, timing = resolved(cut(still(), fade, still(), more='every="4"'), [], rhythm=HALVES)
    first, over, second = (timing[node] for node in movie.body.children[0].children)
    assert [seconds(time) for time in (over.start, over.end)] == [1.6, 2.4]
    assert (first.end, second.start) == (over.end, over.start)
    # 5 s of its own are cut where the middle of its transition is on a beat
    assert ends(cut(still(), fade, still())) == [4.9, 9]
    assert ends(cut(FILM, fade, FILM), 3.3) == [2.9, 5]  # 3.3 s from 2.1 on


def test_the_rest_of_time_is_as_ever() -> None:
    row = cut(still(), still(), still(), more='every="4" duration="5"')
    assert ends(row) == [2, 4, 5]
    whole = cut(still(1.1), TEXT % ' duration=".."', more='duration="3"')
    assert ends(whole) == [1, 3]
    row = cut(still(), still(), more='every="3"')
    stack = f"<stack>{row}{TEXT % ''}</stack>"
    movie, timing = resolved(stack, [], rhythm=HALVES)
    assert seconds(timing.duration) == 3
    assert {timing[node].end for node in movie.body.children[0].timed} == {3 * TICKS}


def test_a_sequence_counts_from_its_own_start() -> None:
    row = cut(still(), still(), more='every="2"')
    late = f"<sequence>{still(1.3)}{row}</sequence>"
    movie, timing = resolved(late, [], rhythm=HALVES)
    inner = movie.body.children[0].children[1]
    assert [seconds(timing[child].start) for child in inner.timed] == pytest.approx([1.3, 2.3])


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        ('cut="beats"', "cut='beats' needs audio: the URL of the music whose beats count"),
        (BARS.replace("bars", "beat"), "cut='beat' is not allowed; did you mean 'beats'?"),
        (f'{MUSIC} every="0"', "every='0' is not allowed; use a whole number from 1 to 64"),
        (f'{MUSIC} every="65"', "every='65' is not allowed"),
        (f'{MUSIC} every="1.5"', "every='1.5' is not allowed"),
        (f'{MUSIC} skip="-1"', "skip='-1' is not allowed; use a number of seconds from 0 up"),
        ('cut="bars" audio="song.mp3"', "audio='song.mp3' is not allowed; use an http or https"),
        ('audio="http://a/b"', "audio is there to cut on music; give cut='beats' or cut='bars'"),
        ('every="2"', "every is there to cut on music; give cut='beats' or cut='bars' too"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("element", ["sequence", "body"])
def test_what_is_refused(element: str, attributes: str, said: str) -> None:
    with pytest.raises(SxmlError) as caught:
        resolved(f"<{element} {attributes}>{still()}</{element}>", [])
    (text,) = caught.value.texts
    assert text.startswith(f"line 1, <{element}>: {said}")


def test_music_that_nothing_plays() -> None:
    row = cut(still())
    for beside, warned in (
        ("", True),
        ('<audio filename="http://a/other.mp3"/>', True),
        ('<audio filename="http://a/song.mp3"/>', False),
        (FILM.replace("film.mp4", "song.mp3"), False),
        (FILM.replace("film.mp4", "song.mp3").replace("/>", ' audio="false"/>'), True),
    ):
        movie, _ = resolved(f"<stack>{row}{beside}</stack>", [3.0], rhythm=HALVES)
        texts = [warning.text for warning in movie.warnings]
        said = "line 1, <sequence>: nothing plays audio='http://a/song.mp3'; an <audio> beside it"
        assert texts == [f"{said} would"] * warned


bounded = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@st.composite
def rhythms(draw: st.DrawFn) -> Rhythm:
    steps = draw(st.lists(st.integers(280, 1090), min_size=2, max_size=60))
    times = [draw(st.integers(0, 3000))]
    for step in steps:
        times.append(times[-1] + step)
    beats = tuple(time / 1000 for time in times)
    return Rhythm(beats, beats[:: draw(st.integers(1, len(beats) - 1))])


@st.composite
def music(draw: st.DrawFn) -> dict[str, str]:
    unit = draw(st.sampled_from(["beats", "bars"]))
    every = {"every": str(draw(st.integers(1, 8)))} if draw(st.booleans()) else {}
    return {"cut": unit, "audio": "http://a/b", "skip": str(draw(TENTHS)), **every}


@bounded
@given(movies(), LENGTHS, rhythms(), st.data())
def test_what_holds_for_every_cut(
    document: Element, lengths: list[float], rhythm: Rhythm, data: st.DataObject
) -> None:
    document = deepcopy(document)
    for element in document.walk():
        if element.name in ("sequence", "body") and data.draw(st.booleans()):
            element.attributes |= data.draw(music())
    try:
        movie, timing = resolved(document.xml(), [*lengths, 9.0], rhythm=rhythm)
    except SxmlError as error:
        assume("would last 0 s" not in error.text)
        raise
    above = dict(parents(movie))
    for node in movie.body.walk():
        if node.values.get("cut"):
            free = not (node in above and above[node].values.get("cut"))
            _check_row(node, free, timing, rhythm)


def _check_row(node: Node, free: bool, timing: Timing, rhythm: Rhythm) -> None:
    whole = timing[node]
    spans = [timing[child] for child in node.timed]
    overs = [timing[child].duration for child in node.children if child.element == "transition"]
    assert all(span.duration >= 0 for span in spans)
    total = sum(span.duration for span in spans) - sum(overs)
    pinned = "margin-both" in node.given or {"margin-start", "margin-end"} <= set(node.given)
    if free and node["duration"] is None and not pinned:
        assert whole.duration == total  # the way up and the way down agree
    if whole.end - whole.start < max(total, whole.duration):
        return  # what is cut off has no times of its own
    for child, (one, two) in zip(node.timed, pairwise(spans), strict=False):
        between = node.children[node.children.index(child) + 1]
        over = timing[between].duration if between.element == "transition" else 0
        assert two.start == one.end - over  # no gap
        assert one.start <= two.start <= one.end <= two.end
        middle = two.start + over // 2 - whole.start
        assert over % 2 == 0
        assert _on_beat(middle, node, rhythm) or _without_beat(child)


def _on_beat(time: int, node: Node, rhythm: Rhythm) -> bool:
    beats = getattr(rhythm, node["cut"])
    found = [ticks(beat) - ticks(node["skip"]) for beat in beats]
    steps = sorted(after - before for before, after in pairwise(found[-9:]))
    step = steps[(len(steps) - 1) // 2]
    return time in found or (time > found[-1] and (time - found[-1]) % step == 0)


def _without_beat(child: Node) -> bool:
    """Whether it may be that a child cannot be longer, and found no beat to end on."""
    return any(node.element in ("video", "sequence", "stack") for node in child.walk())


@bounded
@given(st.lists(st.integers(12, 60), min_size=1, max_size=6), st.data())
def test_a_pulse_that_is_fine_enough_changes_nothing(
    tenths: list[int], data: st.DataObject
) -> None:
    row = [still(tenths[0] / 10)]
    for length in tenths[1:]:
        if data.draw(st.booleans()):
            row.append(f'<transition duration="{data.draw(st.integers(0, 4)) / 10}"/>')
        row.append(still(length / 10))
    fine = tuple(n / 100 for n in range(4000))
    _, timing = resolved(cut(*row), [], rhythm=Rhythm(fine, fine))
    assert timing.spans == resolved(f"<sequence>{''.join(row)}</sequence>", [])[1].spans
