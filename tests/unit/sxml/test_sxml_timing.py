"""The duration algebra on documents such as the language's manual has."""

from fractions import Fraction

import pytest

from dragonet.sxml.document import timed_document
from dragonet.sxml.parse import parse
from dragonet.sxml.problems import SxmlError
from dragonet.sxml.ticks import TICKS, seconds, ticks, told
from dragonet.sxml.timing import resolve
from support.movies import resolved

RED = '<image color="#ff0000"/>'
FILM = '<video filename="http://a/film.mp4"/>'
TUNE = 'audio filename="http://a/tune.mp3"'


def times(document: str, *lengths: float) -> list[tuple[str, float, float]]:
    """Element, start and end of every node but the body, in document order."""
    movie, timing = resolved(document, list(lengths) or [10.0])
    return [
        (node.element, seconds(timing[node].start), seconds(timing[node].end))
        for node in movie.body.walk()
        if node.element not in ("body", "key", "image")
    ]


def total(document: str, *lengths: float) -> float:
    return seconds(resolved(document, list(lengths) or [10.0])[1].duration)


def test_ticks_hold_every_frame_and_sample_rate() -> None:
    ntsc = [Fraction(1000 * rate, 1001) for rate in (12, 24, 30, 60)]
    frames = [Fraction(rate, 2) for rate in (10, 24, 25, 30, 48, 50, 60, 100, 120)]
    samples = [8000, 11025, 16000, 22050, 32000, 44100, 48000, 96000, 192000]
    rates = [*frames, *ntsc, *map(Fraction, samples)]
    assert all((TICKS / rate).denominator == 1 for rate in rates)
    for tenth in (0.1, 0.7, 1.1, 999_999.9):
        assert ticks(tenth) == Fraction(str(tenth)) * TICKS
    assert (told(ticks(1.5)), told(ticks(10)), told(1)) == ("1.5", "10", "0")


def test_defaults() -> None:
    assert total(f'<effect type="none">{RED}</effect>') == 5
    assert total(f"<overlay>{RED}</overlay>") == 5
    assert total('<text type="legend">x</text>') == 5
    assert total(f"<overlay>{FILM}</overlay>") == 10
    assert total(f"<{TUNE} skip='2.5'/>") == 7.5
    assert total('<audio voice="neospeech:julie">Hello</audio>', 1.25) == 1.25
    assert total('<overlay><video filename="http://a/b" skip="1" speed="2"/></overlay>') == 4.5
    assert total(f'<overlay><image duration="3" color="#ff0000"/>{RED}</overlay>') == 3


def test_margins_and_the_missing_one_of_three() -> None:
    for attributes, start, end in (
        ('margin-start="1.0" margin-end="2.0"', 1, 2),
        ('duration="2.0" margin-end="0.0"', 2, 4),
        ('duration="2.0" margin-end="0.5"', 1.5, 3.5),
        ('duration="2.0" margin-start="0.5"', 0.5, 2.5),
        ('margin-start="1.5"', 1.5, 4),
        ('margin-end="1.5"', 0, 2.5),
        ('margin-both="1.5"', 1.5, 2.5),
        ('duration=".."', 0, 4),
        ('duration=".." margin-end="1"', 0, 3),
        ('duration="2.0"', 0, 2),
        ('duration="9.0"', 0, 4),
        ('duration="9.0" margin-end="1"', 0, 3),
        ('margin-start="4"', 4, 4),
        ('margin-both="3"', 3, 3),
        ("", 0, 4),
    ):
        document = f'<stack duration="4.0"><overlay {attributes}>{RED}</overlay></stack>'
        found = times(document)
        assert found == [("stack", 0, 4), ("overlay", start, end)], attributes


def test_margins_count_for_the_parent() -> None:
    assert total(f'<stack><{TUNE} margin-end="2.0"/></stack>') == 12
    assert total(f'<stack><overlay duration="3" margin-start="1">{RED}</overlay></stack>') == 4
    assert total('<stack><text type="zone" margin-both="2">x</text></stack>') == 9
    found = times(f'<stack><{TUNE} margin-end="2"/><{TUNE}/></stack>', 3, 20)
    assert found == [("stack", 0, 20), ("audio", 15, 18), ("audio", 0, 20)]


def test_a_film_decides_and_a_caption_is_stretched() -> None:
    film = '<overlay width="1.0"><video filename="http://a/b.mp4" speed="2.0"/></overlay>'
    found = times(f'<stack>{film}<text type="zone" margin-both="2.0">Sky</text></stack>', 20)
    assert [row for row in found if row[0] != "video"] == [
        ("stack", 0, 10),
        ("overlay", 0, 10),
        ("text", 2, 8),
    ]


