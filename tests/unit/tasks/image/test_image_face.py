import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from dragonet.errors import SourceError
from dragonet.tasks.image.face import TASK, FoundFace
from support import people, pictures
from support.people import ASTRONAUT, CAMERA, person, turned_about
from support.tasks import run_task

Place = tuple[float, float, float]


def faces(tmp_path: Path, image: Image.Image, least: float = 0.5) -> list[FoundFace]:
    path = pictures.write(tmp_path / "a.png", image)
    found = run_task(TASK, path, tmp_path / "scratch")[0].faces
    for face in found:
        assert face.x >= 0
        assert face.y >= 0
        assert face.x + face.width <= image.width
        assert face.y + face.height <= image.height
    confidences = [face.confidence for face in found]
    assert confidences == sorted(confidences, reverse=True)
    return [face for face in found if face.confidence >= least]


def lies_at(face: FoundFace, place: Place) -> bool:
    x, y = face.x + face.width / 2, face.y + face.height / 2
    near = np.hypot(x - place[0], y - place[1]) < 0.3 * place[2]
    return bool(near and 0.6 < face.width / place[2] < 1.6)


def test_a_portrait(tmp_path: Path) -> None:
    (face,) = faces(tmp_path, person("astronaut"))
    assert face.type == "frontal"
    assert face.confidence > 0.95
    assert lies_at(face, ASTRONAUT)
    marks = face.landmarks
    expected = {"left_eye": (204, 101), "right_eye": (247, 104), "nose": (224, 128),
                "mouth": (223, 145)}  # fmt: skip
    for name, at in expected.items():
        assert getattr(marks, name) == pytest.approx(at, abs=6), name


