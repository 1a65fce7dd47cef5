"""The media tasks through the front door: real files in, right files and values out, and every
dangerous or broken input refused by a clear error, with nothing read that should not be."""

import gzip
import json
import random
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import requests
import skimage.data
from PIL import Image

from support import clips, films, pictures
from support.internet import Internet
from support.service import Service, command

TASKS = (
    "image.info",
    "image.thumb",
    "audio.info",
    "audio.waveform",
    "video.info",
    "video.strip",
    "video.thumb",
)


def picture_of(url: str) -> Image.Image:
    """Download an output and decode it with another decoder than the one that made it."""
    answer = requests.get(url, timeout=10)
    assert answer.status_code == 200
    image = Image.open(BytesIO(answer.content))
    image.load()
    return image


def test_a_photo_as_the_readme_promises(
    service: Service, internet: Internet, tmp_path: Path
) -> None:
    photo = pictures.oriented(tmp_path / "photo.jpg", pictures.photo(1600, 1200), 6)
    url = internet.add("/photo.jpg", photo.read_bytes(), "image/jpeg")
    info, thumb = service.run_all(
        [{"task_name": "image.info", "url": url},
         {"task_name": "image.thumb", "url": url, "width": 320}], version=1
    )  # fmt: skip
    assert info["result"]["content_type"] == "image/jpeg"
    assert info["result"]["exif_orientation"] == 6
    found = thumb["result"]
    assert (found["width"], found["height"]) == (320, 240)
    assert (info["result"]["width"], info["result"]["height"]) == (1200, 1600)
    image = picture_of(found["output"])
    assert image.size == (found["width"], found["height"])
    upright = pictures.photo(1600, 1200)
    assert pictures.corners(image) == pictures.corners(upright)


def test_a_video_and_its_sound(service: Service, internet: Internet, tmp_path: Path) -> None:
    clip = clips.video(tmp_path / "clip.mp4", frames=75, gop=75, audio="aac")
    url = internet.add("/clip.mp4", clip.read_bytes(), "video/mp4")
    sound, info, thumb, late = service.run_all(
        [{"task_name": "audio.info", "url": url},
         {"task_name": "video.info", "url": url},
         {"task_name": "video.thumb", "url": url, "time": 1.62, "format": "png"},
         {"task_name": "video.thumb", "url": url, "time": 99, "format": "png"}]
    )  # fmt: skip
    assert sound["result"]["codec"] == info["result"]["audio_codec"] == "aac"
    assert sound["result"]["duration"] == pytest.approx(3, abs=0.06)
    assert info["result"]["video_codec"] == "h264"
    assert info["result"]["frame_rate"] == pytest.approx(25)
    for status, number in ((thumb, 40), (late, 74)):
        picture_of(status["result"]["output"]).save(tmp_path / "frame.png")
        assert clips.read_number(tmp_path / "frame.png") == number


def test_a_strip_of_a_video(service: Service, internet: Internet, tmp_path: Path) -> None:
    clip = clips.video(tmp_path / "clip.mp4", frames=75, gop=25, size=(160, 90))
    url = internet.add("/strip.mp4", clip.read_bytes(), "video/mp4")
    asked = {"task_name": "video.strip", "url": url, "wrap": 2, "format": "png"}
    strip, all_there_is, wrong = service.run_all(
        [{**asked, "count": 4, "start": 0.5, "end": 2},
         {**asked, "count": 50, "end": 0.1},
         {**asked, "start": 2, "end": 1}], version=1
    )  # fmt: skip
    assert wrong["result"] == {
        "parameters": {"end": ["1 is not allowed, must be at least 2, the start"]}
    }
    for status, numbers in ((strip, [12, 25, 37, 50]), (all_there_is, [0, 1, 2])):
        assert status["result"]["count"] == len(numbers)
        image = picture_of(status["result"]["output"])
        assert image.size == (status["result"]["width"], status["result"]["height"]) == (320, 180)
        for index, number in enumerate(numbers):
            left, top = index % 2 * 160, index // 2 * 90
            image.crop((left, top, left + 160, top + 90)).save(tmp_path / "cell.png")
            assert clips.read_number(tmp_path / "cell.png") == number


