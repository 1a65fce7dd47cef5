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
from support.clips import add_tone, draw, remux, sound, video, write_tone
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
    size = (tmp_path / name).stat().st_size
    assert result.bit_rate == pytest.approx(size * 8 / result.duration, abs=1)
    assert result.model_dump(exclude={"duration", "bit_rate"}) == {
        "content_type": content_type,
        "width": 160,
        "height": 96,
        "frame_rate": 25.0,
        "alpha": False,
        "rotation": 0.0,
        "audio_codec": audio_codec,
        "video_codec": video_codec,
        "display_aspect_ratio": "5:3",
        "frames": 50,
        "audio_channels": 1 if audio_codec else None,
        "sample_rate": (48000 if audio_codec == "opus" else 44100) if audio_codec else None,
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


@pytest.mark.parametrize(("codec", "alpha"), [(4, False), (5, True)], ids=["vp6f", "vp6a"])
def test_flash_alpha(codec: int, alpha: bool, tmp_path: Path) -> None:
    """Nobody encodes VP6 any more: key frames of nothing but zero bits are written by hand."""
    picture = bytes([40, 70, 6, 10, 6, 10]) + bytes(4000)  # quantizer, version, macroblocks
    data = picture if not alpha else len(picture).to_bytes(3, "big") + 2 * picture
    flv = b"FLV\1\1\0\0\0\x09" + bytes(4)
    for number in range(5):
        tag = bytes([9]) + (len(data) + 2).to_bytes(3, "big") + bytes([0, 0, number * 40])
        tag += bytes([0, 0, 0, 0, 0x10 | codec, 0]) + data
        flv += tag + len(tag).to_bytes(4, "big")
    path = tmp_path / "a.flv"
    path.write_bytes(flv)
    result = info(path)
    assert (result.video_codec, result.alpha) == ("vp6a" if alpha else "vp6f", alpha)
    assert (result.width, result.height, result.frames) == (160, 96, 5)


def test_hidden_frames_are_not_counted(tmp_path: Path) -> None:
    """VP8's alternate reference frames are packets that show nothing."""
    whole, path = video(tmp_path / "whole.webm", codec="libvpx", size=(160, 96)), tmp_path / "a.mkv"
    with av.open(str(whole)) as copied, av.open(str(path), "w") as output:
        stream = output.add_stream_from_template(copied.streams.video[0])
        for number, packet in enumerate(copied.demux(video=0)):
            if packet.size == 0:
                continue
            packet.stream = stream
            output.mux(packet)
            if number % 10 == 5:
                hidden = bytes(packet)
                extra = av.Packet(bytes([hidden[0] & ~0x10]) + hidden[1:])
                extra.pts = extra.dts = (packet.pts or 0) + 1
                extra.time_base, extra.stream = packet.time_base, stream
                output.mux(extra)
    result = info(path)
    assert (result.frames, result.frame_rate, result.duration) == (50, 25, 2)


@pytest.mark.parametrize("shape", [(64, 45), (16, 15)])
def test_aspect_ratio_of_odd_pixels(shape: tuple[int, int], tmp_path: Path) -> None:
    settings = {"sample_aspect_ratio": Fraction(*shape)}
    path = video(tmp_path / "a.mp4", size=(720, 576), frames=2, settings=settings)
    assert info(path).display_aspect_ratio == {64: "16:9", 16: "4:3"}[shape[0]]


def test_a_still_image_as_video(tmp_path: Path) -> None:
    path = video(tmp_path / "a.mkv", codec="mjpeg", pix_fmt="yuvj420p", frames=1, size=(160, 96))
    result = info(path)
    assert (result.frames, result.video_codec) == (1, "mjpeg")
    assert result.duration == pytest.approx(0.04, abs=0.04)


def test_surround_sound(tmp_path: Path) -> None:
    path = tmp_path / "a.mkv"
    with av.open(str(path), "w") as output:
        stream: Any = output.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        tone = add_tone(output, "ac3", 48000, "5.1")
        frame = av.VideoFrame.from_ndarray(draw(1, 64, 64), format="rgb24")
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
        write_tone(output, tone, 0.5)
    result = info(path)
    assert (result.audio_channels, result.sample_rate, result.audio_codec) == (6, 48000, "ac3")


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
    assert info(path).frames == (150 if small or name != "a.mkv" else None)
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


def test_an_edit_list_shortens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = video(tmp_path / "whole.mp4", frames=75, size=(160, 96))
    result = info(remux(clip, tmp_path / "edited.mp4", shift=-1))
    assert (result.duration, result.frame_rate, result.frames) == (2, 25, 50)
    monkeypatch.setattr(probe, "_SMALL", 0)
    assert info(tmp_path / "edited.mp4").frames is None, "the number declared is of the whole"


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
