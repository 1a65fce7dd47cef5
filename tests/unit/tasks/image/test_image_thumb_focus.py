"""`image.thumb` with `focus`: the cut goes where people look, whichever way the picture lies."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from skimage import data as shipped

from dragonet.tasks.image.thumb import TASK
from support import pictures
from support.tasks import run_task


def thumb(path: Path, **params: Any) -> Image.Image:
    result, output = run_task(TASK, path, path.parent / "scratch", crop=True, **params)
    assert output is not None
    with Image.open(output) as image:
        image.load()
    assert image.size == (result.width, result.height)
    return image


def astronaut() -> Image.Image:
    found: Any = shipped.astronaut
    return Image.fromarray(found())


def beside(size: tuple[int, int], place: tuple[int, int]) -> Image.Image:
    """A portrait somewhere on a plain ground."""
    image = Image.new("RGB", size, (90, 120, 90))
    image.paste(astronaut(), place)
    return image


@pytest.mark.parametrize("focus", ["faces", "smart"])
@pytest.mark.parametrize(
    ("size", "place"),
    [((1600, 512), (1050, 0)), ((1600, 512), (20, 0)), ((512, 1500), (0, 900))],
)
def test_the_cut_keeps_the_portrait(
    tmp_path: Path, focus: str, size: tuple[int, int], place: tuple[int, int]
) -> None:
    path = pictures.write(tmp_path / "a.png", beside(size, place))
    made = thumb(path, width=200, height=200, focus=focus, format="png")
    plain = np.abs(pictures.pixels(made).astype(int) - (90, 120, 90)).max(axis=2) < 12
    assert plain.mean() < 0.25
    centre = pictures.pixels(thumb(path, width=200, height=200, format="png")).astype(int)
    assert (np.abs(centre - (90, 120, 90)).max(axis=2) < 12).mean() > 0.5


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("rotation", [0, 90])
def test_orientation_and_rotation_come_out_right(
    tmp_path: Path, orientation: int, rotation: int
) -> None:
    upright = beside((1200, 512), (680, 0))
    path = pictures.oriented(tmp_path / "a.jpg", upright, orientation)
    asked = {"width": 160, "height": 160, "rotation": rotation, "format": "png"}
    made = thumb(path, focus="smart", **asked)
    plain = thumb(pictures.write(tmp_path / "b.png", upright), focus="smart", **asked)
    assert pictures.similarity(pictures.pixels(made), pictures.pixels(plain)) > 0.9


def test_where_nothing_stands_out_the_centre_stays(tmp_path: Path) -> None:
    path = pictures.write(tmp_path / "a.png", Image.new("RGB", (300, 100), (9, 99, 199)))
    assert thumb(path, width=100, height=100, focus="smart").size == (100, 100)
    photo = pictures.write(tmp_path / "b.png", pictures.photo(320, 320))
    for options in ({"width": 160, "height": 160}, {"width": 99}, {}):
        same = [thumb(photo, focus=focus, format="png", **options) for focus in ("center", "faces")]
        centre, faces = map(pictures.pixels, same)
        assert np.array_equal(centre, faces)


@pytest.mark.parametrize("mode", ["LA", "RGBA", "L"])
def test_grey_and_transparent_pictures(tmp_path: Path, mode: str) -> None:
    path = pictures.write(tmp_path / "a.png", beside((1200, 512), (680, 0)).convert(mode))
    assert thumb(path, width=99, height=99, focus="faces", format="png").size == (99, 99)