def test_a_video_backwards(service: Service, internet: Internet, tmp_path: Path) -> None:
    clip = clips.video(tmp_path / "clip.mp4", frames=40, gop=15, size=(160, 90), audio="aac")
    url = internet.add("/forwards.mp4", clip.read_bytes(), "video/mp4")
    (status,) = service.run_all([{"task_name": "video.reverse", "url": url}])
    found = status["result"]
    assert (found["content_type"], found["video_codec"], found["audio_codec"]) == (
        "video/mp4",
        "h264",
        "aac",
    )
    assert found["duration"] == pytest.approx(1.6, abs=0.05)
    answer = requests.get(found["output"], timeout=10)
    assert answer.headers["content-type"] == "video/mp4"
    (tmp_path / "back.mp4").write_bytes(answer.content)
    assert films.read(tmp_path / "back.mp4").numbers == list(range(39, -1, -1))


def test_an_image_tag(service: Service, internet: Internet) -> None:
    buffer = BytesIO()
    astronaut: Any = skimage.data.astronaut
    Image.fromarray(astronaut()).save(buffer, "PNG")
    url = internet.add("/astronaut.png", buffer.getvalue(), "image/png")
    params = {
        "task_name": "image.thumb",
        "url": url,
        "width": "64",
        "height": "64",
        "crop": "true",
        "api_key": service.info["api_key"],
    }
    answer = requests.get(
        f"{service.url}/v1/create_file/cat.jpg",
        params=params,
        headers={"Referer": "http://localhost/page"},
        timeout=10,
    )
    assert answer.headers["content-type"] == "image/jpeg"
    assert Image.open(BytesIO(answer.content)).size == (64, 64)


HTML = b"<!DOCTYPE html><html><body>not media</body></html>"

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="64" height="64"><image xlink:href="{0}" width="64" height="64"/>'
    '<image href="file:///etc/passwd" width="9" height="9"/></svg>'
)

PLAYLISTS = {
    "m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{0}\n#EXTINF:5,\n"
    "file:///etc/passwd\n#EXT-X-ENDLIST\n",
    "ffconcat": "ffconcat version 1.0\nfile '{0}'\nfile '/etc/passwd'\n",
    "concat": "file '{0}'\nfile '/etc/passwd'\n",
    "mpd": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011">'
    "<BaseURL>{0}</BaseURL></MPD>",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 9 RTP/AVP 96\n",
    "pls": "[playlist]\nFile1={0}\n",
}


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("kind", [*PLAYLISTS, "svg", "svgz"])
def test_files_that_point_elsewhere_are_refused(
    service: Service, internet: Internet, task: str, kind: str
) -> None:
    secret = internet.add(f"/secret-{task}-{kind}.ts", b"never asked for")
    text = (SVG if "svg" in kind else PLAYLISTS[kind]).replace("{0}", secret).encode()
    body = gzip.compress(text) if kind == "svgz" else text
    # The name and the type lie, as an attacker's would.
    url = internet.add(f"/{task}-{kind}.mp4", body, "video/mp4")
    status = service.run({"task_name": task, "url": url})
    assert status["status"] == "error"
    assert url in status["error"]
    assert "root:" not in json.dumps(status)
    assert internet.count(f"/secret-{task}-{kind}.ts") == 0


@pytest.mark.parametrize("task", TASKS)
def test_html_is_called_html(service: Service, internet: Internet, task: str) -> None:
    url = internet.add("/page", HTML, "image/jpeg")
    status = service.run({"task_name": task, "url": url})
    assert url in status["error"]
    assert "HTML" in status["error"]


