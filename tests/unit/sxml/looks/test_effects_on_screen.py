"""Effects, read from the pixels of marked pictures."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from support.frames import Album, Pixels, noise, plain

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


@pytest.fixture
def album(tmp_path: Path) -> Album:
    return Album(tmp_path)


def quarters(width: int, height: int) -> Pixels:
    """Red left, blue right, green in a square around the middle, half as large."""
    made = plain(RED, width, height)
    made[:, width // 2 :] = BLUE
    half = min(width, height) // 4
    made[height // 2 - half : height // 2 + half, width // 2 - half : width // 2 + half] = GREEN
    return made


def effect(kind: str, inside: str, more: str = 'duration="4"') -> str:
    return f'<effect type="{kind}" {more}>{inside}</effect>'


@pytest.mark.parametrize("size", [(160, 90), (90, 160), (100, 100)])
@pytest.mark.parametrize("picture", [(120, 120), (240, 80), (80, 240)])
def test_none_fills_the_screen_around_the_middle(
    album: Album, size: tuple[int, int], picture: tuple[int, int]
) -> None:
    image = album.add("quarters", quarters(*picture))
    seen = album.frame(effect("none", image), size=size)
    assert (seen[:, 0] != 0).any(axis=1).all() and (seen[0] != 0).any(axis=1).all()
    grown = max(size[0] / picture[0], size[1] / picture[1])
    green = (seen == GREEN).all(axis=2)
    rows, columns = np.nonzero(green)
    side = min(picture) // 2 * grown
    assert np.ptp(columns) + 1 == pytest.approx(min(side, size[0]), abs=2)
    assert np.ptp(rows) + 1 == pytest.approx(min(side, size[1]), abs=2)
    assert rows.mean() == pytest.approx((size[1] - 1) / 2, abs=0.6)
    assert columns.mean() == pytest.approx((size[0] - 1) / 2, abs=0.6)


def test_a_colour_takes_the_whole_screen(album: Album) -> None:
    for kind in ("none", "kenburns"):
        seen = album.frame(effect(kind, '<image color="#336699"/>'), 1.0)
        assert (seen == (0x33, 0x66, 0x99)).all()


@pytest.mark.parametrize("adapter", ["kenburnsAdapter", "panoramicAdapter"])
def test_a_movement_in_is_one_out_backwards(album: Album, adapter: str) -> None:
    image = album.add("noise", noise(120, 120))
    forth, back = (
        album.frames(effect("kenburns", image, f'adapter="{adapter}" direction="{way}"'), *times)
        for way, times in (("positive", (1.0, 2.5, 4.0)), ("negative", (4.0, 2.5, 1.0)))
    )
    for one, two in zip(forth, back, strict=True):
        assert np.array_equal(one, two)
    assert np.abs(forth[0].astype(int) - forth[2]).mean() > 10


@pytest.mark.parametrize("size", [(160, 90), (90, 160)])
@pytest.mark.parametrize("picture", [(96, 64), (64, 96)])
def test_ken_burns_shows_no_border(
    album: Album, size: tuple[int, int], picture: tuple[int, int]
) -> None:
    image = album.add("white", plain(WHITE, *picture))
    for adapter in ("kenburnsAdapter", "panoramicAdapter", "zoomAdapter", "none"):
        body = effect("kenburns", image, f'adapter="{adapter}"')
        for seen in album.frames(body, 0.0, 0.7, 1.9, 3.3, 4.999, size=size):
            assert (seen == 255).all(), adapter


def test_the_offset_starts_within_the_movement(album: Album) -> None:
    image = album.add("noise", noise(120, 120))
    later, plainly = (
        effect("kenburns", image, f'duration="4" timeOffset="{offset}"') for offset in (1.5, 0)
    )
    assert np.array_equal(album.frame(later, 1.0), album.frame(plainly, 2.5))


def test_bars_are_black_and_a_fit_shows_what_is_behind(album: Album) -> None:
    image = album.add("white", plain(WHITE, 60, 60))
    behind = effect("none", '<image color="#00ff00"/>')
    for adapter, beside in (("fixedAdapter", (0, 0, 0)), ("fitAdapter", GREEN)):
        over = effect("kenburns", image, f'adapter="{adapter}"')
        seen = album.frame(f"<stack>{behind}{over}</stack>", 1.0)
        assert (seen[:, 35:125] == 255).all()
        assert (seen[:, :35] == beside).all() and (seen[:, 125:] == beside).all()


def test_without_an_adapter_the_picture_takes_the_shape_of_the_screen(album: Album) -> None:
    image = album.add("quarters", quarters(80, 80))
    seen = album.frame(effect("kenburns", image, 'adapter="none"'), 1.0)
    rows, columns = np.nonzero((seen == GREEN).all(axis=2))
    assert np.ptp(columns) + 1 == pytest.approx(80, abs=2)
    assert np.ptp(rows) + 1 == pytest.approx(45, abs=2)


PICTURES = {"red": (RED, 60, 40), "green": (GREEN, 30, 50), "blue": (BLUE, 160, 40)}


def row(album: Album, count: int, duration: float) -> str:
    for name, (colour, width, height) in PICTURES.items():
        album.add(name, plain(colour, width, height))
    names = (list(PICTURES) * count)[:count]
    return effect("sliding", "".join(map(album.image, names)), f'duration="{duration}"')


@pytest.mark.parametrize("size", [(160, 90), (90, 160)])
def test_sliding_shows_every_picture_whole_in_the_middle(
    album: Album, size: tuple[int, int]
) -> None:
    times = [1.0, 3.0, 5.0]
    seen = album.frames(row(album, 3, 6), *times, size=size)
    for picture, (colour, width, height) in zip(seen, PICTURES.values(), strict=True):
        mask = (np.abs(picture.astype(int) - colour) < 8).all(axis=2)
        rows, columns = np.nonzero(mask)
        wide, high = np.ptp(columns) + 1, np.ptp(rows) + 1
        assert wide / high == pytest.approx(width / height, rel=0.08)
        assert wide < size[0] and high < size[1]
        assert max(wide / size[0], high / size[1]) == pytest.approx(0.84, abs=0.04)
        assert columns.mean() == pytest.approx((size[0] - 1) / 2, abs=1)
        assert rows.mean() == pytest.approx((size[1] - 1) / 2, abs=1)


def test_sliding_goes_on_without_a_jump(album: Album) -> None:
    """From frame to frame as much of the middle row changes as the quickest movement brings."""
    steps = [0.04 * step for step in range(150)]
    seen = album.frames(row(album, 3, 6), *steps)
    wide = [picture[45].astype(float).sum(axis=1) for picture in seen]
    jumps = [np.abs(one - two).sum() / 510 for one, two in pairwise(wide)]
    assert max(jumps) < 60
    assert max(jumps) > 4
    resting = sum(jump < 3 for jump in jumps)
    assert 0.3 < resting / len(jumps) < 0.9


@pytest.mark.parametrize("count", [1, 100])
def test_sliding_takes_one_picture_and_a_hundred(album: Album, count: int) -> None:
    for time in (0.0, 2.4, 4.999):
        assert album.frame(row(album, count, 5), time).any()
