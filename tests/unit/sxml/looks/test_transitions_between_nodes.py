"""Transitions between nodes of all kinds, at any size of the screen, however short they are."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from skimage import data

from dragonet.sxml.look import Look
from dragonet.sxml.looks import TRANSITIONS
from dragonet.sxml.parse import parse
from dragonet.sxml.problems import SxmlError
from dragonet.sxml.render import shift
from support.frames import Album, Pixels

BEHIND = '<effect type="none"><image color="#406080"/></effect>'
TEXT = '<text type="zone" width="0.6" height="0.3" duration="2">Hello</text>'
NEAR = 1 / 600
"""Seconds from the start or the end of a transition of one second."""

JUMP = 2.5
"""Mean difference that a picture may have which is drawn at another place by then."""

each_look = pytest.mark.parametrize("look", TRANSITIONS, ids=lambda look: look.name)


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Album]:
    made = Album(tmp_path_factory.mktemp("pictures"))
    made.add("one", data.astronaut())  # type: ignore[no-untyped-call]
    made.add("two", data.coffee())  # type: ignore[no-untyped-call]
    yield made


def full(album: Album, name: str, duration: float = 2) -> str:
    return f'<effect type="none" duration="{duration}">{album.image(name)}</effect>'


def nodes(album: Album, kind: str) -> tuple[str, str]:
    """Two nodes of 2 s, one of which is of the kind."""
    one, two = full(album, "one"), full(album, "two")
    if kind == "stacks":
        text = TEXT.replace('duration="2"', 'duration=".."')
        stacks = [f'<stack duration="2">{item}{text}</stack>' for item in (one, two)]
        return stacks[0], stacks[1]
    if kind == "sequence":
        short = full(album, "one", 1.5)
        fade = '<transition type="crossfade" duration="1"/>'
        return two, f"<sequence>{short}{fade}{full(album, 'two', 1.5)}</sequence>"
    return (TEXT, two) if kind == "text first" else (one, TEXT)


def apart(one: Pixels, two: Pixels) -> float:
    return float(np.abs(one.astype(int) - two).mean())


@each_look
@pytest.mark.parametrize("size", [(853, 479), (61, 107)])
def test_at_either_end_there_is_one_picture_at_any_size(
    album: Album, look: Look, size: tuple[int, int]
) -> None:
    one, two = full(album, "one"), full(album, "two")
    body = f'{one}<transition type="{look.name}"/>{two}'
    before, start, end, after = album.frames(body, 0.9, 1, 2, 2.5, size=size)
    assert np.array_equal(start, before) and np.array_equal(end, after)
    assert apart(before, after) > 30


MORE = {
    "under": ("", 'angle="20"'),
    "over": ("", 'angle="20"'),
    "dualmove": ("", 'directions="up,static" drawOrder="inverted"'),
}


@pytest.mark.parametrize(
    ("kind", "more"),
    [(look.name, more) for look in TRANSITIONS for more in MORE.get(look.name, ("",))],
)
@pytest.mark.parametrize("what", ["stacks", "sequence", "text first", "text second"])
def test_nodes_of_any_kind_come_and_go_without_a_jump(
    album: Album, kind: str, more: str, what: str
) -> None:
    one, two = nodes(album, what)
    inside = f'{one}<transition type="{kind}" {more}/>{two}'
    start, near, far, end = album.frames(
        f"<stack>{BEHIND}<sequence>{inside}</sequence></stack>", 1, 1 + NEAR, 2 - NEAR, 2
    )
    assert np.array_equal(start, album.frame(f"<stack>{BEHIND}{one}</stack>", 1))
    assert np.array_equal(end, album.frame(f"<stack>{BEHIND}{two}</stack>", 1))
    assert apart(start, near) < JUMP and apart(far, end) < JUMP


@pytest.mark.parametrize("kind", ["glitch", "swirl", "pixelize", "wipe", "scans", "blinds"])
def test_the_sides_of_a_box_are_not_seen_inside_it(album: Album, kind: str) -> None:
    """White over white in a box whose sides lie between pixels."""
    white = '<effect type="none" duration="2"><image color="#ffffff"/></effect>'
    box = '<overlay width="0.7331" height="0.7331" left="0.1313" bottom="0.1171">{}</overlay>'
    still = album.frame(box.format(white), 1, size=(427, 240))
    inside = np.s_[tuple(slice(part.min() + 1, part.max()) for part in still.min(axis=2).nonzero())]
    body = box.format(f'<sequence>{white}<transition type="{kind}"/>{white}</sequence>')
    for frame in album.frames(body, 1.2, 1.35, 1.5, 1.65, size=(427, 240)):
        assert frame[inside].min() >= 253


@each_look
def test_two_that_meet_in_a_short_node_do_not_jump(album: Album, look: Look) -> None:
    """A node of 1.2 s that comes and goes by a second each."""
    move = f'<transition type="{look.name}"/>'
    body = full(album, "one") + move + full(album, "two", 1.2) + move + full(album, "one")
    frames = album.frames(body, *(1 + step / 20 for step in range(25)), size=(96, 54))
    steps = [apart(*pair) for pair in pairwise(frames)]
    limit = 3 if look.name == "glitch" else 2
    for before, step, after in zip([0, *steps[:-1]], steps, [*steps[1:], 0], strict=True):
        assert step < limit * max(before, after) + 1.5


def test_many_that_meet_are_each_drawn_once(album: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[float] = []
    shifted = shift.shifted

    def counted(*given: Any) -> None:
        drawn.append(given[-1])
        shifted(*given)

    monkeypatch.setattr(shift, "shifted", counted)
    children = [full(album, ("one", "two")[number % 2], 1) for number in range(9)]
    album.frame('<transition type="move"/>'.join(children), 0.5, size=(64, 36))
    assert len(drawn) == 2 * 8


@each_look
@pytest.mark.parametrize("duration", [0.02, 0.1])
def test_one_that_is_longer_than_its_nodes_is_cut(
    album: Album, look: Look, duration: float
) -> None:
    one, two = (full(album, name, duration) for name in ("one", "two"))
    body = f'{one}<transition type="{look.name}" duration="5"/>{two}'
    first, middle, last = album.frames(body, 0, duration / 2, duration * 0.9999, size=(64, 36))
    assert np.array_equal(first, album.frame(one, size=(64, 36)))
    assert apart(first, middle) > 2
    assert apart(last, album.frame(two, size=(64, 36))) < JUMP


COARSE = {"pixelize": 10, "glitch": 10}
"""Those that cut between pixels differ more from size to size."""


@each_look
def test_it_is_the_same_at_every_size_and_whatever_was_drawn_before(
    album: Album, look: Look
) -> None:
    body = f'{full(album, "one")}<transition type="{look.name}"/>{full(album, "two")}'
    moments = (1.3, 1.7)
    small = album.frames(body, *moments, size=(160, 90))
    large = album.frames(body, *moments, size=(320, 180))
    for one, two in zip(small, large, strict=True):
        halved = two.reshape(90, 2, 160, 2, 3).mean(axis=(1, 3))
        assert np.abs(one - halved).mean() < COARSE.get(look.name, 2.5)
    back = album.frames(body, *moments[::-1], size=(160, 90))[::-1]
    assert np.array_equal(back, small)


ALLOWED = {
    "direction": "positive",
    "rotCenter": "middle",
    "angle": "a number",
    "directions": "two words with a comma",
    "rotCenters": "two words with a comma",
    "angles": "two numbers with a comma",
    "drawOrder": "inverted",
    "transWidth": "a number from 0 to 1",
    "count": "a whole number from 1 to 100",
    "duration": "a number of seconds from 0 up",
    "depthEnable": "true or false",
}
GIVEN = [(look.name, item.name) for look in TRANSITIONS for item in look.attributes]


@pytest.mark.parametrize(
    ("kind", "name"), [*GIVEN, *((look.name, "duration") for look in TRANSITIONS)]
)
def test_wrong_values_are_told_what_is_allowed(album: Album, kind: str, name: str) -> None:
    one, two = full(album, "one"), full(album, "two")
    with pytest.raises(SxmlError) as error:
        parse(f'<sequence>{one}\n<transition type="{kind}"\n {name}="odd!"/>{two}</sequence>')
    text = str(error.value)
    assert all(part in text for part in ("line 2, <transition>", name, "odd!", ALLOWED[name]))


@each_look
def test_attributes_of_other_transitions_are_warnings(album: Album, look: Look) -> None:
    others = {"angles": "1,2", "drawOrder": "normal", "angle": "3", "depthEnable": "false"}
    own = {item.name for item in look.attributes}
    one, two = full(album, "one"), full(album, "two")
    for name in others.keys() - own:
        movie = parse(
            f'<sequence>{one}<transition type="{look.name}" {name}="{others[name]}"/>'
            f"{two}</sequence>"
        )
        said = [warning.text for warning in movie.warnings]
        assert said == [f"line 1, <transition>: {name} has no effect on type '{look.name}'"]
