"""Faces, salient points and crops through the front door."""

from io import BytesIO

import numpy as np
import pytest

from support.internet import Internet
from support.people import ASTRONAUT, person
from support.service import Service


@pytest.fixture(scope="module")
def url(internet: Internet) -> str:
    buffer = BytesIO()
    person("astronaut").save(buffer, "JPEG", quality=90)
    return internet.add("/astronaut.jpg", buffer.getvalue(), "image/jpeg")


def test_a_face(service: Service, url: str) -> None:
    status = service.run({"task_name": "image.face", "url": url})
    assert status["status"] == "success", status
    face = next(face for face in status["result"]["faces"] if face["confidence"] > 0.5)
    assert face["type"] == "frontal"
    middle = (face["x"] + face["width"] / 2, face["y"] + face["height"] / 2)
    assert middle == pytest.approx(ASTRONAUT[:2], abs=25)
    assert set(face["landmarks"]) == {"left_eye", "right_eye", "nose", "mouth"}
    assert face["landmarks"]["nose"] == pytest.approx([224, 128], abs=8)


def test_salient_points(service: Service, url: str) -> None:
    status = service.run({"task_name": "image.saliency", "url": url}, version=1)
    points = status["result"]["points"]
    assert 1 <= len(points) <= 25
    assert np.hypot(points[0]["x"] - ASTRONAUT[0], points[0]["y"] - ASTRONAUT[1]) < 60


def test_smart_crops_and_wrong_ratios(service: Service, url: str) -> None:
    task = {"task_name": "image.smartcrop", "url": url}
    found, none, wrong = service.run_all(
        [
            {**task, "aspect_ratio": "1.5", "boxes_number": 3, "focus": "faces"},
            {**task, "aspect_ratio": 900},
            {**task, "aspect_ratio": 0, "focus": "dogs"},
        ],
        version=1,
    )
    best = found["result"]["points"][0]
    assert set(best) == {"x", "y", "width", "height", "score"}
    assert best["x"] < ASTRONAUT[0] < best["x"] + best["width"]
    assert best["y"] < ASTRONAUT[1] < best["y"] + best["height"]
    assert none["status"] == "error"
    assert list(none["result"]["parameters"]) == ["aspect_ratio"]
    assert "512 x 512" in str(none["result"])
    assert set(wrong["result"]["parameters"]) == {"aspect_ratio", "focus"}
