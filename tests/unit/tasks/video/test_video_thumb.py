"""`video.thumb`: the right frame in the right shape."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image
from pydantic import ValidationError

from dragonet.errors import SourceError
from dragonet.media.search import Search
from dragonet.tasks.video.thumb import TASK
from support.clips import CORNERS, corners, draw, interlaced, read_number, remux, sound, video
from support.tasks import URL, run_task


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2 s of 320 x 180 at 25 fps with sound."""
    return video(tmp_path_factory.mktemp("clip") / "clip.mp4", gop=50, audio="aac")


Thumb = Callable[..., tuple[Any, Path]]


@pytest.fixture
def thumb(tmp_path: Path) -> Thumb:
    def run(source: Path, **params: Any) -> tuple[Any, Path]:
        result, output = run_task(TASK, source, tmp_path / "scratch", **params)
        assert output is not None
        return result, output

    return run


def close(seen: list[tuple[int, int, int]], wanted: Any) -> bool:
    return bool(np.abs(np.array(seen) - np.array(wanted)).max() < 60)


def test_defaults(clip: Path, thumb: Thumb) -> None:
    result, output = thumb(clip)
    assert result.model_dump() == {
        "width": 320,
        "height": 180,
        "original_width": 320,
        "original_height": 180,
        "duration": 2.0,
        "content_type": "image/jpeg",
    }
    with Image.open(output) as image:
        assert (image.format, image.size, image.mode) == ("JPEG", (320, 180), "RGB")
    assert output.suffix == ".jpg"
    assert read_number(output) == 0
    assert close(corners(output), CORNERS)


def test_times(clip: Path, thumb: Thumb) -> None:
    wanted = {-1: 0, 0.04: 1, 0.5: 12, 1: 25, 1.019: 25, 1.96: 49, 2: 49, 3600: 49}
    for time, number in wanted.items():
        assert read_number(thumb(clip, time=time)[1]) == number


@pytest.mark.parametrize(
    ("params", "size"),
    [
        ({"width": 160}, (160, 90)),
        ({"height": 90}, (160, 90)),
        ({"width": 100, "height": 100}, (100, 56)),
        ({"width": 100, "height": 100, "crop": True}, (100, 100)),
        ({"width": 400, "height": 100, "crop": True}, (400, 100)),
        ({"width": 640}, (640, 360)),
        ({"width": 33, "height": 77, "crop": True}, (33, 77)),
    ],
)
def test_sizes(params: dict[str, Any], size: tuple[int, int], clip: Path, thumb: Thumb) -> None:
    result, output = thumb(clip, time=1, **params)
    with Image.open(output) as image:
        assert image.size == size
    assert (result.width, result.height) == size
    assert (result.original_width, result.original_height) == (320, 180)


def test_a_crop_keeps_the_middle(clip: Path, thumb: Thumb) -> None:
    _, output = thumb(clip, time=1, width=180, height=180, crop=True, format="png")
    seen = np.asarray(Image.open(output).convert("RGB"), dtype=float)
    wanted = draw(25, 320, 180)[:, 70:250]
    assert np.abs(seen - wanted).mean() < 8


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_rotation(rotation: int, clip: Path, thumb: Thumb, tmp_path: Path) -> None:
    turned = remux(clip, tmp_path / "turned.mp4", rotation=rotation)
    result, output = thumb(turned, width=160, time=1)
    size = (160, 90) if rotation == 180 else (160, 284)
    assert (result.width, result.height) == size
    assert (result.original_width, result.original_height) == (320, 180)
    top_left, top_right, bottom_left, bottom_right = CORNERS
    wanted = {
        90: (top_right, bottom_right, top_left, bottom_left),
        180: (bottom_right, bottom_left, top_right, top_left),
        270: (bottom_left, top_left, bottom_right, top_right),
    }
    assert close(corners(output), wanted[rotation])


def test_anamorphic(thumb: Thumb, tmp_path: Path) -> None:
    aspect = {"sample_aspect_ratio": Fraction(64, 45), "bit_rate": 4_000_000}
    path = video(tmp_path / "a.mpg", codec="mpeg2video", size=(720, 576), frames=5, settings=aspect)
    result, output = thumb(path)
    assert (result.width, result.height) == (1024, 576)
    assert (result.original_width, result.original_height) == (720, 576)
    assert read_number(output) == 0


def test_formats_and_quality(clip: Path, thumb: Thumb) -> None:
    result, output = thumb(clip, format="png", time=0.4)
    assert (result.content_type, output.suffix) == ("image/png", ".png")
    with Image.open(output) as image:
        assert (image.format, image.mode) == ("PNG", "RGB")
    assert read_number(output) == 10
    sizes = [thumb(clip, quality=quality)[1].stat().st_size for quality in (1, 30, 75, 95)]
    assert sizes == sorted(sizes)
    assert sizes[-1] > 3 * sizes[0]