@pytest.mark.parametrize("task", TASKS)
def test_bombs_are_refused_before_they_unfold(
    service: Service, internet: Internet, task: str
) -> None:
    for name, body in (
        ("bomb.jpg", pictures.jpeg_bomb()),
        ("bomb.png", pictures.png_bomb()),
        ("bomb.gif", pictures.gif_bomb()),
        ("bomb.tiff", pictures.tiff_bomb()),
    ):
        url = internet.add(f"/{name}", body)
        status = service.run({"task_name": task, "url": url})
        if task == "image.info":  # reads the header only
            assert status["status"] in ("success", "error")
        else:
            assert status["status"] == "error"
            assert "given up" not in str(status["error"])
            assert "unexpectedly" not in str(status["error"])


@pytest.mark.parametrize("task", TASKS)
def test_truncated_and_random_bytes_end_in_an_error_or_a_result(
    service: Service, internet: Internet, tmp_path: Path, task: str
) -> None:
    generator = random.Random(7)
    if task.startswith("image"):
        body = pictures.write(tmp_path / "whole.jpg", pictures.photo()).read_bytes()
    else:
        body = clips.video(tmp_path / "whole.mp4", audio="aac").read_bytes()
    inputs = [body[: len(body) * part // 100] for part in (1, 10, 50, 90, 99)]
    inputs += [generator.randbytes(size) for size in (1, 10, 1000, 100_000)]
    inputs += [body[:64] + generator.randbytes(5000), b"\0" * 4096, b"\xff" * 4096]
    tasks = [
        {"task_name": task, "url": internet.add(f"/broken-{task}-{index}", broken)}
        for index, broken in enumerate(inputs)
    ]
    for status in service.run_all(tasks):
        if status["status"] == "error":
            assert "unexpectedly" not in status["error"]
            assert "given up" not in status["error"]
            assert "/broken-" in status["error"]
            assert str(service.data_dir) not in status["error"]
    if task == "image.thumb":
        assert all(status["status"] == "error" for status in service.run_all(tasks[:5]))


@pytest.mark.parametrize("task", ["image.thumb", "video.thumb"])
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"width": 0}, "width"),
        ({"width": -5}, "width"),
        ({"width": "wide"}, "width"),
        ({"height": 10**9}, "height"),
        ({"crop": "perhaps"}, "crop"),
        ({"format": "bmp"}, "format"),
        ({"widht": 5}, "widht"),
        ({"url": 5}, "url"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"poster": [1]}, "poster"),
    ],
)
def test_wrong_parameters_of_thumbs(
    service: Service, task: str, given: dict[str, object], field: str
) -> None:
    status = service.run({"task_name": task, "url": "http://127.0.0.1:9/x", **given}, version=1)
    assert list(status["result"]["parameters"]) == [field]


def test_the_command_line_runs_tasks_on_local_files(tmp_path: Path) -> None:
    photo = pictures.write(tmp_path / "photo.png", pictures.photo(400, 300))
    out = tmp_path / "out.jpg"
    done = command("run", "image.thumb", f"url={photo}", "width=100", "-o", str(out))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["width"] == 100
    with Image.open(out) as image:
        assert image.size == (100, 75)
    for wrong in (
        ("image.thumb", "width=100"),
        ("image.thumb", f"url={photo}", "width=wide"),
        ("image.thumb", f"url={tmp_path}/none.png"),
        ("image.thumb", "url=http://127.0.0.1:9/x.png"),
        ("image.thmb", f"url={photo}"),
        ("image.thumb", f"url={__file__}"),
        ("image.thumb", f"url={photo}", "-o", "/no/such/folder/x.jpg"),
    ):
        failed = command("run", *wrong)
        assert failed.returncode == 1
        assert failed.stderr.strip().splitlines()[-1].startswith("dragonet: ")
        assert "Traceback" not in failed.stderr
