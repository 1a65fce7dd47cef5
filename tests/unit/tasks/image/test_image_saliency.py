from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from dragonet.errors import SourceError
from dragonet.tasks.image.saliency import TASK, SalientPoint
from support import people, pictures
from support.people import ASTRONAUT, person
from support.tasks import run_task


def points(tmp_path: Path, image: Image.Image, name: str = "a.png") -> list[SalientPoint]:
    path = pictures.write(tmp_path / name, image)
    found: list[SalientPoint] = run_task(TASK, path, tmp_path / "scratch")[0].points
    assert all(0 <= at.x < image.width and 0 <= at.y < image.height for at in found)
    assert all(0 < at.saliency <= 1 for at in found)
    assert [at.saliency for at in found] == sorted((at.saliency for at in found), reverse=True)
    return found


@pytest.mark.parametrize("name", ["astronaut", "coffee", "rocket", "chelsea", "coins", "retina"])
def test_at_most_25_and_spread(tmp_path: Path, name: str) -> None:
    image = person(name)
    found = points(tmp_path, image)
    assert 5 <= len(found) <= 25
    least = np.hypot(*image.size) / 12 * 0.97
    assert all(np.hypot(a.x - b.x, a.y - b.y) >= least for a, b in combinations(found, 2))


@pytest.mark.parametrize("corner", [(60, 50), (440, 60), (250, 190), (70, 310), (460, 300)])
@pytest.mark.parametrize("colours", [("white", "red"), ("black", "yellow"), ("#3060a0", "#d0a040")])
def test_the_only_thing_there_is_found(
    tmp_path: Path, corner: tuple[int, int], colours: tuple[str, str]
) -> None:
    image = Image.new("RGB", (600, 420), colours[0])
    x, y = corner
    ImageDraw.Draw(image).ellipse([x, y, x + 50, y + 50], fill=colours[1])
    best = points(tmp_path, image)[0]
    assert x - 8 <= best.x <= x + 58
    assert y - 8 <= best.y <= y + 58


def test_a_face_comes_first(tmp_path: Path) -> None:
    best = points(tmp_path, person("astronaut"))[0]
    assert np.hypot(best.x - ASTRONAUT[0], best.y - ASTRONAUT[1]) < ASTRONAUT[2] / 2


@pytest.mark.parametrize("name", ["astronaut", "camera", "coffee", "rocket", "chelsea", "moon"])
@pytest.mark.parametrize("scale", [0.5, 2.0])
def test_the_same_points_at_another_size(tmp_path: Path, name: str, scale: float) -> None:
    image = person(name)
    other = image.resize(
        (round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS
    )
    here = points(tmp_path, image)
    there = [(at.x / scale, at.y / scale) for at in points(tmp_path, other)]
    tolerance = np.hypot(*image.size) * 0.03
    near = [min(np.hypot(at.x - x, at.y - y) for x, y in there) < tolerance for at in here]
    assert all(near[:3])
    assert np.mean(near) >= 0.8


@pytest.mark.parametrize("colour", ["black", "white", "#808080", "#ff0000"])
def test_nothing_stands_out_of_one_colour(tmp_path: Path, colour: str) -> None:
    assert points(tmp_path, Image.new("RGB", (300, 200), colour)) == []


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_points_are_of_the_upright_image(tmp_path: Path, orientation: int) -> None:
    image = person("rocket")
    path = pictures.oriented(tmp_path / "a.jpg", image, orientation)
    best = run_task(TASK, path, tmp_path / "scratch")[0].points[0]
    assert (best.x, best.y) == pytest.approx((322, 300), abs=90)


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 500), (4000, 2), (37, 3)])
@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA"])
def test_tiny_and_thin_pictures(tmp_path: Path, size: tuple[int, int], mode: Any) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (size[1], size[0], 4), np.uint8)
    points(tmp_path, Image.fromarray(noise, "RGBA").convert(mode))


def test_what_is_transparent_does_not_count(tmp_path: Path) -> None:
    image = Image.new("RGBA", (400, 300), (255, 255, 255, 255))
    hidden = Image.new("RGBA", (80, 80), (255, 0, 0, 0))
    image.paste(hidden, (30, 30))
    ImageDraw.Draw(image).rectangle([280, 180, 330, 230], fill=(0, 0, 200, 255))
    best = points(tmp_path, image)[0]
    assert 270 <= best.x <= 340
    assert 170 <= best.y <= 240


def test_a_file_that_is_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"%PDF-1.7 no picture")
    with pytest.raises(SourceError, match="PDF"):
        run_task(TASK, path, tmp_path / "scratch")


def test_a_crowded_picture(tmp_path: Path) -> None:
    assert len(points(tmp_path, people.motorcycle())) <= 25
