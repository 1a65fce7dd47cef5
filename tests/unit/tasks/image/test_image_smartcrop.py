import math
import time
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pydantic import ValidationError
from skimage import measure

from dragonet.errors import ParameterError, SourceError
from dragonet.media.crops import box_size, choose, entropy, grid, weight
from dragonet.tasks.image.smartcrop import TASK, FoundBox, Params
from support import pictures
from support.people import ASTRONAUT, person
from support.tasks import run_task

SIDES = st.integers(1, 6000)


def boxes(tmp_path: Path, image: Image.Image, **parameters: Any) -> list[FoundBox]:
    path = pictures.write(tmp_path / "a.png", image)
    found: list[FoundBox] = run_task(TASK, path, tmp_path / "scratch", **parameters)[0].points
    assert all(0 <= box.score <= 1 for box in found)
    return found


def apart(a: Any, b: Any) -> bool:
    return bool(
        a.x + a.width <= b.x
        or b.x + b.width <= a.x
        or a.y + a.height <= b.y
        or b.y + b.height <= a.y
    )


@given(SIDES, SIDES, st.floats(0.001, 1000), st.floats(0.01, 1), st.floats(0.002, 1))
@settings(max_examples=300, deadline=None)
def test_sizes_fit_and_have_the_ratio(
    width: int, height: int, ratio: float, diagonal: float, step: float
) -> None:
    try:
        size = box_size(width, height, ratio, diagonal)
    except ValueError:
        assert round(ratio) > width or round(1 / ratio) > height
        return
    assert 1 <= size[0] <= width
    assert 1 <= size[1] <= height
    assert min(abs(size[0] - size[1] * ratio), abs(size[1] - size[0] / ratio)) <= 1
    asked = math.hypot(width, height) * diagonal
    longest = math.hypot(max(1, ratio), max(1, 1 / ratio))  # of a box one pixel thin
    assert math.hypot(*size) <= max(asked, longest) + 2


@given(
    st.integers(1, 500), st.integers(1, 500), st.floats(0.2, 5), st.floats(0.05, 1),
    st.floats(0.005, 1), st.integers(1, 40), st.booleans(), st.integers(0, 9),
)  # fmt: skip
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_boxes_never_overlap_and_lie_inside(
    width: int, height: int, ratio: float, diagonal: float, step: float, most: int,
    reverse: bool, seed: int,
) -> None:  # fmt: skip
    try:
        size = box_size(width, height, ratio, diagonal)
    except ValueError:
        return
    corners = grid(width, height, size, step)
    scores = np.random.default_rng(seed).random(len(corners))
    chosen = choose((width, height), corners, size, scores, most, reverse=reverse)
    assert 1 <= len(chosen) <= most
    assert all(apart(a, b) for a, b in combinations(chosen, 2))
    for box in chosen:
        assert (box.width, box.height) == size
        assert 0 <= box.x <= width - box.width
        assert 0 <= box.y <= height - box.height
    found = [box.score for box in chosen]
    assert found == sorted(found, reverse=not reverse)
    best = scores.min() if reverse else scores.max()
    assert chosen[0].score == pytest.approx(best, abs=1e-3)


@given(st.integers(2, 400), st.integers(2, 400), st.floats(0.1, 1), st.floats(0.01, 1))
@settings(max_examples=60, deadline=None)
def test_the_grid_reaches_every_edge_in_steps(
    width: int, height: int, diagonal: float, step: float
) -> None:
    size = box_size(width, height, 1.0, diagonal)
    corners = grid(width, height, size, step)
    assert corners.min() == 0
    most = max(1.0, math.hypot(width, height) * step) + 1
    for axis, room in ((0, width - size[0]), (1, height - size[1])):
        places = np.unique(corners[:, axis])
        assert (places[0], places[-1]) == (0, room)
        assert np.diff(places).max(initial=0) <= most