def test_music_that_follows_and_music_that_leads() -> None:
    effect = f'<effect type="sliding"%s>{RED}{RED}</effect>'
    voice = '<audio voice="neospeech:julie" margin-end="2.0">Music</audio>'
    music = f'<{TUNE} duration=".."/>'
    assert total(f"<stack>{effect % ''}<{TUNE}/></stack>", 200) == 200
    assert total(f"<stack>{effect % ''}<{TUNE} loop='true'/></stack>", 200) == 200
    ten = effect % " duration='10'"
    assert total(f"<stack>{ten}<{TUNE} loop='true'/></stack>", 200) == 10
    assert total(f"<stack>{ten}{music}</stack>", 200) == 10
    # the only duration that is given; the music has margins on both sides
    found = times(f"<stack>{ten}<{TUNE} margin-both='2'/></stack>", 200)
    assert found[2] == ("audio", 2, 8)
    found = times(f"<stack>{effect % ''}{music}{voice}</stack>", 200, 4)
    assert found == [("stack", 0, 6), ("effect", 0, 6), ("audio", 0, 6), ("audio", 0, 4)]


def test_a_video_that_loops_follows() -> None:
    loop = FILM.replace("/>", ' loop="true"/>')
    text = '<text type="legend" duration="10">x</text>'
    for length in (3, 30):
        assert total(f"<stack><overlay>{loop}</overlay>{text}</stack>", length) == 10
        assert total(f"<overlay>{loop}</overlay>", length) == max(5, length)
    found = times(f"<stack><overlay>{loop}</overlay>{text}</stack>", 3)
    assert found[2] == ("video", 0, 10)


def test_transitions_overlap_and_are_clipped_to_the_shorter_neighbour() -> None:
    row = (
        f'<sequence><overlay duration="5">{RED}</overlay><transition duration="2.0"/>'
        f'<overlay duration="3">{RED}</overlay><transition/><overlay duration="0.5">{RED}</overlay>'
        "</sequence>"
    )
    assert times(row) == [
        ("sequence", 0, 6),
        ("overlay", 0, 5),
        ("transition", 3, 5),
        ("overlay", 3, 6),
        ("transition", 5.5, 6),
        ("overlay", 5.5, 6),
    ]


def test_only_so_many_may_overlap() -> None:
    def row(count: int, overlap: float) -> str:
        child = f'<effect type="none" duration="1">{RED}</effect>'
        move = f'<transition duration="{overlap}"/>'
        return f"<sequence>{move.join([child] * count)}</sequence>"

    assert total(row(64, 1)) == 1
    assert total(row(200, 0.9)) == pytest.approx(20.9)
    with pytest.raises(SxmlError, match="line 1, <transition>: more than 64 children would show"):
        resolved(row(65, 1), [])


def test_what_is_longer_than_a_fixed_parent_is_cut() -> None:
    row = (
        f'<sequence duration="4"><overlay duration="3">{RED}</overlay>'
        f'<overlay duration="3">{RED}</overlay><transition/><overlay duration="2">{RED}</overlay>'
        "</sequence>"
    )
    movie, timing = resolved(row, [1])
    spans = [timing[node] for node in movie.body.walk() if node.element != "image"]
    found = [(seconds(s.start), seconds(s.end), seconds(s.duration)) for s in spans]
    assert found == [(0, 4, 4), (0, 4, 4), (0, 3, 3), (3, 4, 3), (4, 4, 1), (4, 4, 2)]
    assert [text for _, text in timing.warnings] == [
        "line 1, <overlay>: it is never seen or heard: <sequence> (line 1) ends at 4 s"
    ]


def test_parents_duration_in_a_sequence_of_known_length() -> None:
    row = f'<sequence duration="4"><overlay duration="..">{RED}</overlay></sequence>'
    assert times(row)[1] == ("overlay", 0, 4)
    stretched = f'<sequence><overlay duration="..">{RED}</overlay></sequence>'
    found = times(f"<stack>{stretched}<{TUNE}/></stack>", 7)
    assert found[:3] == [("stack", 0, 7), ("sequence", 0, 7), ("overlay", 0, 7)]


def test_animators_and_filters_have_times_in_their_node() -> None:
    found = times(
        f'<overlay duration="5">{RED}<animator type="slide-in" duration="1"/>'
        '<animator type="slide-out" duration="1"/><animator type="grow" duration="1"/>'
        '<animator type="grow" duration="1" margin-end="0.0"/><animator type="slide-in" '
        'margin-start="1.5" duration="2.0"/><animator type="rot-out" margin-end="1.5" '
        'duration="1"/><animator type="slide"/><filter type="blur" margin-start="1">'
        '<animator type="custom" margin-start="1"><key time="0" diameter="2"/></animator></filter>'
        '<animator type="slide-out" duration="9"/></overlay>'
    )
    assert [row[1:] for row in found] == [
        (0, 5), (0, 1), (4, 5), (0, 1), (4, 5), (1.5, 3.5), (2.5, 3.5), (0, 5), (1, 5), (2, 5),
        (0, 5),
    ]  # fmt: skip


