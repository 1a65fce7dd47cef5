"""`video.info`: what is in the file, measured."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from dragonet.errors import SourceError
from dragonet.media import probe
from dragonet.tasks.video.info import TASK
from support.clips import draw, remux, sound, video
from support.tasks import run_task


def info(path: Path) -> Any:
    return run_task(TASK, path, path.parent / "scratch")[0]


@pytest.mark.parametrize(
    ("name", "options", "content_type", "video_codec", "audio_codec"),
    [
        ("a.mp4", {"audio": "aac"}, "video/mp4", "h264", "aac"),
        ("b.mp4", {"codec": "libx265"}, "video/mp4", "hevc", None),
        ("a.mov", {"audio": "pcm_s16le"}, "video/quicktime", "h264", "pcm_s16le"),
        ("a.mkv", {"audio": "libopus"}, "video/x-matroska", "h264", "opus"),
        ("a.webm", {"codec": "libvpx-vp9", "audio": "libopus"}, "video/webm", "vp9", "opus"),
        ("b.webm", {"codec": "libvpx"}, "video/webm", "vp8", None),
        ("a.avi", {"codec": "mpeg4", "audio": "libmp3lame"}, "video/x-msvideo", "mpeg4", "mp3"),
        ("a.ts", {"audio": "aac"}, "video/mp2t", "h264", "aac"),
        ("a.flv", {"audio": "aac"}, "video/x-flv", "h264", "aac"),
        ("a.mpg", {"codec": "mpeg2video", "audio": "mp2"}, "video/mpeg", "mpeg2video", "mp2"),
        ("a.wmv", {"codec": "wmv2", "audio": "wmav2"}, "video/x-ms-wmv", "wmv2", "wmav2"),
        ("a.gif", {"codec": "gif", "pix_fmt": "rgb8"}, "image/gif", "gif", None),
        ("a.h264", {}, "video/h264", "h264", None),
    ],
)
def test_formats(
    name: str,
    options: dict[str, Any],
    content_type: str,
    video_codec: str,
    audio_codec: str | None,
    tmp_path: Path,
) -> None:
    if options.get("codec") == "libx265":
        options = {**options, "options": {"x265-params": "log-level=0"}}
    result = info(video(tmp_path / name, size=(160, 96), **options))
    assert result.duration == pytest.approx(2, abs=0.13 if audio_codec else 0.001)
    assert result.model_dump(exclude={"duration"}) == {
        "content_type": content_type,
        "width": 160,
        "height": 96,
        "frame_rate": 25.0,
        "alpha": False,
        "rotation": 0.0,
        "audio_codec": audio_codec,
        "video_codec": video_codec,
    }


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_rotation_leaves_the_stored_size(rotation: int, tmp_path: Path) -> None:
    clip = video(tmp_path / "clip.mp4", frames=3)
    result = info(remux(clip, tmp_path / "turned.mp4", rotation=rotation))
    assert (result.rotation, result.width, result.height) == (rotation, 320, 180)


def transparent(frames: int) -> list[av.VideoFrame]:
    made = []
    for number in range(frames):
        rgba = np.dstack([draw(number, 160, 96), np.full((96, 160), 128, np.uint8)])
        made.append(av.VideoFrame.from_ndarray(rgba, format="rgba"))
    return made


@pytest.mark.parametrize(
    ("name", "codec", "pix_fmt"),
    [
        ("a.webm", "libvpx-vp9", "yuva420p"),
        ("b.webm", "libvpx", "yuva420p"),
        ("a.mov", "qtrle", "argb"),
        ("b.mov", "prores_ks", "yuva444p10le"),
        ("c.mov", "png", "rgba"),
    ],
)
def test_alpha(name: str, codec: str, pix_fmt: str, tmp_path: Path) -> None:
    options = {"profile": "4444"} if codec == "prores_ks" else {"auto-alt-ref": "0"}
    clip = video(
        tmp_path / name,
        codec=codec,
        pix_fmt=pix_fmt,
        size=(160, 96),
        options=options,
        pictures=transparent(5),
    )
    assert info(clip).alpha is True


def test_transparent_gif(tmp_path: Path) -> None:
    rgb = tmp_path / "opaque.gif"
    video(rgb, codec="gif", pix_fmt="rgb8", size=(160, 96), frames=3)
    data = bytearray(rgb.read_bytes())
    assert info(rgb).alpha is False
    at = data.index(b"\x21\xf9\x04")  # graphic control: a transparent colour, the first pixel's
    data[at + 3] |= 1
    data[at + 6] = 0xE0  # red in 3-3-2 RGB: the top left corner
    rgb.write_bytes(data)
    assert info(rgb).alpha is True


def test_variable_rate_is_averaged(tmp_path: Path) -> None:
    times = [Fraction(number, 50) for number in range(50)]
    times += [1 + Fraction(number, 10) for number in range(50)]
    path = video(tmp_path / "a.mkv", frames=100, times=times, size=(160, 96))
    result = info(path)
    assert result.duration == pytest.approx(6, abs=0.15)
    assert result.frame_rate == pytest.approx(100 / 6, rel=0.03)


@pytest.mark.parametrize("small", [True, False], ids=["read whole", "only the end"])
def test_a_declared_rate_that_lies(
    small: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "_SMALL", 1 << 30 if small else 0)
    times = [Fraction(number, 25) for number in range(50)]
    path = video(tmp_path / "a.mkv", fps=10_000, times=times, size=(160, 96))
    with av.open(str(path)) as container:
        assert container.streams.video[0].average_rate == 10_000
    result = info(path)
    assert result.frame_rate == pytest.approx(25, rel=0.01)
    assert result.duration == pytest.approx(2, abs=0.041)


@pytest.mark.parametrize("small", [True, False], ids=["read whole", "only the end"])
@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.ts"])
def test_fractional_rates(
    name: str, small: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "_SMALL", 1 << 30 if small else 0)
    path = video(tmp_path / name, fps=Fraction(30000, 1001), frames=150, size=(160, 96))
    assert info(path).frame_rate == 29.97
    assert info(path).duration == pytest.approx(150 * 1001 / 30000, abs=0.002)


def test_ten_thousand_frames_a_second(tmp_path: Path) -> None:
    result = info(video(tmp_path / "a.mp4", fps=10_000, frames=50, size=(160, 96)))
    assert (result.frame_rate, result.duration) == (10_000, 0.005)


def test_no_index_and_no_length(tmp_path: Path) -> None:
    path = video(tmp_path / "a", container="matroska", piped=True, size=(160, 96))
    with av.open(str(path)) as container:
        assert container.duration is None
    assert info(path).duration == 2


def test_fragments(tmp_path: Path) -> None:
    muxer = {"movflags": "frag_keyframe+empty_moov"}
    result = info(video(tmp_path / "a.mp4", muxer=muxer, size=(160, 96)))
    assert (result.duration, result.frame_rate) == (2, 25)


def test_an_edit_list_shortens(tmp_path: Path) -> None:
    clip = video(tmp_path / "whole.mp4", frames=75, size=(160, 96))
    result = info(remux(clip, tmp_path / "edited.mp4", shift=-1))
    assert (result.duration, result.frame_rate) == (2, 25)


@pytest.mark.parametrize("name", ["late.ts", "late.mkv"])
def test_a_late_beginning_is_not_duration(name: str, tmp_path: Path) -> None:
    clip = video(tmp_path / "whole.mp4", size=(160, 96))
    assert info(remux(clip, tmp_path / name, shift=100)).duration == 2


def test_a_length_that_lies(tmp_path: Path) -> None:
    path = video(tmp_path / "a.mp4", size=(160, 96))
    data = bytearray(path.read_bytes())
    for box, skip in ((b"mvhd", 20), (b"mdhd", 20), (b"tkhd", 24)):  # version 0: duration there
        at = data.index(box) + skip
        assert int.from_bytes(data[at : at + 4], "big") > 0
        data[at : at + 4] = (10**8).to_bytes(4, "big")
    path.write_bytes(data)
    assert info(path).duration == 2


def test_no_video(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"File 'http://files.test/media' has no video stream"):
        info(sound(tmp_path / "a.m4a", "aac", container="ipod"))


def test_cover_art_is_not_video(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="has no video stream"):
        info(sound(tmp_path / "a.mp3", "libmp3lame", cover=True))


def test_a_photograph_is_not_video(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(100))
    with pytest.raises(SourceError, match="is a JPEG image, not video"):
        info(path)
