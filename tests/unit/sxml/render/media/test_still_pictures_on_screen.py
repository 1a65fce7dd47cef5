"""Stills of files are drawn upright, in sRGB, sharp, to the pixel, and cover their borders."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dragonet.errors import SourceError
from dragonet.sxml.render import matrices
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.media import ImageCache
from support.pictures import (
    UPRIGHT,
    corners,
    icc_profile,
    oriented,
    photo,
    pixels,
    scaled,
    similarity,
    to_srgb,
    write,
)
from support.screens import URL, Pixels, medium, shown


def still(path: Path, image: Image.Image, **options: object) -> Path:
    return write(path, image, **options)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp"])
@pytest.mark.parametrize("size", [(160, 120), (400, 300), (800, 600)])
def test_a_picture_that_fills_the_screen_is_as_pillow_scales_it(
    name: str, size: tuple[int, int], tmp_path: Path
) -> None:
    image = photo()
    path = still(tmp_path / name, image, quality=95)
    with Image.open(path) as stored:
        expected = scaled(stored.convert("RGB"), *size)
    assert similarity(shown(medium("image", path), size), expected) > 0.97


def test_a_picture_of_the_screens_size_is_copied_pixel_for_pixel(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (90, 160, 3), dtype=np.uint8)
    path = still(tmp_path / "noise.png", Image.fromarray(noise))
    assert (shown(medium("image", path), (160, 90)) == noise).all()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation(orientation: int, tmp_path: Path) -> None:
    path = oriented(tmp_path / "turned.jpg", photo(320, 240), orientation)
    picture = medium("image", path)
    assert picture.aspect == pytest.approx(4 / 3)
    for size in ((200, 150), (203, 151)):
        seen = shown(picture, size, aspect=4 / 3)
        assert corners(Image.fromarray(seen)) == UPRIGHT


def test_colours_of_all_kinds(tmp_path: Path) -> None:
    image = photo(320, 240)
    profile = icc_profile("p3")
    wide = still(tmp_path / "p3.jpg", image, icc_profile=profile, quality=97)
    with Image.open(wide) as stored:
        expected = pixels(to_srgb(stored, profile))
    assert similarity(shown(medium("image", wide), (320, 240)), expected) > 0.97
    grey = still(tmp_path / "grey.png", image.convert("L"))
    seen = shown(medium("image", grey), (320, 240))
    assert (seen == pixels(image.convert("L"))).all()
    deep = still(tmp_path / "16.png", Image.fromarray(np.full((9, 16), 40_000, np.uint16)))
    assert np.abs(shown(medium("image", deep), (160, 90)).astype(int) - 40_000 / 257).max() <= 1
    inks = still(tmp_path / "inks.jpg", Image.new("CMYK", (64, 48), (255, 0, 0, 0)), quality=97)
    red, green, blue = shown(medium("image", inks), (64, 48))[20, 30].tolist()
    assert red < 60 and min(green, blue) > 150, "cyan"


def covered(seen: Pixels, level: int) -> bool:
    border = (seen[0], seen[-1], seen[:, 0], seen[:, -1])
    return all((side == level).all() for side in border)


@pytest.mark.parametrize("factor", [1.0, 1.00001, 1.0137, 1.3])
@pytest.mark.parametrize("antialias", [1, 4])
def test_full_screen_pictures_cover_the_border(
    factor: float, antialias: int, tmp_path: Path
) -> None:
    path = still(tmp_path / "white.png", Image.new("RGB", (317, 211), "white"))
    for width, height in ((320, 180), (191, 107), (720, 404)):
        aspect = 16 / 9
        box = Box.screen(aspect).filled(317 / 211).scaled(factor)
        seen = shown(medium("image", path), (width, height), box, aspect=aspect)
        assert covered(seen, 255), (width, height)


def test_edges_between_pixels_are_as_bright_as_they_are_covered(tmp_path: Path) -> None:
    path = still(tmp_path / "white.png", Image.new("RGB", (40, 40), "white"))
    box = Box(-1 + 2 * 10.25 / 100, -1 + 2 * 10.5 / 100, 0.5, 0.5)
    seen = shown(medium("image", path), (100, 100), box)[..., 0].astype(int)
    assert seen[60, 10] == pytest.approx(0.75 * 255, abs=3), "left side"
    assert seen[89, 40] == pytest.approx(0.5 * 255, abs=3), "lower side"
    assert seen[60, 9] == 0 and seen[60, 11] == 255
    hard = shown(medium("image", path), (100, 100), box, antialias=1)
    assert set(np.unique(hard)) == {0, 255}


def spot(width: int, height: int, x: float, y: float, sigma: float) -> Pixels:
    """A soft white spot whose middle is at `x`, `y`, pixels from the corner."""
    across = np.exp(-(((np.arange(width) + 0.5 - x) / sigma) ** 2) / 2)
    down = np.exp(-(((np.arange(height) + 0.5 - y) / sigma) ** 2) / 2)
    level = np.rint(255 * np.outer(down, across)).astype(np.uint8)
    return np.repeat(level[..., None], 3, axis=2)


def middle(seen: Pixels) -> tuple[float, float]:
    """The centre of what is bright, pixels from the corner."""
    light = seen[..., 0].astype(float)
    ys, xs = np.mgrid[: light.shape[0], : light.shape[1]] + 0.5
    return float((light * xs).sum() / light.sum()), float((light * ys).sum() / light.sum())


@pytest.mark.parametrize("source", [200, 640, 1500])
def test_a_mark_moves_smoothly_through_a_slow_zoom_and_pan(source: int, tmp_path: Path) -> None:
    x, y = source * 0.4, source * 0.55 * 0.6
    made = spot(source, round(source * 0.6), x, y, source / 60)
    picture = medium("image", still(tmp_path / "spot.png", Image.fromarray(made)))
    worst = 0.0
    for step in range(25):
        box = Box.screen(5 / 3).scaled(1 + 0.0041 * step)
        moved = Box(box.left + 0.0017 * step, box.bottom, box.right + 0.0017 * step, box.top)
        detail = (1 + 0.0041 * 24) / (1 + 0.0041 * step)
        found = middle(shown(picture, (250, 150), moved, detail=detail))
        exact = (
            (moved.left + 0.4 * moved.width) * 75 + 125,
            (1 - moved.top) * 75 + (y / (source * 0.6) * moved.height * 75),
        )
        worst = max(worst, abs(found[0] - exact[0]), abs(found[1] - exact[1]))
    assert worst < 0.06


def test_sharpness_does_not_breathe_in_a_slow_pan(tmp_path: Path) -> None:
    picture = medium("image", still(tmp_path / "photo.png", photo(1600, 1200)))
    sharpness = []
    for step in range(24):
        shift = step * 2 / 180 / 12
        box = Box.screen(4 / 3).scaled(1.05)
        moved = Box(box.left + shift, box.bottom + shift, box.right + shift, box.top + shift)
        seen = shown(picture, (240, 180), moved)[20:-20, 20:-20].astype(float).mean(axis=2)
        sharpness.append((np.diff(seen, axis=0) ** 2).mean() + (np.diff(seen) ** 2).mean())
    assert np.std(sharpness) / np.mean(sharpness) < 0.02


def test_tilted_planes_have_smooth_edges_and_no_noise_far_away(tmp_path: Path) -> None:
    stripes = np.zeros((900, 900, 3), np.uint8)
    stripes[::2] = 255
    picture = medium("image", still(tmp_path / "stripes.png", Image.fromarray(stripes)))
    seen = shown(picture, (200, 200), matrix=matrices.rotate(-65, 1))[..., 0]
    inside = seen[80:120, 90:110]
    assert abs(inside.astype(int) - 128).max() < 14, "stripes too fine to be seen are grey"
    white = medium("image", still(tmp_path / "white.png", Image.new("RGB", (60, 60), "white")))
    edge = shown(white, (200, 200), Box(-0.5, -0.5, 0.5, 0.5), matrix=matrices.rotate(10))
    assert ((edge > 20) & (edge < 235)).sum() > 150, "pixels that are partly covered"


def test_transparency_and_opacity(tmp_path: Path) -> None:
    image = Image.new("RGBA", (64, 64), (255, 0, 0, 128))
    clear = medium("image", still(tmp_path / "half.png", image))
    assert not clear.opaque
    seen = shown(clear, (64, 64), background=(0, 0, 200))
    assert np.abs(seen[30, 30].astype(int) - (128, 0, 100)).max() <= 1
    assert medium("image", still(tmp_path / "a.jpg", photo())).opaque
    opaque = medium("image", still(tmp_path / "a.png", photo()))
    assert opaque.opaque and opaque.state(0) == opaque.state(5)
    seen = shown(opaque, (64, 64), alpha=0.5, background=(0, 0, 200))
    assert 90 < seen[2, 2, 0] < 130, "the red corner, half"


def test_no_colour_bleeds_out_of_transparent_pixels(tmp_path: Path) -> None:
    image = np.zeros((80, 80, 4), np.uint8)
    image[..., 1] = 255  # green where nothing is to be seen
    image[20:60, 20:60] = (255, 0, 0, 255)
    picture = medium("image", still(tmp_path / "cut.png", Image.fromarray(image)))
    for size in ((33, 33), (80, 80), (301, 301)):
        seen = shown(picture, size, Box(-0.9, -0.9, 0.9, 0.9), background=(0, 0, 255))
        assert seen[..., 1].max() <= 4


def test_pictures_taller_than_wide_keep_their_shape_on_pixels_that_are_not_square(
    tmp_path: Path,
) -> None:
    disc = spot(300, 300, 150, 150, 30)
    picture = medium("image", still(tmp_path / "disc.png", Image.fromarray(disc)))
    seen = shown(picture, (180, 144), Box(-1, -1, 1, 1), aspect=16 / 9)[..., 0]
    wide, high = (seen[72] > 127).sum(), (seen[:, 90] > 127).sum()
    assert wide / high == pytest.approx(180 / 144 / (16 / 9), rel=0.06)


def test_damaged_files_are_named(tmp_path: Path) -> None:
    whole = still(tmp_path / "whole.jpg", photo()).read_bytes()
    path = tmp_path / "cut.jpg"
    path.write_bytes(whole[: len(whole) // 3])
    picture = medium("image", path)
    with pytest.raises(SourceError, match=re.escape(URL)):
        shown(picture, (320, 240))


def test_many_photos_take_no_more_than_the_cache_allows(tmp_path: Path) -> None:
    cache = ImageCache(limit=1 << 20)
    photos = [
        medium("image", still(tmp_path / f"{n}.jpg", photo(400, 300)), cache=cache)
        for n in range(12)
    ]
    for picture in photos * 2:
        seen = shown(picture, (320, 240))
        assert corners(Image.fromarray(seen)) == UPRIGHT
        assert cache.bytes <= 1 << 20
    cache.close()
    assert cache.bytes == 0