def test_a_movement_longer_than_its_node_is_faster() -> None:
    movie, timing = resolved('<text type="zone" duration="0.5">x<animator type="slide-out" '
                             'duration="1"/></text>', [1])  # fmt: skip
    (animator,) = (node for node in movie.body.walk() if node.element == "animator")
    assert timing[animator].duration == ticks(0.5)


def test_children_of_a_sliding_effect_take_turns() -> None:
    document = f'<effect type="sliding"%s>{RED}{FILM}<{TUNE} duration=".."/></effect>'
    movie, timing = resolved(document % ' duration="7"', [10.0])
    spans = [timing[node] for node in movie.body.children[0].children]
    assert [(seconds(s.start), seconds(s.end)) for s in spans] == [(0, 3.5), (3.5, 7), (0, 7)]
    assert total(document % "") == 20  # every child can be seen whole


def test_masks_have_the_time_of_their_filter() -> None:
    mask = '<filter type="mask" margin-start="1"><video filename="http://a/m.mp4"/></filter>'
    found = times(f'<stack duration="10"><overlay>{RED}</overlay>{mask}</stack>', 20)
    assert found == [("stack", 0, 10), ("overlay", 0, 10), ("filter", 1, 10), ("video", 1, 10)]


def test_spans_relative_to_the_parent() -> None:
    movie, timing = resolved(
        f'<sequence><overlay>{RED}</overlay><stack duration="4">'
        f'<text type="zone" margin-start="1">x</text></stack></sequence>', [1])  # fmt: skip
    (text,) = (node for node in movie.body.walk() if node.element == "text")
    assert (seconds(timing[text].start), seconds(timing[text].offset)) == (6, 1)


def refusal(document: str, *lengths: float, limit: float = 1e6) -> str:
    with pytest.raises(SxmlError) as caught:
        resolved(document, list(lengths) or [10.0], limit)
    return caught.value.text


def test_refused_when_the_lengths_are_known() -> None:
    assert refusal(f"<stack>\n<{TUNE} skip='10'/></stack>") == (
        "line 2, <audio>: skip='10' leaves nothing of its 10 s"
    )
    film = '<video skip="2.5" duration="1" filename="http://a/b"/>'
    assert refusal(f"<overlay>{film}\n{film}</overlay>", 2.5, 2) == (
        "line 1, <video>: skip='2.5' leaves nothing of its 2.5 s\n"
        "line 2, <video>: skip='2.5' leaves nothing of its 2 s"
    )
    assert refusal(f"<overlay duration='0'>{RED}</overlay>") == (
        "line 1, <body>: the movie would last 0 s; more than 0 and at most 1000000 s are allowed"
    )
    assert refusal(f"<overlay duration='1000000.5'>{RED}</overlay>") == (
        "line 1, <body>: the movie would last 1000000.5 s; more than 0 and at most 1000000 s are "
        "allowed"
    )
    assert "at most 60 s" in refusal(f"<{TUNE}/>", 61, limit=60)
    assert total(f"<{TUNE}/>", 60) == 60


def test_lengths_of_nodes_with_their_own_duration_are_not_asked_for() -> None:
    timing = resolve(parse(f"<{TUNE} duration='3'/>"), {})
    assert seconds(timing.duration) == 3


def test_the_document_with_times() -> None:
    movie, timing = resolved(
        f'<stack duration="2.5"><overlay>\n{RED}</overlay>\n<text type="zone" wrap="false" '
        'margin-start="1" weight="bold">a &lt; b\n c<animator type="custom"><key time="0" '
        'pos="0,0,0"/></animator></text></stack>', [1])  # fmt: skip
    assert timed_document(movie, timing) == (
        '<movie service="craftsman-1.0" start="0" end="2.5">\n'
        "  <!-- warning: line 3, <text>: weight has no effect on type 'zone' -->\n"
        '  <body start="0" end="2.5">\n'
        '    <stack duration="2.5" start="0" end="2.5">\n'
        '      <overlay start="0" end="2.5">\n'
        '        <image color="#ff0000" start="0" end="2.5"/>\n'
        "      </overlay>\n"
        '      <text type="zone" wrap="false" margin-start="1" weight="bold" start="1" end="2.5">'
        'a &lt; b\n c<animator type="custom" start="1" end="2.5">'
        '<key time="0" pos="0,0,0"/></animator></text>\n'
        "    </stack>\n"
        "  </body>\n"
        "</movie>\n"
    )