def test_poster(clip: Path, thumb: Thumb) -> None:
    plain = np.asarray(Image.open(thumb(clip, format="png")[1]), dtype=int)
    button = np.asarray(Image.open(thumb(clip, format="png", poster=True)[1]), dtype=int)
    changed = np.abs(plain - button).max(axis=2) > 8
    rows, columns = np.nonzero(changed)
    assert changed.mean() > 0.01
    assert abs(rows.mean() - 89.5) < 2
    assert abs(columns.mean() - 159.5) < 2


def test_transparency(thumb: Thumb, tmp_path: Path) -> None:
    def pictures() -> Any:
        for number in range(10):
            rgba = np.dstack([draw(number, 160, 96), np.full((96, 160), 255, np.uint8)])
            rgba[:, :30, 3] = 0
            yield av.VideoFrame.from_ndarray(rgba, format="rgba")

    path = video(
        tmp_path / "a.webm",
        codec="libvpx-vp9",
        pix_fmt="yuva420p",
        size=(160, 96),
        options={"auto-alt-ref": "0"},
        pictures=pictures(),
    )
    _, png = thumb(path, time=0.2, format="png", width=80)
    with Image.open(png) as image:
        assert image.mode == "RGBA"
        assert image.getpixel((2, 24))[3] == 0  # type: ignore[index]
        assert image.getpixel((40, 10))[3] == 255  # type: ignore[index]
    assert read_number(png) == 5
    _, jpeg = thumb(path, time=0.2, width=80)
    assert corners(jpeg)[0] == pytest.approx((255, 255, 255), abs=6), "white shows through"


def test_animated_gif(thumb: Thumb, tmp_path: Path) -> None:
    path = video(tmp_path / "a.gif", codec="gif", pix_fmt="rgb8", fps=10, frames=20)
    result, output = thumb(path, time=1.25)
    assert read_number(output) == 12
    assert result.duration == 2


def test_ten_bit(thumb: Thumb, tmp_path: Path) -> None:
    options = {"x265-params": "log-level=0"}
    path = video(tmp_path / "a.mkv", codec="libx265", pix_fmt="yuv420p10le", options=options)
    _, output = thumb(path, time=1)
    assert read_number(output) == 25
    assert close(corners(output), CORNERS)


@pytest.mark.parametrize(
    "params",
    [
        {"time": float("nan")},
        {"time": "soon"},
        {"width": 0},
        {"height": 100_000},
        {"quality": 96},
        {"quality": 0},
        {"format": "gif"},
        {"colour": "red"},
    ],
)
def test_parameters_are_checked(params: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TASK.params.model_validate({"url": URL, **params})


def test_it_seeks(thumb: Thumb, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    decoded: list[Any] = []
    decode: Any = Search._decode

    def spy(search: Search, packet: Any) -> Any:
        decoded.append(packet)
        return decode(search, packet)

    monkeypatch.setattr(Search, "_decode", spy)
    path = video(tmp_path / "clip.mp4", frames=100, gop=20, size=(160, 96))
    assert read_number(thumb(path, time=3.24)[1]) == 81
    assert len(decoded) < 10, "from the key frame at 80"


@pytest.mark.parametrize("top", [True, False], ids=["top first", "bottom first"])
@pytest.mark.parametrize("number", [0, 3, 7], ids=["first", "middle", "last"])
def test_interlaced(top: bool, number: int, thumb: Thumb, tmp_path: Path) -> None:
    path = interlaced(tmp_path / "a.mp4", top=top)
    _, output = thumb(path, time=number / 25, format="png")
    seen = np.asarray(Image.open(output).convert("L"), dtype=float)
    comb = np.abs(seen[1:-1] - (seen[:-2] + seen[2:]) / 2)
    assert comb[:, 165:].max() < 100, "edges are slanted, but no tooth of the comb is left"
    assert comb[:, 165:].mean() < 1
    disc = np.argwhere(seen[:, 165:] > 190).mean(axis=0) + np.array([0, 165])
    assert disc == pytest.approx((90, 210 + 10 * number), abs=2.2), "where the first field has it"
    assert seen[60:120, 0:160:8].mean() > seen[60:120, 4:160:8].mean() + 40


def test_an_only_interlaced_frame(thumb: Thumb, tmp_path: Path) -> None:
    result, output = thumb(interlaced(tmp_path / "a.mp4", top=True, frames=1))
    with Image.open(output) as image:
        assert image.size == (result.width, result.height) == (320, 180)


def test_sound_only(thumb: Thumb, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="has no video stream"):
        thumb(sound(tmp_path / "a.mp3", "libmp3lame"))


def test_a_broken_file_writes_nothing(thumb: Thumb, clip: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(clip.read_bytes()[:5000])
    with pytest.raises(SourceError, match="truncated"):
        thumb(cut)
    assert list((tmp_path / "scratch").iterdir()) == []