def test_a_profile_both_ways(tmp_path: Path) -> None:
    image = person("camera")
    (face,) = faces(tmp_path, image)
    assert face.type == "profile"
    assert lies_at(face, CAMERA)
    (mirrored,) = faces(tmp_path, image.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    assert mirrored.type == "profile"
    assert lies_at(mirrored, (image.width - CAMERA[0], *CAMERA[1:]))


@pytest.mark.parametrize("width", [24, 40, 100, 260])
@pytest.mark.parametrize("degrees", [-45, -20, 20, 45])
def test_every_size_and_turn(tmp_path: Path, width: int, degrees: int) -> None:
    image, place = turned_about(person("astronaut"), ASTRONAUT, degrees, width)
    (face,) = faces(tmp_path, image)
    assert lies_at(face, place)
    assert face.type == "frontal"
    marks = face.landmarks
    eyes = np.subtract(marks.right_eye, marks.left_eye)
    assert np.degrees(np.arctan2(-eyes[1], eyes[0])) == pytest.approx(degrees, abs=12)


def test_a_face_that_fills_the_picture(tmp_path: Path) -> None:
    image = person("astronaut").crop((170, 65, 282, 177)).resize((1200, 1200))
    (face,) = faces(tmp_path, image)
    assert lies_at(face, (600, 590, 1160))


@pytest.mark.parametrize("light", [0.15, 0.4, 1.6])
def test_dark_and_bright(tmp_path: Path, light: float) -> None:
    (face,) = faces(tmp_path, ImageEnhance.Brightness(person("astronaut")).enhance(light))
    assert lies_at(face, ASTRONAUT)


def test_several_in_one_picture_and_nobody_else(tmp_path: Path) -> None:
    canvas, places = Image.new("RGB", (1600, 1000), (70, 110, 90)), []
    parts = [
        ("astronaut", ASTRONAUT, 0, 30, (20, 20)),
        ("astronaut", ASTRONAUT, 40, 60, (250, 20)),
        ("astronaut", ASTRONAUT, -30, 100, (800, 30)),
        ("camera", CAMERA, 0, 50, (60, 520)),
        ("camera", CAMERA, 15, 30, (520, 560)),
    ]
    for name, at, degrees, width, corner in parts:
        image, (x, y, wide) = turned_about(person(name), at, degrees, width)
        canvas.paste(image, corner)
        places.append((x + corner[0], y + corner[1], wide))
    canvas.paste(people.motorcycle().resize((370, 250)), (1200, 740))
    found = faces(tmp_path, canvas)
    assert len(found) == len(places)
    assert all(any(lies_at(face, place) for face in found) for place in places)


@pytest.mark.parametrize("name", people.NOBODY)
def test_pictures_without_anybody(tmp_path: Path, name: str) -> None:
    image = person(name)
    image.thumbnail((700, 700))
    assert faces(tmp_path, image) == []
    assert faces(tmp_path, image.transpose(Image.Transpose.ROTATE_180)) == []


def test_small_faces_and_other_patches(tmp_path: Path) -> None:
    found: list[list[bool]] = []
    for group in people.patches():
        hits = []
        for patch in group[::2]:
            canvas = Image.new("L", (120, 90), 120)
            canvas.paste(Image.fromarray(patch), (50, 30))
            hits.append(bool(faces(tmp_path, canvas.convert("RGB"))))
        found.append(hits)
    assert np.mean(found[0]) >= 0.9
    assert np.mean(found[1]) <= 0.02


@pytest.mark.parametrize("orientation", range(1, 9))
def test_boxes_are_of_the_upright_image(tmp_path: Path, orientation: int) -> None:
    image = person("astronaut").crop((100, 0, 400, 400))
    path = pictures.oriented(tmp_path / "a.jpg", image, orientation)
    (face,) = run_task(TASK, path, tmp_path / "scratch")[0].faces
    assert lies_at(face, (ASTRONAUT[0] - 100, *ASTRONAUT[1:]))


def test_a_large_jpeg_is_told_in_its_own_pixels(tmp_path: Path) -> None:
    image = person("astronaut").resize((4200, 4200))
    path = pictures.write(tmp_path / "a.jpg", image)
    found = run_task(TASK, path, tmp_path / "scratch")[0].faces
    scale = 4200 / 512
    assert lies_at(found[0], (ASTRONAUT[0] * scale, ASTRONAUT[1] * scale, ASTRONAUT[2] * scale))
    assert [face for face in found[1:] if face.confidence >= 0.5] == []


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (1, 700), (700, 1), (2, 3000)])
@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "LA"])
def test_tiny_and_thin_pictures_of_any_kind(
    tmp_path: Path, size: tuple[int, int], mode: Any
) -> None:
    path = pictures.write(tmp_path / "a.png", Image.new(mode, size))
    assert run_task(TASK, path, tmp_path / "scratch")[0].faces == []


def test_a_file_that_is_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"<html>not a picture</html>")
    with pytest.raises(SourceError, match=r"http://files\.test/media.*HTML"):
        run_task(TASK, path, tmp_path / "scratch")


def test_a_picture_cut_short(tmp_path: Path) -> None:
    whole = pictures.write(tmp_path / "a.jpg", person("astronaut")).read_bytes()
    path = tmp_path / "b.jpg"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SourceError, match="damaged"):
        run_task(TASK, path, tmp_path / "scratch")


PEAK = """
import sys
from pathlib import Path
from dragonet.job import Job, SourceFile
from dragonet.tasks.image.face import TASK
url = "http://example.com/a.jpg"
job = Job(Path("unused"), {url: SourceFile(Path(sys.argv[1]), url)})
print(len(TASK.run(job, TASK.params(url=url)).faces))
status = Path("/proc/self/status").read_text()  # ru_maxrss would count the parent's peak too
print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)
"""


def test_memory_is_bounded(tmp_path: Path) -> None:
    """48 megapixels are searched as 12."""
    path = pictures.write(tmp_path / "a.jpg", person("astronaut").resize((8000, 6000)))
    command = [sys.executable, "-c", PEAK, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found, peak = map(int, done.stdout.split())
    assert found >= 1
    assert peak < 450


def test_declaring_the_task_loads_no_network() -> None:
    code = "import sys, dragonet.tasks; print('onnxruntime' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
