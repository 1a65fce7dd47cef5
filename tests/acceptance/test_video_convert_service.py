"""`video.convert` through the front door: progress, files by URL, a stream that a player plays."""

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from support import clips, films
from support.internet import Internet
from support.service import Service

CLICKS = (0.4, 1.2, 2.0, 2.8)


@pytest.fixture(scope="module")
def clip(internet: Internet, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of 3 s at 25 fps with clicks."""
    folder = tmp_path_factory.mktemp("clip")
    silent = clips.video(folder / "v.mp4", size=(640, 360), frames=75)
    film = films.add_sound(silent, folder / "s.mp4", films.clicking(3, CLICKS))
    return internet.add("/convert/clip.mp4", film.read_bytes(), "video/mp4")


def downloaded(url: str, path: Path) -> films.Film:
    answer = requests.get(url, timeout=10)
    assert answer.status_code == 200
    path.write_bytes(answer.content)
    return films.read(path)


def test_both_versions(service: Service, clip: str, tmp_path: Path) -> None:
    task = {"task_name": "video.convert", "url": clip, "width": 160}
    for version, rate in ((1, "48000 Hz"), (2, "44100 Hz")):
        (status,) = service.run_all([task], version)
        assert status["status"] == "success", status
        result = dict(status["result"])
        film = downloaded(result.pop("output"), tmp_path / "o.mp4")
        assert result == {
            "content_type": "video/mp4",
            "width": 160,
            "height": 90,
            "original_width": 640,
            "original_height": 360,
            "duration": 3.0,
            "frame_rate": 25.0,
            "audio_codec": "aac",
            "video_codec": "h264",
            "alpha": False,
            "rotation": 0.0,
        }
        assert rate in film.log
        assert film.numbers == list(range(75))
        assert film.clicks == pytest.approx(CLICKS, abs=0.005)


def test_progress_is_streamed(service: Service, clip: str) -> None:
    task = {"task_name": "video.convert", "url": clip, "width": 1920, "video_codec": "h265"}
    with service.post("/v2/create_stream", {"tasks": task}, stream=True) as answer:
        lines = [json.loads(line) for line in answer.iter_lines() if line.strip()]
    told = [line[0] if isinstance(line, list) else line for line in lines]
    numbers = [status["progress"] for status in told if isinstance(status.get("progress"), float)]
    assert told[-1]["status"] == "success"
    assert numbers == sorted(numbers) and len(numbers) > 2


def test_a_stream_plays_over_http(service: Service, clip: str) -> None:
    status = service.run({"task_name": "video.convert", "url": clip, "format": "hls"})
    assert status["status"] == "success", status
    result: dict[str, Any] = status["result"]
    assert result["content_type"] == "application/vnd.apple.mpegurl"
    files = {name for name in result if name.startswith(("output", "playlist", "video"))}
    assert files == {"output", "playlist1", "video1", "playlist2", "video2", "video_codec"}
    master = requests.get(result["output"], timeout=10)
    assert master.headers["Content-Type"] == "application/vnd.apple.mpegurl"
    whole = films.read(result["output"])  # the player finds the rest by relative names
    assert whole.numbers == list(range(75))
    start = whole.times[0]
    assert whole.clicks == pytest.approx([start + click for click in CLICKS], abs=0.005)
    assert whole.pictures.shape[2:0:-1] == (640, 360)
    assert films.read(result["playlist2"]).pictures.shape[2:0:-1] == (426, 240)


def test_a_file_of_any_name(service: Service, clip: str, tmp_path: Path) -> None:
    params = {"task_name": "video.convert", "url": clip, "width": "64", "sample_rate": "22050"}
    for name in ("", "/holiday.mp4"):
        answer = service.get(f"/v1/create_file{name}", params=params)
        assert answer.status_code == 302, answer.text
        film = downloaded(answer.headers["Location"], tmp_path / "o.mp4")
        assert film.pictures.shape[2:0:-1] == (64, 36)


def test_errors(service: Service, internet: Internet, clip: str) -> None:
    data = requests.get(clip, timeout=10).content
    cut = internet.add("/convert/cut.mp4", data[: len(data) // 2], "video/mp4")
    missing = service.run({"task_name": "video.convert", "url": cut})
    assert missing["status"] == "error"
    assert "truncated or damaged" in str(missing["error"])
    wrong = service.run({"task_name": "video.convert", "url": clip, "container": "webm"})
    assert "vp9 or av1 with opus" in wrong["error"]["parameters"]["container"][0]


def test_an_output_that_fails_its_check_is_made_again(service: Service, tmp_path: Path) -> None:
    """Another attempt, three at most, then an error: never a bad file."""
    for steps, state, attempts in ((2, "success", 2), (9, "error", 3)):
        runs = tmp_path / str(steps) / "runs"
        runs.parent.mkdir()
        task = {"task_name": "test.task", "action": "bad-output", "steps": steps}
        status = service.run({**task, "path": str(runs)})
        assert status["status"] == state
        assert len(runs.read_text().splitlines()) == attempts
    assert status["error"] == "the file is not what was asked for"
