"""`sxml.frame` and `sxml.timing` as functions."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from dragonet.errors import TaskError
from dragonet.job import Job
from dragonet.tasks.sxml import frame, timing

MOVIE = """<body>
  <effect type="none" duration="2"><image color="#ff0000"/></effect>
  <transition type="crossfade" duration="1"/>
  <effect type="none" duration="3"><image color="#0000ff"/></effect>
</body>"""


def drawn(tmp_path: Path, **given: Any) -> tuple[frame.Result, Image.Image]:
    job = Job(tmp_path, {}, frame.TASK.outputs)
    result = frame.run(job, frame.Params.model_validate({"definition": MOVIE, **given}))
    with Image.open(job.outputs["output"]) as picture:
        picture.load()
        return result, picture


@pytest.mark.parametrize(
    ("at", "colour"), [(0, (255, 0, 0)), (1.5, (128, 0, 128)), (2, (0, 0, 255)), (99, (0, 0, 255))]
)
def test_a_frame_is_the_movie_at_its_time(
    tmp_path: Path, at: float, colour: tuple[int, ...]
) -> None:
    result, picture = drawn(tmp_path, at=at)
    assert (result.width, result.height) == picture.size == (640, 360)
    assert (result.duration, result.content_type, picture.format) == (4.0, "image/png", "PNG")
    assert picture.getpixel((320, 180)) == pytest.approx(colour, abs=2)


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ({"profile": "square-400"}, (400, 400)),
        ({"profile": "dvd-pal-16-9"}, (1024, 576)),
        ({"width": 320}, (320, 180)),
        ({"height": 90, "format": "jpeg"}, (160, 90)),
        ({"width": 100, "height": 200}, (100, 200)),
    ],
)
def test_a_frame_has_square_pixels(
    tmp_path: Path, given: dict[str, Any], size: tuple[int, int]
) -> None:
    assert drawn(tmp_path, **given)[1].size == size


def test_times_of_every_node(tmp_path: Path) -> None:
    job = Job(tmp_path, {})
    result = timing.run(job, timing.Params.model_validate({"definition": MOVIE}))
    found = [(node.element, node.depth, node.start, node.end) for node in result.nodes]
    assert found == [
        ("body", 0, 0, 4),
        ("effect", 1, 0, 2),
        ("image", 2, 0, 2),
        ("transition", 1, 1, 2),
        ("effect", 1, 1, 4),
        ("image", 2, 1, 4),
    ]
    assert result.duration == 4
    assert 'start="1" end="2"' in result.document


def test_a_movie_that_is_too_long_is_refused(tmp_path: Path) -> None:
    job = Job(tmp_path, {}, options={"movie_seconds": 3.0})
    with pytest.raises(TaskError, match="at most 3 s are allowed"):
        timing.run(job, timing.Params.model_validate({"definition": MOVIE}))
