"""`video.strip`: the right frames in the right cells, and no more decoded than that takes."""

import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image
from pydantic import ValidationError

from dragonet.errors import LimitError, ParameterError, SourceError
from dragonet.media.search import Search
from dragonet.tasks.video.strip import MAX_COUNT, TASK
from support.clips import CORNERS, corners, draw, interlaced, read_number, remux, sound, video
from support.tasks import URL, run_task

SIZE = (160, 90)
Strip = Callable[..., tuple[Any, Image.Image]]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """4 s of 160 x 90 at 25 fps, key frames every second."""
    return video(tmp_path_factory.mktemp("clip") / "clip.mp4", size=SIZE, frames=100, audio="aac")


@pytest.fixture
def strip(tmp_path: Path) -> Strip:
    def run(source: Path, **params: Any) -> tuple[Any, Image.Image]:
        result, output = run_task(TASK, source, tmp_path / "scratch", **params)
        assert output is not None
        with Image.open(output) as image:
            image.load()
        assert image.size == (result.width, result.height)
        assert result.content_type == image.get_format_mimetype()
        assert {path.stem for path in (tmp_path / "scratch").iterdir()} == {"output"}
        return result, image

    return run


def cell(image: Image.Image, column: int, row: int, size: tuple[int, int]) -> Image.Image:
    left, top = column * size[0], row * size[1]
    return image.crop((left, top, left + size[0], top + size[1]))


