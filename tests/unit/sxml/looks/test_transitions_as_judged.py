"""Transitions: as they were judged by eye, mirrored for opposite directions, without a jump."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from dragonet.sxml.problems import SxmlError
from support import fingerprints
from support.frames import Album, Pixels, noise, plain

MOMENTS = (0.05, 0.3, 0.5, 0.7, 0.95)

TRANSITIONS = {
    "waterdrop": "",
    "circle": "",
    "radial": "",
    "swirl": "",
    "strip": "",
    "scan": "",
    "scan up": 'direction="up"',
    "scan vector": 'direction="1,-1"',
    "scans": "",
    "cube": "",
    "cube down": 'direction="down"',
    "spiral": "",
    "spiral left": 'direction="left"',
    "dualmove": "",
    "dualmove apart": 'directions="up,left"',
    "dualmove doors": 'directions="static,right" rotCenters="left,middle" angles="90,-40"',
    "dualmove flip": 'directions="static,static" rotCenters="vmiddle,vmiddle" angles="90,-90"',
    "dualmove inverted": 'directions="down,static" angles="30,0" drawOrder="inverted"',
    "wipe": "",
    "wipe sharp": 'direction="-1,1" transWidth="0"',
    "iris": "",
    "iris closing": 'direction="negative"',
    "blinds": "",
    "blinds down": 'direction="down" count="5"',
    "zoom": "",
    "zoom out": 'direction="negative"',
    "pixelize": "",
    "glitch": "",
    "lightleak": "",
    "lightleak up": 'direction="up"',
    "pagecurl": "",
    "pagecurl left": 'direction="left"',
    "move turned": 'direction="up" angle="20"',
    "over turned": 'direction="left" rotCenter="right" angle="60"',
    "under turned": 'direction="down" angle="25"',
}
NEW = ("wipe", "wipe sharp", "iris", "iris closing", "blinds", "zoom", "zoom out", "pixelize")
WHOLE = (
    "radial",
    "scan",
    "scan up",
    "scan vector",
    "scans",
    "spiral",
    "spiral left",
    "swirl",
    "glitch",
    "lightleak",
    *NEW,
)
"""Those that show every place of a picture as it is or elsewhere, without shade."""


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Album]:
    made = Album(tmp_path_factory.mktemp("pictures"))
    made.add("one", data.astronaut()[:288])  # type: ignore[no-untyped-call]
    made.add("two", data.coffee())  # type: ignore[no-untyped-call]
    for number in (1, 2):
        made.add(f"noise{number}", noise(160, 90, number))
        made.add(f"mirrored{number}", noise(160, 90, number)[:, ::-1])
        made.add(f"flipped{number}", noise(160, 90, number)[::-1])
    made.add("white", plain((255, 255, 255)))
    yield made


def between(album: Album, name: str, first: str, second: str, more: str | None = None) -> str:
    """Two pictures of 2 s; the transition is from 1 s to 2 s."""
    one, two = (
        f'<effect type="none" duration="2">{album.image(item)}</effect>' for item in (first, second)
    )
    more = TRANSITIONS[name] if more is None else more
    return f'{one}<transition type="{name.split(maxsplit=1)[0]}" duration="1" {more}/>{two}'


def seen(album: Album, body: str, *moments: float) -> list[Pixels]:
    return album.frames(body, *(1 + moment for moment in moments))


def apart(one: NDArray[Any], two: NDArray[Any]) -> float:
    return float(np.abs(one.astype(float) - two).mean())


@pytest.mark.parametrize("name", TRANSITIONS)
def test_a_transition_looks_as_it_was_judged(album: Album, name: str) -> None:
    frames = seen(album, between(album, name, "one", "two"), *MOMENTS)
    fingerprints.check("transitions", name, MOMENTS, frames)


@pytest.mark.parametrize("name", TRANSITIONS)
def test_it_begins_with_one_picture_and_ends_with_the_other_without_a_jump(
    album: Album, name: str
) -> None:
    body = between(album, name, "one", "two")
    before, start, near, far, end = seen(album, body, -0.1, 0, 0.004, 0.996, 1)
    assert np.array_equal(before, start)
    assert np.array_equal(end, seen(album, body, 1.5)[0])
    assert apart(start, near) < 2.5 and apart(far, end) < 2.5


@pytest.mark.parametrize("name", [name for name in TRANSITIONS if name != "glitch"])
def test_it_changes_evenly(album: Album, name: str) -> None:
    """No step is far larger than those before and after it: nothing pops up or is gone at once."""
    frames = seen(album, between(album, name, "one", "two"), *np.linspace(0, 1, 41))
    small = [frame.reshape(18, 5, 32, 5, 3).mean(axis=(1, 3)) for frame in frames]
    steps = [apart(*pair) for pair in pairwise(small)]
    for before, step, after in zip([0, *steps[:-1]], steps, [*steps[1:], 0], strict=True):
        assert step < 2 * max(before, after) + 0.6


@pytest.mark.parametrize("centre", ["vmiddle", "hmiddle"])
def test_what_is_nearer_hides_what_is_behind_it(album: Album, centre: str) -> None:
    """Two that go through each other around one line are parted by it."""
    more = f'directions="static,static" rotCenters="{centre},{centre}" angles="90,-90"'
    body = between(album, "dualmove", "one", "two", more)
    ordered = between(album, "dualmove", "one", "two", f'{more} depthEnable="false"')
    (deep,), (flat,) = (seen(album, item, 0.45) for item in (body, ordered))
    if centre == "hmiddle":
        deep, flat = (frame.transpose(1, 0, 2) for frame in (deep, flat))
    half = deep.shape[1] // 2
    sides = [(slice(None), slice(0, half - 1)), (slice(None), slice(half + 1, None))]
    same = [side for side in sides if apart(deep[side], flat[side]) == 0]
    assert len(same) == 1
    (there,) = (side for side in sides if side not in same)
    assert apart(deep[there], flat[there]) > 3


@pytest.mark.parametrize("name", WHOLE)
def test_white_stays_white(album: Album, name: str) -> None:
    for frame in seen(album, between(album, name, "white", "white"), *np.linspace(0.03, 0.97, 23)):
        assert frame.min() >= 254


@pytest.mark.parametrize("name", ["radial", "spiral", "circle", "wipe", "iris", "blinds", "glitch"])
def test_what_is_transparent_is_not_doubled(album: Album, name: str) -> None:
    """Two equal half-transparent boxes look the same all the time, but for the zoom of a circle."""
    behind = '<effect type="none"><image color="#ffffff"/></effect>'
    box = '<effect type="none" duration="2"><image color="#00000080"/></effect>'
    inside = f'{box}<transition type="{name}" duration="1"/>{box}'
    body = f"<stack>{behind}<sequence>{inside}</sequence></stack>"
    for frame in seen(album, body, 0.2, 0.5, 0.8):
        assert np.abs(frame.astype(int) - 127).max() <= 3


@pytest.mark.parametrize("direction", ["positive", "negative"])
def test_a_zoom_keeps_what_is_transparent_so(album: Album, direction: str) -> None:
    behind = '<effect type="none"><image color="#ffffff"/></effect>'
    box = '<overlay duration="2" width="0.9" height="0.9"><image color="#00000080"/></overlay>'
    inside = f'{box}<transition type="zoom" direction="{direction}"/>{box}'
    body = f"<stack>{behind}<sequence>{inside}</sequence></stack>"
    for frame in seen(album, body, 0.001, 0.2, 0.4, 0.5, 0.6, 0.9):
        assert np.abs(frame[35:55, 60:100].astype(int) - 127).max() <= 4


def test_what_is_only_a_box_is_not_mirrored_by_a_zoom(album: Album) -> None:
    """What gets smaller is in the middle alone."""
    box = '<overlay duration="2" width="0.9" height="0.9"><image color="#ffffff"/></overlay>'
    black = '<effect type="none" duration="2"><image color="#000000"/></effect>'
    frame = seen(album, f'{box}<transition type="zoom" direction="negative"/>{black}', 0.45)[0]
    assert frame[45, 80].min() > 150 and frame[:6].max() < 3 and frame[-6:].max() < 3


@pytest.mark.parametrize("size", [(107, 60), (60, 107), (83, 83)])
def test_strips_that_have_arrived_join(album: Album, size: tuple[int, int]) -> None:
    body = between(album, "strip", "noise1", "noise2")
    late, end = album.frames(body, 1.96, 2, size=size)
    arrived = slice(0, size[0] * 3 // 4)
    assert np.array_equal(late[:, arrived], end[:, arrived])


@pytest.mark.parametrize("kind", sorted({name.split()[0] for name in TRANSITIONS}))
def test_boxes_do_not_jump_either(album: Album, kind: str) -> None:
    """What does not fill the screen comes and goes as whole screens do."""
    behind = '<effect type="none"><image color="#406080"/></effect>'
    one, two = (
        f'<overlay duration="2" width="0.5" {side}="0.1">{album.image(name)}</overlay>'
        for side, name in (("left", "one"), ("right", "two"))
    )
    inside = f'{one}<transition type="{kind}" duration="1"/>{two}'
    body = f"<stack>{behind}<sequence>{inside}</sequence></stack>"
    start, near, far, end = seen(album, body, 0, 0.004, 0.996, 1)
    assert apart(start, near) < 1.5 and apart(far, end) < 1.5


@pytest.mark.parametrize(
    ("kind", "one", "two"),
    [
        ("scan", 'direction="left"', 'direction="right"'),
        ("scan", 'direction="0.5,1"', 'direction="-0.5,1"'),
        ("cube", 'direction="left"', 'direction="right"'),
        ("cube", 'direction="up"', 'direction="up"'),
        ("spiral", 'direction="negative"', 'direction="positive"'),
        (
            "dualmove",
            'directions="left,up" rotCenters="left,middle" angles="40,30"',
            'directions="right,up" rotCenters="right,middle" angles="40,-30"',
        ),
        ("circle", "", ""),
        ("waterdrop", "", ""),
        ("wipe", 'direction="left"', 'direction="right"'),
        ("blinds", 'direction="left"', 'direction="right"'),
        ("zoom", "", ""),
        ("pixelize", "", ""),
        ("lightleak", 'direction="left"', 'direction="right"'),
        ("lightleak", 'direction="0.5,1"', 'direction="-0.5,1"'),
        ("pagecurl", 'direction="left"', 'direction="right"'),
        ("pagecurl", 'direction="-1,0.6"', 'direction="1,0.6"'),
    ],
)
def test_opposite_directions_are_mirrored(album: Album, kind: str, one: str, two: str) -> None:
    plainly = seen(album, between(album, kind, "noise1", "noise2", one), 0.3, 0.6)
    others = seen(album, between(album, kind, "mirrored1", "mirrored2", two), 0.3, 0.6)
    tolerance = 15 if kind == "waterdrop" else 1.2  # its light comes from the left
    for left, right in zip(plainly, others, strict=True):
        assert apart(left, right[:, ::-1]) < tolerance


@pytest.mark.parametrize("kind", ["scan", "cube", "lightleak", "pagecurl"])
def test_up_is_down_upside_down(album: Album, kind: str) -> None:
    up = seen(album, between(album, kind, "noise1", "noise2", 'direction="up"'), 0.4)[0]
    down = seen(album, between(album, kind, "flipped1", "flipped2", 'direction="down"'), 0.4)[0]
    assert apart(up, down[::-1]) < 1.2


@pytest.mark.parametrize(
    ("kind", "more", "where"),
    [
        ("scan", 'direction="right"', (slice(None), slice(0, 40))),
        ("scan", 'direction="up"', (slice(70, 90), slice(None))),
        ("radial", "", (slice(10, 80), slice(110, 160))),
        ("circle", "", (slice(40, 50), slice(75, 85))),
    ],
)
def test_the_second_is_where_it_is_told_to_begin(
    album: Album, kind: str, more: str, where: tuple[slice, slice]
) -> None:
    red, blue = (
        f'<effect type="none" duration="2"><image color="#{colour}"/></effect>'
        for colour in ("ff0000", "0000ff")
    )
    frame = seen(album, f'{red}<transition type="{kind}" {more}/>{blue}', 0.5)[0]
    assert (frame[where] == (0, 0, 255)).all()
    assert (frame == (255, 0, 0)).all(axis=2).mean() > 0.25


@pytest.mark.parametrize(
    ("side", "second"), [("left", (45, 95)), ("right", (45, 65)), ("up", (60, 80))]
)
def test_a_cube_turns_where_it_is_told(album: Album, side: str, second: tuple[int, int]) -> None:
    red, blue = (
        f'<effect type="none" duration="2"><image color="#{colour}"/></effect>'
        for colour in ("ff0000", "0000ff")
    )
    frame = seen(album, f'{red}<transition type="cube" direction="{side}"/>{blue}', 0.5)[0]
    assert frame[second][2] > 100 > frame[second][0]


def test_a_cube_has_no_gap_along_its_edge(album: Album) -> None:
    for frame in seen(album, between(album, "cube", "white", "white"), 0.31, 0.45, 0.5, 0.58):
        row = frame[45, :, 0].astype(int)
        inside = row[(row > 20).argmax() + 2 : len(row) - (row[::-1] > 20).argmax() - 2]
        assert inside.min() > 60


@pytest.mark.parametrize("order", ["normal", "inverted"])
def test_the_draw_order_tells_who_is_in_front(album: Album, order: str) -> None:
    red, blue = (
        f'<effect type="none" duration="2"><image color="#{colour}"/></effect>'
        for colour in ("ff0000", "0000ff")
    )
    more = f'directions="down,right" drawOrder="{order}"'
    frame = seen(album, f'{red}<transition type="dualmove" {more}/>{blue}', 0.5)[0]
    assert tuple(frame[70, 30]) == ((0, 0, 255) if order == "normal" else (255, 0, 0))
    assert tuple(frame[20, 30]) == (0, 0, 255) and tuple(frame[70, 130]) == (255, 0, 0)


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("scan", 'direction="sideways"', "left, right, up, down"),
        ("spiral", 'direction="1,2,3"', "two numbers"),
        ("dualmove", 'directions="left"', "two words with a comma"),
        ("dualmove", 'rotCenters="left,above"', "hmiddle"),
        ("dualmove", 'angles="90"', "two numbers with a comma"),
        ("dualmove", 'drawOrder="upside"', "normal"),
        ("over", 'rotCenter="hmiddle"', "did you mean 'middle'"),
        ("wipe", 'transWidth="2"', "a number from 0 to 1"),
        ("iris", 'direction="left"', "positive, negative"),
        ("blinds", 'count="0"', "from 1 to 100"),
        ("zoom", 'direction="up"', "positive, negative"),
        ("pixelize", 'count="2.5"', "from 1 to 100"),
        ("lightleak", 'direction="in"', "left, right, up, down"),
        ("pagecurl", 'direction="round"', "left, right, up, down"),
    ],
)
def test_what_is_not_allowed_is_said(album: Album, kind: str, more: str, said: str) -> None:
    with pytest.raises(SxmlError, match=said):
        seen(album, between(album, kind, "one", "two", more), 0)


def test_a_signal_breaks_up_in_another_way_each_time_and_does_not_flash(album: Album) -> None:
    """Two transitions in a row: both slip, neither as the other; no frame is darker or brighter
    than the pictures are."""
    one = f'<effect type="none" duration="2">{album.image("one")}</effect>'
    glitch = '<transition type="glitch" duration="1"/>'
    times = (0.3, 0.42, 0.5, 0.61, 0.7)
    frames = album.frames(one + glitch + one + glitch + one, *(1 + time for time in times))
    again = album.frames(one + glitch + one + glitch + one, *(2 + time for time in times))
    still = album.frame(one, 0.5)
    for frame, other in zip(frames, again, strict=True):
        assert apart(frame, still) > 5 and apart(frame, other) > 3
        assert abs(float(frame.mean()) - float(still.mean())) < 1.5


def test_a_signal_never_changes_whole_at_once(album: Album) -> None:
    frames = seen(album, between(album, "glitch", "one", "two"), *np.linspace(0, 1, 41))
    steps = [apart(*pair) for pair in pairwise(frames)]
    assert max(steps) < 0.4 * apart(frames[0], frames[-1])


def test_light_that_leaks_in_is_warm_and_only_adds(album: Album) -> None:
    grey = '<effect type="none" duration="2"><image color="#404040"/></effect>'
    body = f'{grey}<transition type="lightleak" duration="1" direction="right"/>{grey}'
    early, middle, late = (frame.astype(int) for frame in seen(album, body, 0.3, 0.5, 0.7))
    for frame in (early, middle, late):
        assert frame.min() >= 0x3F
        assert (frame[..., 0] >= frame[..., 1] - 1).all()
        assert (frame[..., 1] >= frame[..., 2] - 1).all()
    assert early[:, :40].mean() > early[:, 120:].mean() + 40
    assert late[:, 120:].mean() > late[:, :40].mean() + 40
    assert middle.max() > 240


def test_a_page_shows_its_back_and_what_is_below(album: Album) -> None:
    red, blue = (
        f'<effect type="none" duration="2"><image color="#{colour}"/></effect>'
        for colour in ("ff0000", "0000ff")
    )
    frame = seen(album, f'{red}<transition type="pagecurl" direction="left"/>{blue}', 0.5)[0]
    row = frame[45].astype(int)
    assert tuple(row[2]) == (255, 0, 0) and tuple(row[157]) == (0, 0, 255)
    back = (row.min(axis=1) > 100).nonzero()[0]
    assert len(back) > 30 and np.ptp(back) == len(back) - 1
    beside = row[back[-1] + 4]  # in the shadow of the page
    assert beside[0] < 10 and 90 < beside[2] < 235
