"""Effects in which one picture comes or goes, read from pixels."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from dragonet.sxml.parse import parse
from dragonet.sxml.problems import SxmlError
from support.fingerprints import check
from support.frames import Album, Pixels, noise, plain

COMING = ("flower", "panel", "rectangles", "slice")
ALL = (*COMING, "explode")
STILL = 'adapter="zoomAdapter"'
MOMENTS = (0.3, 0.7, 1.1, 1.5, 1.9)


@pytest.fixture
def album(tmp_path: Path) -> Album:
    return Album(tmp_path)


def effect(kind: str, inside: str, more: str = "", duration: float = 4) -> str:
    return f'<effect type="{kind}" duration="{duration}" {more}>{inside}</effect>'


def apart(one: Pixels, two: Pixels) -> float:
    return float(np.abs(one.astype(int) - two).mean())


@pytest.mark.parametrize("kind", ALL)
def test_it_looks_as_it_did(album: Album, kind: str) -> None:
    image = album.add("noise", noise(240, 160))
    moments = [4 - moment for moment in MOMENTS] if kind == "explode" else list(MOMENTS)
    check("effects", kind, moments, album.frames(effect(kind, image, STILL), *moments))


@pytest.mark.parametrize("kind", ALL)
def test_once_it_is_there_it_is_the_picture_pixel_for_pixel(album: Album, kind: str) -> None:
    image = album.add("noise", noise(240, 160))
    times = (0.0, 1.0, 1.9) if kind == "explode" else (2.1, 3.0, 3.999)
    for size in ((160, 90), (90, 160)):
        made = album.frames(effect(kind, image), *times, size=size)
        plainly = album.frames(effect("kenburns", image), *times, size=size)
        for one, two in zip(made, plainly, strict=True):
            assert np.array_equal(one, two)


@pytest.mark.parametrize("kind", ALL)
def test_it_starts_from_nothing_and_nothing_jumps(album: Album, kind: str) -> None:
    image = album.add("noise", noise(240, 160))
    times = [0.02 * step for step in range(106)]
    if kind == "explode":
        times = [3.999 - time for time in times]
    seen = album.frames(effect(kind, image, STILL), *times, size=(80, 45))
    assert seen[0].max() < 3
    whole = apart(seen[-1], seen[0])
    steps = [apart(one, two) for one, two in pairwise(seen)]
    assert max(steps) < 0.25 * whole
    assert steps[-1] == 0


@pytest.mark.parametrize("kind", ALL)
def test_behind_it_is_a_colour_or_what_is_below(album: Album, kind: str) -> None:
    image = album.add("white", plain((255, 255, 255)))
    time = 3.999 if kind == "explode" else 0.0
    green = effect("none", '<image color="#00ff00"/>')
    below = f"<stack>{green}{effect(kind, image)}</stack>"
    coloured = effect(kind, image, 'color="#00ff00"')
    for body in (below, coloured):
        assert (np.abs(album.frame(body, time).astype(int) - (0, 255, 0)) < 4).all()


@pytest.mark.parametrize("kind", ALL)
def test_it_is_the_same_at_every_size_and_rate(album: Album, kind: str) -> None:
    image = album.add("noise", noise(240, 160))
    body = effect(kind, image, STILL)
    times = (3.1, 2.6) if kind == "explode" else (0.5, 1.1)
    small = album.frames(body, *times, size=(320, 180))
    large = album.frames(body, *times, size=(640, 360))
    for one, two in zip(small, large, strict=True):
        halved = two.reshape(180, 2, 320, 2, 3).mean(axis=(1, 3))
        assert np.abs(one - halved).mean() < 4
    assert np.array_equal(album.frame(body, times[1], size=(320, 180)), small[1])


@pytest.mark.parametrize("kind", ["flower", "rectangles"])
def test_going_is_coming_backwards(album: Album, kind: str) -> None:
    image = album.add("noise", noise(240, 160))
    coming = album.frames(effect(kind, image, STILL), 0.4, 1.0, 1.6)
    going = album.frames(effect(kind, image, f'{STILL} direction="negative"'), 3.6, 3.0, 2.4)
    for one, two in zip(coming, going, strict=True):
        assert np.array_equal(one, two)


def test_tiles_come_together_at_the_start(album: Album) -> None:
    image = album.add("noise", noise(240, 160))
    body = effect("explode", image, f'{STILL} direction="negative"')
    seen = album.frames(body, 0.0, 1.0, 2.0, 3.999)
    assert seen[0].max() < 3 and apart(seen[0], seen[1]) > 5
    assert np.array_equal(seen[2], seen[3])


@pytest.mark.parametrize("kind", ["panel", "slice"])
@pytest.mark.parametrize(("one", "other", "axis"), [("left", "right", 1), ("up", "down", 0)])
def test_opposite_directions_are_mirrored(
    album: Album, kind: str, one: str, other: str, axis: int
) -> None:
    pixels = noise(160, 90)
    image, mirrored = album.add("one", pixels), album.add("two", np.flip(pixels, axis).copy())
    for time in (0.4, 0.8, 1.2):
        first = album.frame(effect(kind, image, f'{STILL} direction="{one}"'), time)
        second = album.frame(effect(kind, mirrored, f'{STILL} direction="{other}"'), time)
        assert apart(first, np.flip(second, axis)) < 3


def test_strips_come_from_alternate_sides(album: Album) -> None:
    image = album.add("white", plain((255, 255, 255)))
    seen = album.frame(effect("slice", image, 'width="0.25" direction="down"'), 0.5)[..., 0] > 40
    first, second = seen[:, 20], seen[:, 60]
    assert first[0] and not first[-1]
    assert second[-1] and not second[0]


@pytest.mark.parametrize("kind", ALL)
def test_the_colour_behind_stays_where_the_picture_is_not(album: Album, kind: str) -> None:
    image = album.add("white", plain((255, 255, 255), 30, 60))
    body = effect(kind, image, 'adapter="fitAdapter" color="#00ff00"')
    times = (0.1, 1.0, 1.9, 2.05) if kind == "explode" else (0.9, 1.7, 2.05, 3.0)
    for seen in album.frames(body, *times, size=(80, 45)):
        assert (np.abs(seen[:, :8].astype(int) - (0, 255, 0)) < 4).all()


@pytest.mark.parametrize("kind", [*ALL, *(f"{kind} soft" for kind in ("flower", "slice"))])
def test_a_translucent_picture_gets_there_without_a_jump(album: Album, kind: str) -> None:
    """It is never seen twice where parts of it lie upon each other."""
    name, soft, _ = f"{kind}  ".split(" ", 2)
    image = album.add("glass", plain((255, 255, 255, 128)))
    more = f'{STILL} transWidth="0.2"' if soft else STILL
    red = effect("none", '<image color="#ff0000"/>')
    body = f"<stack>{red}{effect(name, image, more)}</stack>"
    ends = 2.0 if name == "explode" else 1.99
    before, after = album.frames(body, ends, ends + 0.02)
    assert (np.abs(before.astype(int) - after).max(axis=2) > 6).mean() < 0.01
    assert all(seen[..., 1].max() < 150 for seen in album.frames(body, 0.5, 1.0, 1.5, 1.8))


@pytest.mark.parametrize("side", ["left", "right", "up", "down"])
def test_a_panel_opens_from_its_edge(album: Album, side: str) -> None:
    """Nothing at first, and not much at once."""
    image = album.add("white", plain((255, 255, 255)))
    for size in ((160, 90), (90, 160)):
        body = effect("panel", image, f'{STILL} direction="{side}" color="#00ff00"')
        seen = album.frames(body, 0, 0.004, 0.01, 0.02, 0.03, 0.04, size=size)
        hidden = [(np.abs(one.astype(int) - (0, 255, 0)) > 8).any(axis=2).mean() for one in seen]
        assert hidden[0] < 0.008
        assert 0.01 < hidden[-1] < 0.08
        assert max(two - one for one, two in pairwise(hidden)) < 0.02


@pytest.mark.parametrize("kind", ["flower", "rectangles", "slice"])
def test_parts_come_from_beside_the_screen_too(album: Album, kind: str) -> None:
    """Half off the screen, it shows what it shows there when it is on it."""
    image = album.add("noise", noise(240, 160))
    more = f'{STILL} direction="right"' if kind == "slice" else STILL
    for place, kept, there in (
        ("1.777778,0,0", np.s_[:, 80:], np.s_[:, :80]),
        ("0,-1,0", np.s_[45:], np.s_[:45]),
    ):
        key = f'<animator type="custom"><key time="0" pos="{place}"/></animator>'
        plainly = album.frames(effect(kind, image, more), 0.5, 0.9, 1.3)
        moved = album.frames(effect(kind, image + key, more), 0.5, 0.9, 1.3)
        for one, two in zip(plainly, moved, strict=True):
            assert apart(one[there], two[kept]) < 0.7


def test_the_shadow_of_a_flower_stays_on_its_screen(album: Album) -> None:
    image = album.add("white", plain((255, 255, 255)))
    small = '<animator type="custom"><key time="0" scale="0.5,0.5,0.5"/></animator>'
    green = effect("none", '<image color="#00ff00"/>')
    body = f"<stack>{green}{effect('flower', image + small, STILL)}</stack>"
    for seen in album.frames(body, 0.7, 1.0, 1.3):
        outside = np.ones((90, 160), bool)
        outside[22:68, 39:121] = False
        assert (np.abs(seen[outside].astype(int) - (0, 255, 0)) < 3).all()


def test_a_panel_swings_in_space(album: Album) -> None:
    """The side that swings is less high than the hinge while it is behind the screen."""
    image = album.add("white", plain((255, 255, 255)))
    seen = album.frame(effect("panel", image, f'{STILL} direction="right"'), 0.2)[..., 0] > 8
    columns = np.nonzero(seen.any(axis=0))[0]
    hinge, free = seen[:, columns[2]].sum(), seen[:, columns[-3]].sum()
    assert columns[-1] < 100
    assert free < 0.85 * hinge


@pytest.mark.parametrize("kind", ALL)
def test_it_takes_one_picture(kind: str) -> None:
    with pytest.raises(SxmlError):
        parse(effect(kind, '<image color="#ffffff"/>' * 2))


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("duration", [0.04, 0.5])
def test_a_short_one_still_shows_the_picture(album: Album, kind: str, duration: float) -> None:
    image = album.add("white", plain((255, 255, 255)))
    body = effect(kind, image, STILL, duration)
    assert (album.frame(body, duration / 2) > 250).all()


@pytest.mark.parametrize("kind", ALL)
def test_what_is_seen_beside_a_picture_keeps_its_light(album: Album, kind: str) -> None:
    """Shade falls on the picture only: what is green is as bright as it was."""
    image = album.add("white", plain((255, 255, 255), 30, 60))
    green = effect("none", '<image color="#00ff00"/>')
    over = effect(kind, image, 'adapter="fitAdapter"')
    body = f"<stack>{green}{over}</stack>"
    for time in MOMENTS:
        seen = album.frame(body, 4 - time if kind == "explode" else time).astype(int)
        beside = seen[seen[..., 0] < 4, 1]  # neither white nor grey
        assert beside.size > 5000 and beside.min() > 240


@pytest.mark.parametrize("side", ["left", "right", "up", "down"])
def test_a_panel_that_has_swung_leaves_no_gap(album: Album, side: str) -> None:
    image = album.add("white", plain((255, 255, 255)))
    for size in ((160, 90), (90, 160)):
        body = effect("panel", image, f'{STILL} direction="{side}"')
        for seen in album.frames(body, 0.95, 1.2, 1.6, 1.95, 2.1, size=size):
            assert seen.min() > 190


SOFT = ("flower", "rectangles", "slice")


@pytest.mark.parametrize("kind", SOFT)
def test_edges_are_soft_over_the_width_asked_for(album: Album, kind: str) -> None:
    image = album.add("white", plain((255, 255, 255)))
    half = []
    for width in (0, 0.04, 0.1):
        body = effect(kind, image, f'{STILL} transWidth="{width}"')
        seen = album.frame(body, 0.5, size=(320, 180))[..., 0]
        half.append(int(((seen > 12) & (seen < 100)).sum()))
        assert seen.min() < 3 and seen.max() > 150
    assert 1.3 * half[0] < half[1] and 1.2 * half[1] < half[2]


@pytest.mark.parametrize("kind", SOFT)
def test_soft_edges_leave_nothing_behind_and_nothing_jumps(album: Album, kind: str) -> None:
    image = album.add("noise", noise(240, 160))
    times = [0.04 * step for step in range(64)]
    soft, sharp = (
        album.frames(effect(kind, image, f'{STILL} transWidth="{width}"'), *times, size=(80, 45))
        for width in (0.08, 0)
    )
    assert soft[0].max() < 3 and np.array_equal(soft[-1], sharp[-1])
    steps = [apart(one, two) for one, two in pairwise(soft)]
    assert max(steps) < 0.25 * apart(soft[-1], soft[0])
    assert max(steps[-20:]) < 3


@pytest.mark.parametrize("kind", ["kenburns", "panel", "explode"])
def test_a_soft_edge_of_what_has_none_is_a_warning(kind: str) -> None:
    movie = parse(effect(kind, '<image color="#ffffff"/>', 'transWidth="0.1"'))
    assert [f"transWidth has no effect on type '{kind}'" in each.text for each in movie.warnings]