def numbers(result: Any, image: Image.Image, folder: Path, *, wrap: int | None = None) -> list[int]:
    """The numbers in the bars of the cells, in order."""
    columns = min(wrap or result.count, result.count)
    size = (result.width // columns, result.height // -(-result.count // columns))
    seen = []
    for index in range(result.count):
        cell(image, index % columns, index // columns, size).save(folder / "cell.png")
        seen.append(read_number(folder / "cell.png"))
    return seen


def test_defaults(clip: Path, strip: Strip, tmp_path: Path) -> None:
    result, image = strip(clip)
    assert result.model_dump() == {
        "count": 10,
        "width": 1600,
        "height": 90,
        "original_width": 160,
        "original_height": 90,
        "duration": pytest.approx(4, abs=0.05),
        "frame_rate": 25.0,
        "content_type": "image/jpeg",
    }
    assert numbers(result, image, tmp_path) == [0, 11, 22, 33, 44, 55, 66, 77, 88, 99]


@pytest.mark.parametrize(
    ("params", "wanted"),
    [
        ({"count": 1}, [0]),
        ({"count": 2}, [0, 99]),
        ({"count": 3, "start": 1, "end": 2}, [25, 37, 50]),
        ({"count": 3, "start": 3}, [75, 87, 99]),
        ({"count": 2, "end": 2}, [0, 50]),
        ({"count": 4, "start": 1.0, "end": 1.12}, [25, 26, 27, 28]),
        ({"count": 9, "start": 1.0, "end": 1.12}, [25, 26, 27, 28]),
        ({"count": 9, "start": 1.03, "end": 1.09}, [25, 26, 27]),
        ({"count": 5, "start": 2, "end": 2}, [50]),
        ({"count": 5, "start": 99, "end": 100}, [99]),
        ({"count": 3, "start": -7, "end": 99}, [0, 49, 99]),
        ({"count": 101}, list(range(100))),
        ({"count": 100}, list(range(100))),
        ({"count": MAX_COUNT}, list(range(100))),
    ],
)
def test_times(
    params: dict[str, Any], wanted: list[int], clip: Path, strip: Strip, tmp_path: Path
) -> None:
    result, image = strip(clip, wrap=25, format="png", **params)
    assert result.count == len(wanted)
    assert numbers(result, image, tmp_path, wrap=25) == wanted


CLIPS: dict[str, dict[str, Any]] = {
    "a.mkv": {"audio": "libopus"},
    "a.ts": {"audio": "aac"},
    "a.webm": {"codec": "libvpx-vp9", "options": {"deadline": "realtime", "cpu-used": "8"}},
    "a.avi": {"codec": "mpeg4", "settings": {"max_b_frames": 2, "bit_rate": 2_000_000}},
    "a.h264": {},
    "a.gif": {"codec": "gif", "pix_fmt": "rgb8"},
    "open.mp4": {"options": {"x264-params": "open-gop=1:bframes=3:b-adapt=0:keyint=20"}},
    "pyramid.mp4": {"options": {"x264-params": "bframes=8:b-pyramid=2:b-adapt=0:keyint=60"}},
    "refresh.mp4": {"options": {"x264-params": "intra-refresh=1:bframes=0:keyint=20"}},
}


@pytest.mark.parametrize("name", CLIPS)
def test_formats_of_videos(name: str, strip: Strip, tmp_path: Path) -> None:
    path = video(tmp_path / name, **{"frames": 61, "size": SIZE, "gop": 20, **CLIPS[name]})
    result, image = strip(path, count=7, format="png")
    assert numbers(result, image, tmp_path) == [0, 10, 20, 30, 40, 50, 60]
    result, image = strip(path, count=99, start=1.58, end=1.8, format="png")
    assert numbers(result, image, tmp_path) == [39, 40, 41, 42, 43, 44, 45]


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_variable_rate(name: str, strip: Strip, tmp_path: Path) -> None:
    at = ["0", "0.1", "0.5", "1.5", "1.51", "4"]
    path = video(tmp_path / name, frames=6, size=SIZE, times=[Fraction(time) for time in at])
    result, image = strip(path, count=5, format="png")
    assert numbers(result, image, tmp_path) == [0, 2, 4, 4, 5], "what is on screen then"
    result, image = strip(path, count=50, format="png")
    assert numbers(result, image, tmp_path) == [0, 1, 2, 3, 4, 5], "all there is"


def test_each_gop_is_decoded_once(
    strip: Strip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    decode: Any = Search._decode

    def spy(search: Search, packet: Any) -> Any:
        if packet is not None:
            seen.append(packet.pts)
        return decode(search, packet)

    monkeypatch.setattr(Search, "_decode", spy)
    path = video(tmp_path / "a.mp4", size=SIZE, frames=100, gop=25, options={"bf": "0"})
    result, image = strip(path, count=4, start=0, end=3)
    assert numbers(result, image, tmp_path) == [0, 25, 50, 75]
    assert len(seen) <= 8, "only what follows a key frame"
    seen.clear()
    strip(path, count=13, start=0.0, end=0.96)
    assert len(seen) == len(set(seen)) <= 26


@pytest.mark.parametrize(
    ("params", "size"),
    [
        ({"width": 80}, (80, 45)),
        ({"height": 45}, (80, 45)),
        ({"width": 80, "height": 80}, (80, 80)),
        ({"width": 80, "height": 80, "crop": True}, (80, 80)),
        ({"width": 33, "height": 77, "crop": True}, (33, 77)),
        ({"width": 320}, (320, 180)),
    ],
)
def test_sizes(params: dict[str, Any], size: tuple[int, int], clip: Path, strip: Strip) -> None:
    result, _ = strip(clip, count=3, **params)
    assert (result.width, result.height) == (3 * size[0], size[1])
    result, _ = strip(clip, count=3, wrap=2, **params)
    assert (result.width, result.height) == (2 * size[0], 2 * size[1])
    result, _ = strip(clip, count=3, wrap=8, **params)
    assert (result.width, result.height) == (3 * size[0], size[1])


def test_a_frame_that_does_not_fill_its_cell_is_in_the_middle(clip: Path, strip: Strip) -> None:
    _, image = strip(clip, count=3, wrap=2, width=160, height=160, format="png")
    assert image.mode == "RGBA"
    shown = np.array(image)[..., 3]
    for column, row in ((0, 0), (1, 0), (0, 1)):
        alpha = shown[row * 160 : row * 160 + 160, column * 160 : column * 160 + 160]
        assert (alpha[35:125] == 255).all()
        assert (alpha[:35] == 0).all()
        assert (alpha[125:] == 0).all()
    assert (shown[160:, 160:] == 0).all(), "the empty cell"
    _, image = strip(clip, count=3, wrap=2, width=160, height=160)
    pixels = np.array(image)
    assert (pixels[:28] > 245).all()
    assert (pixels[168:312, 168:312] > 245).all()


def test_a_cropped_frame_keeps_its_middle(clip: Path, strip: Strip) -> None:
    _, image = strip(clip, count=2, width=90, height=90, crop=True, format="png")
    assert image.mode == "RGB"
    for index, number in enumerate((0, 99)):
        seen = np.asarray(cell(image, index, 0, (90, 90)), dtype=float)
        assert np.abs(seen - draw(number, *SIZE)[:, 35:125]).mean() < 9


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_rotation(rotation: int, clip: Path, strip: Strip, tmp_path: Path) -> None:
    turned = remux(clip, tmp_path / "turned.mp4", rotation=rotation)
    result, image = strip(turned, count=2, format="png")
    size = SIZE if rotation == 180 else SIZE[::-1]
    assert (result.width, result.height) == (2 * size[0], size[1])
    assert (result.original_width, result.original_height) == SIZE
    top_left, top_right, bottom_left, bottom_right = CORNERS
    wanted = {
        90: (top_right, bottom_right, top_left, bottom_left),
        180: (bottom_right, bottom_left, top_right, top_left),
        270: (bottom_left, top_left, bottom_right, top_right),
    }
    for index in range(2):
        cell(image, index, 0, size).save(tmp_path / "cell.png")
        seen = np.array(corners(tmp_path / "cell.png"))
        assert np.abs(seen - np.array(wanted[rotation])).max() < 60


def test_anamorphic(strip: Strip, tmp_path: Path) -> None:
    aspect = {"sample_aspect_ratio": Fraction(64, 45), "bit_rate": 4_000_000}
    path = video(tmp_path / "a.mpg", codec="mpeg2video", size=(720, 576), frames=9, settings=aspect)
    result, image = strip(path, count=3, height=144, format="png")
    assert (result.width, result.height) == (3 * 256, 144)
    assert numbers(result, image, tmp_path) == [0, 4, 8]


def test_interlaced(strip: Strip, tmp_path: Path) -> None:
    _, image = strip(interlaced(tmp_path / "a.mp4", top=True), count=3, format="png")
    grey = np.asarray(image.convert("L"), dtype=float)
    for column, number in enumerate((0, 3, 7)):
        picture = grey[:, column * 320 + 165 : column * 320 + 320]
        assert np.abs(picture[1:-1] - (picture[:-2] + picture[2:]) / 2).mean() < 1
        assert 165 + np.argwhere(picture > 190)[:, 1].mean() == pytest.approx(
            210 + 10 * number, abs=2
        )


def test_the_size_changes_on_the_way(strip: Strip, tmp_path: Path) -> None:
    parts = [
        video(tmp_path / "a.ts", size=(160, 90), frames=25),
        remux(video(tmp_path / "b.mp4", size=(90, 160), frames=25), tmp_path / "b.ts", shift=1),
    ]
    path = tmp_path / "both.ts"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    result, image = strip(path, count=2, end=1.9, format="png")
    assert (result.count, image.size, image.mode) == (2, (320, 90), "RGBA")
    alpha = np.array(image)[..., 3]
    assert (alpha[:, :160] == 255).all()
    assert alpha[45].tolist() == [255] * 160 + [0] * 54 + [255] * 51 + [0] * 55


def test_ten_thousand_frames_a_second(strip: Strip, tmp_path: Path) -> None:
    path = video(tmp_path / "a.mp4", frames=40, size=SIZE, fps=10_000)
    result, image = strip(path, count=4)
    assert result.frame_rate == 10_000
    assert numbers(result, image, tmp_path) == [0, 13, 26, 39]


def test_a_still_image_as_video(strip: Strip, tmp_path: Path) -> None:
    path = video(tmp_path / "a.mkv", codec="mjpeg", pix_fmt="yuvj420p", frames=1, size=SIZE)
    result, image = strip(path)
    assert (result.count, numbers(result, image, tmp_path)) == (1, [0])


def test_a_video_without_frames(strip: Strip, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w", options={"movflags": "empty_moov"}) as output:
        stream: Any = output.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        output.start_encoding()
    with pytest.raises(SourceError, match=f"'{URL}' is truncated or damaged: there is no picture"):
        strip(path)


def test_sound_only(strip: Strip, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="has no video stream"):
        strip(sound(tmp_path / "a.mp3", "libmp3lame"))


def test_no_index_and_no_length(strip: Strip, tmp_path: Path) -> None:
    path = video(tmp_path / "a.mkv", container="matroska", piped=True, size=SIZE, gop=10)
    result, image = strip(path, count=3, end=1.92)
    assert numbers(result, image, tmp_path) == [0, 24, 48]


def test_the_end_is_not_before_the_start(clip: Path, strip: Strip) -> None:
    with pytest.raises(ParameterError, match=r"1\.5 is not allowed, must be at least 2") as caught:
        strip(clip, start=2, end=1.5)
    assert caught.value.field == "end"


def test_a_strip_has_limits(clip: Path, strip: Strip) -> None:
    with pytest.raises(LimitError, match="a strip of 80000 x 4500 pixels is too large"):
        strip(clip, width=8000)


@pytest.mark.parametrize(
    "wrong",
    [
        {"count": 0},
        {"count": MAX_COUNT + 1},
        {"count": "many"},
        {"wrap": 0},
        {"width": 0},
        {"height": 16385},
        {"start": float("nan")},
        {"end": float("inf")},
        {"format": "gif"},
        {"crop": "maybe"},
        {"time": 1},
    ],
)
def test_parameters_are_checked(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TASK.params.model_validate({"url": URL, **wrong})


PEAK = """
import sys
from pathlib import Path
from dragonet.job import Job, SourceFile
from dragonet.tasks.video.strip import TASK
url = "http://example.com/clip"
job = Job(Path(sys.argv[2]), {url: SourceFile(Path(sys.argv[1]), url)}, TASK.outputs)
TASK.run(job, TASK.params(url=url, width=1920, wrap=5, count=int(sys.argv[3])))
status = Path("/proc/self/status").read_text()  # ru_maxrss would count the parent's peak too
print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)
"""


def test_memory_does_not_grow_with_the_count(clip: Path, tmp_path: Path) -> None:
    """25 cells of 1920 x 1080 are a file of 198 MiB that is mapped, and never copied."""
    command = [sys.executable, "-c", PEAK, str(clip), str(tmp_path / "scratch")]
    few, many = (
        int(subprocess.run([*command, count], capture_output=True, text=True, check=True).stdout)
        for count in ("1", "25")
    )
    assert many < few + 198 + 130
