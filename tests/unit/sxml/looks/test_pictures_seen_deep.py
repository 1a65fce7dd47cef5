"""The effect parallax: a flat picture in which what is in front moves more than what is behind."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data

from dragonet.sxml.parse import parse
from dragonet.sxml.problems import SxmlError
from support.fingerprints import check
from support.frames import Album, Pixels, noise, plain

STILL = 'adapter="zoomAdapter"'


@pytest.fixture
def album(tmp_path: Path) -> Album:
    return Album(tmp_path)


def effect(inside: str, more: str = "") -> str:
    return f'<effect type="parallax" duration="4" {more}>{inside}</effect>'


def apart(one: Pixels, two: Pixels) -> float:
    return float(np.abs(one.astype(int) - two).mean())


def test_it_looks_as_it_did(album: Album) -> None:
    image = album.add("astronaut", data.astronaut()[:288])  # type: ignore[no-untyped-call]
    moments = (0.0, 1.0, 2.0, 3.0, 3.9)
    check("effects", "parallax", moments, album.frames(effect(image), *moments))


def test_what_is_in_front_moves_more(album: Album) -> None:
    """A red disc low in the middle, and a black mark in the sky."""
    picture = plain((150, 160, 170), 320, 180)
    rows, columns = np.mgrid[:180, :320]
    picture[(rows - 115) ** 2 + (columns - 160) ** 2 < 30**2] = (230, 20, 10)
    picture[14:26, 130:142] = (60, 70, 80)
    image = album.add("disc", picture)
    ways = []
    for colour in ((230, 20, 10), (60, 70, 80)):
        found = []
        for seen in album.frames(effect(image, STILL), 0.0, 3.999, size=(320, 180)):
            mask = np.abs(seen.astype(int) - colour).max(axis=2) < 40
            found.append(np.nonzero(mask)[1].mean())
        ways.append(found[1] - found[0])
    near, far = ways
    assert abs(near - far) > 4 and near * far < 0


@pytest.mark.parametrize(
    ("size", "picture"), [((160, 90), (64, 96)), ((90, 160), (120, 80)), ((160, 90), (160, 90))]
)
def test_no_border_and_no_hole_is_seen(
    album: Album, size: tuple[int, int], picture: tuple[int, int]
) -> None:
    made = np.full((picture[1], picture[0], 3), 255, np.uint8)
    made[picture[1] // 3 : -picture[1] // 3, picture[0] // 3 : -picture[0] // 3, 2] = 200
    image = album.add("white", made)
    for adapter in ("kenburnsAdapter", "none"):
        body = effect(image, f'adapter="{adapter}"')
        for seen in album.frames(body, 0.0, 3.999, size=size):
            assert seen[..., :2].min() >= 254, adapter


def test_a_colour_stays_one(album: Album) -> None:
    seen = album.frame(effect('<image color="#336699"/>'), 1.0)
    assert (np.abs(seen.astype(int) - (0x33, 0x66, 0x99)) <= 1).all()


def test_out_is_in_backwards(album: Album) -> None:
    image = album.add("noise", noise(240, 160))
    forth, back = (
        album.frames(effect(image, f'direction="{way}"'), *times)
        for way, times in (("positive", (1.0, 2.5)), ("negative", (3.0, 1.5)))
    )
    for one, two in zip(forth, back, strict=True):
        assert apart(one, two) < 0.1


def test_it_is_the_same_at_every_size_and_goes_evenly(album: Album) -> None:
    image = album.add("noise", noise(160, 90))
    small = album.frame(effect(image), 1.3, size=(160, 90))
    large = Image.fromarray(album.frame(effect(image), 1.3, size=(480, 270)))
    assert apart(np.asarray(large.resize((160, 90), Image.Resampling.BOX)), small) < 2
    frames = album.frames(effect(image, STILL), *(1 + 0.04 * step for step in range(12)))
    steps = [apart(one, two) for one, two in pairwise(frames)]
    assert min(steps) > 0 and max(steps) < 2 * min(steps) + 0.2


def test_it_starts_within_the_movement(album: Album) -> None:
    image = album.add("noise", noise(240, 160))
    later = album.frame(effect(image, 'timeOffset="1.5"'), 1.0)
    assert apart(later, album.frame(effect(image), 2.5)) < 0.1


def test_it_takes_one_picture() -> None:
    two = '<image color="#000"/><image color="#fff"/>'
    with pytest.raises(SxmlError, match="1"):
        parse(f'<movie service="craftsman-1.0"><body>{effect(two)}</body></movie>')