def test_entropy_is_that_of_the_histograms() -> None:
    """Against scikit-image, box by box, for the brightness; a picture without detail has none."""
    levels = np.repeat(np.random.default_rng(3).integers(0, 32, (1, 90)), 60, axis=0)
    flat = np.stack([np.kron(levels[:12, :18], np.ones((5, 5))) * 8] * 3, 2).astype(np.uint8)
    corners = grid(90, 60, (40, 30), 0.1)
    ours = entropy(flat, (90, 60), corners, (40, 30))
    shannon_entropy: Any = measure.shannon_entropy
    brightness = [shannon_entropy(flat[y : y + 30, x : x + 40, 0] // 8) / 5 / 2 for x, y in corners]
    assert (ours >= np.array(brightness) - 1e-9).all()
    plain = np.full((60, 90, 3), 77, np.uint8)
    assert entropy(plain, (90, 60), corners, (40, 30)).max() == pytest.approx(0)


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 7), st.integers(0, 9))
@settings(max_examples=60, deadline=None)
def test_weights_are_summed_over_boxes(width: int, height: int, scale: int, seed: int) -> None:
    weights = np.random.default_rng(seed).random((height, width))
    picture = (width * scale, height * scale)
    size = box_size(*picture, 1.0, 0.5)
    size = (max(scale, size[0] // scale * scale), max(scale, size[1] // scale * scale))
    corners = np.array([[0, 0], [picture[0] - size[0], picture[1] - size[1]]])
    ours = weight(weights, picture, corners, size)
    for (x, y), share in zip(corners // scale, ours, strict=True):
        part = weights[y : y + size[1] // scale, x : x + size[0] // scale]
        assert share == pytest.approx(part.sum() / weights.sum())


def test_detail_beats_flatness_and_reverse_finds_the_flat(tmp_path: Path) -> None:
    image = Image.new("RGB", (600, 400), (200, 210, 220))
    image.paste(person("coffee").resize((200, 150)), (350, 50))
    parameters = {"aspect_ratio": 4 / 3, "diag_ratio": 0.3, "boxes_number": 1}
    (best,) = boxes(tmp_path, image, **parameters)
    assert best.x + best.width > 350
    assert best.y < 200
    assert best.score > 0.3
    (dullest,) = boxes(tmp_path, image, reverse=True, **parameters)
    assert dullest.score == pytest.approx(0, abs=0.05)
    assert apart(best, dullest)


@pytest.mark.parametrize("focus", ["entropy", "faces", "saliency"])
def test_documented_defaults(tmp_path: Path, focus: str) -> None:
    image = person("astronaut")
    found = boxes(tmp_path, image, focus=focus)
    assert 1 <= len(found) <= 10
    assert all(apart(a, b) for a, b in combinations(found, 2))
    for box in found:
        assert abs(box.width - box.height * 16 / 9) <= 1.5
        assert math.hypot(box.width, box.height) == pytest.approx(0.3 * 512 * 2**0.5, abs=2)


@pytest.mark.parametrize("ratio", [0.7, 1.0, 16 / 9])
def test_focus_on_faces_holds_the_face(tmp_path: Path, ratio: float) -> None:
    best = boxes(tmp_path, person("astronaut"), focus="faces", aspect_ratio=ratio, diag_ratio=0.45)[
        0
    ]
    x, y, wide = ASTRONAUT
    assert best.x <= x - wide / 2 + 6
    assert best.x + best.width >= x + wide / 2 - 6
    assert best.y <= y - wide / 2 + 6
    assert best.y + best.height >= y + wide / 2 - 6


def test_focus_without_faces_is_saliency(tmp_path: Path) -> None:
    image = person("rocket")
    faces = boxes(tmp_path, image, focus="faces")
    assert faces == boxes(tmp_path, image, focus="saliency")
    assert faces[0].x < 322 < faces[0].x + faces[0].width


def test_a_diagonal_too_long_gives_the_largest_box(tmp_path: Path) -> None:
    (box,) = boxes(tmp_path, person("coffee"), aspect_ratio=1, diag_ratio=1)
    assert (box.width, box.height, box.y) == (400, 400, 0)


def test_a_plain_picture_gives_its_middle(tmp_path: Path) -> None:
    box = boxes(tmp_path, Image.new("RGB", (640, 480), "teal"), step_ratio=0.01)[0]
    assert box.x + box.width / 2 == pytest.approx(320, abs=5)
    assert box.y + box.height / 2 == pytest.approx(240, abs=5)


@pytest.mark.parametrize("orientation", [1, 5, 6, 8])
def test_boxes_are_of_the_upright_image(tmp_path: Path, orientation: int) -> None:
    image = Image.new("RGB", (600, 400), (200, 210, 220))
    image.paste(person("coffee").resize((180, 120)), (400, 20))
    path = pictures.oriented(tmp_path / "a.jpg", image, orientation)
    best = run_task(TASK, path, tmp_path / "scratch", diag_ratio=0.25)[0].points[0]
    assert 330 < best.x < 560
    assert best.y < 120


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("aspect_ratio", 0), ("aspect_ratio", -1), ("aspect_ratio", 1001), ("boxes_number", 0),
        ("boxes_number", 1001), ("step_ratio", 0), ("step_ratio", 1.1), ("diag_ratio", 0),
        ("diag_ratio", 1.5), ("focus", "cats"), ("reverse", "perhaps"),
        ("aspect_ratio", float("nan")),
    ],
)  # fmt: skip
def test_parameters_out_of_range(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as error:
        Params.model_validate({"url": "http://example.com/a.jpg", field: value})
    assert [problem["loc"] for problem in error.value.errors()] == [(field,)]


def test_a_ratio_that_fits_no_box(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=r"300 x 200 pixels: 0\.005 to 300 are") as error:
        boxes(tmp_path, Image.new("RGB", (300, 200)), aspect_ratio=400)
    assert error.value.field == "aspect_ratio"


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (5000, 1), (3, 2)])
@pytest.mark.parametrize("focus", ["entropy", "faces", "saliency"])
def test_tiny_and_thin_pictures(tmp_path: Path, size: tuple[int, int], focus: str) -> None:
    found = boxes(tmp_path, Image.new("L", size, 90), aspect_ratio=1, focus=focus)
    assert found
    assert all(apart(a, b) for a, b in combinations(found, 2))


def test_twelve_megapixels_in_under_a_second(tmp_path: Path) -> None:
    path = pictures.write(tmp_path / "a.jpg", person("astronaut").resize((4000, 3000)))
    run_task(TASK, path, tmp_path / "scratch")
    start = time.process_time()
    found = run_task(TASK, path, tmp_path / "scratch")[0].points
    assert time.process_time() - start < 1
    assert len(found) >= 5


def test_a_file_that_is_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x1aE\xdf\xa3 not a picture")
    with pytest.raises(SourceError, match=r"http://files\.test/media"):
        run_task(TASK, path, tmp_path / "scratch")
