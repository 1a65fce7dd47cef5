"""Effects in which pictures take turns, read from pixels."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage.measure import label

from dragonet.sxml.parse import parse
from dragonet.sxml.problems import SxmlError
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.rows import rows
from dragonet.sxml.render.wall import Wall
from support.fingerprints import check
from support.frames import Album, Pixels, noise, plain

ALL = ("rotator", "diving", "square", "sliding")
COLOURS = ((255, 0, 0), (0, 255, 0), (0, 0, 255))
SHAPES = ((60, 40), (30, 50), (160, 40))
SIZES = {"rotator": 0.66, "diving": 0.76, "square": 0.88, "sliding": 0.84}
"""Of the screen that a picture in the middle takes."""


@pytest.fixture
def album(tmp_path: Path) -> Album:
    return Album(tmp_path)


def effect(album: Album, kind: str, count: int = 3, more: str = "", duration: float = 9) -> str:
    """Pictures of one colour each: a landscape, a portrait, a wide one, and so on."""
    for number, (colour, size) in enumerate(zip(COLOURS, SHAPES, strict=True)):
        album.add(f"picture{number}", plain(colour, *size))
    inside = "".join(album.image(f"picture{number % 3}") for number in range(count))
    return f'<effect type="{kind}" duration="{duration}" {more}>{inside}</effect>'


def noisy(album: Album, kind: str, more: str = "") -> str:
    images = [album.add(f"noise{seed}", noise(180, 120, seed)) for seed in range(4)]
    return f'<effect type="{kind}" duration="8" {more}>{"".join(images)}</effect>'


def apart(one: Pixels, two: Pixels) -> float:
    return float(np.abs(one.astype(int) - two).mean())


@pytest.mark.parametrize("kind", ALL)
def test_it_looks_as_it_did(album: Album, kind: str) -> None:
    moments = (0.5, 1.8, 2.1, 4.2, 7.9)
    check("effects", kind, moments, album.frames(noisy(album, kind), *moments))


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("duration", [9, 1.8])
@pytest.mark.parametrize("size", [(160, 90), (90, 160), (120, 120)])
def test_every_picture_is_seen_whole_in_the_middle(
    album: Album, kind: str, size: tuple[int, int], duration: float
) -> None:
    """What is joined to the middle and of its colour has the shape of the picture."""
    times = [duration * share for share in (0.65 / 3, 0.5, 2.5 / 3)]
    seen = album.frames(effect(album, kind, duration=duration), *times, size=size)
    for picture, colour, (width, height) in zip(seen, COLOURS, SHAPES, strict=True):
        mask = np.all(np.abs(picture.astype(int) - colour) < 24, axis=2)
        wide, high = _run(mask[size[1] // 2]), _run(mask[:, size[0] // 2])
        assert wide < size[0] and high < size[1]
        assert wide / high == pytest.approx(width / height, rel=0.12)
        assert max(wide / size[0], high / size[1]) == pytest.approx(SIZES[kind], abs=0.06)


def _run(line: NDArray[np.bool_]) -> int:
    """How many pixels around the middle are set."""
    middle = len(line) // 2
    holes = np.nonzero(~line)[0]
    before, after = holes[holes < middle], holes[holes >= middle]
    return (
        int((after.min() if after.size else len(line)) - (before.max() if before.size else -1)) - 1
    )


@pytest.mark.parametrize("kind", ALL)
def test_it_goes_on_without_a_jump(album: Album, kind: str) -> None:
    """No step stands out from those before and after."""
    times = [1.0 + 0.008 * step for step in range(220)]
    seen = album.frames(noisy(album, kind), *times, size=(80, 45))
    steps = [apart(one, two) for one, two in pairwise(seen)]
    for before, step, after in zip(steps, steps[1:], steps[2:], strict=False):
        assert step < 1.6 * max(before, after) + 0.6
    assert min(steps) < 1 < max(steps)


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize(("one", "other", "axis"), [("left", "right", 1), ("up", "down", 0)])
def test_opposite_moves_of_the_camera_are_mirrored(
    album: Album, kind: str, one: str, other: str, axis: int
) -> None:
    for time in (1.6, 3.1, 6.1):
        first, second = (
            album.frame(effect(album, kind, 3, f'cameramove="{side}"'), time)
            for side in (one, other)
        )
        assert apart(first, np.flip(second, axis)) < 3
        if time != 1.6:
            assert apart(first, second) > 3


@pytest.mark.parametrize("kind", ALL)
def test_it_is_the_same_at_every_size_and_rate(album: Album, kind: str) -> None:
    body = noisy(album, kind)
    small = album.frames(body, 0.5, 2.1)
    large = album.frames(body, 0.5, 2.1, size=(320, 180))
    for one, two in zip(small, large, strict=True):
        halved = two.reshape(90, 2, 160, 2, 3).mean(axis=(1, 3))
        assert np.abs(one - halved).mean() < 4
    assert np.array_equal(album.frame(body, 2.1), small[1])


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("count", [1, 2, 13, 100])
def test_it_takes_from_one_to_a_hundred(album: Album, kind: str, count: int) -> None:
    body = effect(album, kind, count, duration=6)
    for seen in album.frames(body, 0.0, 2.9, 5.999, size=(80, 45)):
        assert seen.any()


@pytest.mark.parametrize("kind", ALL)
def test_more_and_none_are_refused(kind: str) -> None:
    for count in (0, 101):
        inside = count * '<image color="#ffffff"/>'
        with pytest.raises(SxmlError):
            parse(f'<effect type="{kind}">{inside}</effect>')


@pytest.mark.parametrize("kind", ("rotator", "diving", "sliding"))
def test_behind_it_is_a_colour_or_what_is_below(album: Album, kind: str) -> None:
    below = '<effect type="none" duration=".."><image color="#00ffff"/></effect>'
    for body in (
        f"<stack>{below}{effect(album, kind)}</stack>",
        effect(album, kind, more='color="#00ffff"'),
    ):
        corner = album.frame(body, 1.5)[:4, :4]
        assert (np.abs(corner.astype(int) - (0, 255, 255)) < 4).all()


def test_what_is_farther_on_the_carousel_is_smaller_and_darker(album: Album) -> None:
    white = album.add("white", plain((255, 255, 255), 60, 60))
    body = f'<effect type="rotator" duration="9">{white * 3}</effect>'
    seen = album.frame(body, 1.5)[..., 0]
    assert seen[45, 80] == 255
    beside = seen[:, list(range(30)) + list(range(130, 160))]
    assert 20 < beside.max() < 250
    highest = (beside > 20).sum(axis=0).max()
    assert 4 < highest < 0.9 * (seen[:, 80] == 255).sum()


@pytest.mark.parametrize("kind", ("polaroid", "mosaic"))
def test_what_gathers_pictures_looks_as_it_did(album: Album, kind: str) -> None:
    moments = (0.3, 1.0, 2.2, 4.2, 7.9)
    check("effects", kind, moments, album.frames(noisy(album, kind), *moments))


@pytest.mark.parametrize("count", [1, 7, 100])
def test_a_mosaic_ends_with_every_picture_whole(album: Album, count: int) -> None:
    """As many white pictures of about equal area as there are, apart from each other."""
    white = album.add("white", plain((255, 255, 255), 60, 60))
    body = f'<effect type="mosaic" duration="4">{white * count}</effect>'
    seen = album.frame(body, 3.999, size=(640, 360))[..., 0] > 128
    found, number = label(seen, return_num=True)  # type: ignore[no-untyped-call]
    assert number == count
    areas = np.bincount(found.ravel())[1:]
    assert areas.min() > 0.5 * areas.max()


def test_photos_fall_one_on_the_other(album: Album) -> None:
    body = effect(album, "polaroid")
    for time, colour in zip((2.5, 5.5, 8.9), COLOURS, strict=True):
        seen = album.frame(body, time)
        assert tuple(seen[45, 80]) == colour
        paper = np.all(np.abs(seen.astype(int) - (248, 246, 241)) < 4, axis=2)
        assert paper.sum() > 150
    assert np.all(np.abs(album.frame(body, 0.0)[0, 0].astype(int) - (0x4A, 0x40, 0x38)) < 3)
    last = album.frame(body, 8.9)
    assert (np.all(last == (255, 0, 0), axis=2)).any()


def test_rows_hold_every_picture_at_its_shape() -> None:
    box = Box.screen(1.5)
    for aspects in ([1.0], [0.5, 3.0], [1.5] * 9, [4.0, 0.3, 1.0, 1.0, 2.0], [0.1] * 30):
        made = rows(aspects, box, 0.02)
        assert [each.aspect for each in made] == pytest.approx(aspects)
        assert min(each.left for each in made) > box.left - 1e-9
        assert max(each.right for each in made) < box.right + 1e-9
        assert max(each.top for each in made) < box.top + 1e-9
        assert min(each.bottom for each in made) > box.bottom - 1e-9


@pytest.mark.parametrize("count", [2, 3, 4, 5, 7, 30, 100])
def test_on_a_wall_without_end_no_neighbours_are_alike(count: int) -> None:
    """Around the rows, where pictures come again."""
    wall = Wall(count, "right")
    cells = [(x, y) for x in range(-9, 0) for y in range(-9, 9)]
    for x, y in cells:
        assert wall.picture((x, y)) not in (wall.picture((x - 1, y)), wall.picture((x, y - 1)))


def test_a_very_long_picture_makes_no_wall_of_dots(album: Album) -> None:
    """Squares stay as large as a tenth of the screen, and the picture is seen whole."""
    image = album.add("long", plain((255, 255, 255), 3000, 20))
    seen = album.frame(f'<effect type="square" duration="12">{image * 3}</effect>', 2.2)[..., 0]
    bright = np.nonzero((seen > 150).any(axis=0))[0]
    assert np.ptp(bright) + 1 == pytest.approx(0.88 * 160, abs=3)
    assert max(np.diff(np.nonzero(seen[20] < 20)[0])) > 12


def test_what_is_seen_through_an_open_picture_is_not_in_its_shadow(album: Album) -> None:
    ring = np.zeros((60, 60, 4), np.uint8)
    ring[:10], ring[-10:] = (255, 0, 0, 255), (255, 0, 0, 255)
    image = album.add("ring", ring)
    body = f'<effect type="square" duration="6" color="#00ff00">{image * 2}</effect>'
    assert tuple(album.frame(body, 1.5)[45, 80]) == (0, 255, 0)
