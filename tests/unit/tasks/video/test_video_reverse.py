"""`video.reverse`: every frame and every sample, the last first, read back by another decoder."""

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from pydantic import ValidationError

from dragonet.errors import SourceError
from dragonet.media.video import backward
from dragonet.media.video.backward_sound import reversed_sound
from dragonet.media.video.codecs import AUDIO
from dragonet.media.video.settings import AudioSettings
from dragonet.media.video.stretches import Packets, stretches
from dragonet.tasks.video.reverse import TASK
from support.clips import CORNERS, draw, interlaced, remux, sound, video
from support.films import Film, add_sound, clicking, read
from support.tasks import URL, run_task

SIZE = (160, 90)


def reverse(source: Path, **params: Any) -> tuple[Any, Film]:
    folder = source.parent / "scratch"
    result, output = run_task(TASK, source, folder, **params)
    assert output is not None
    assert list(folder.iterdir()) == [output]
    film = read(output)
    assert film.pictures.shape[1:3] == (result.height, result.width)
    return result, film


def clip(path: Path, **options: Any) -> Path:
    return video(path, **{"frames": 61, "size": SIZE, "gop": 20, **options})


def backwards(frames: int) -> list[int]:
    return list(range(frames - 1, -1, -1))


def x264(params: str) -> dict[str, str]:
    return {"x264-params": params}


CLIPS: dict[str, dict[str, Any]] = {
    "a.mp4": {},
    "open.mp4": {"options": x264("open-gop=1:bframes=3:b-adapt=0:keyint=20")},
    "open.ts": {"options": x264("open-gop=1:bframes=3:b-adapt=0:keyint=20")},
    "pyramid.mkv": {"options": x264("bframes=8:b-pyramid=2:b-adapt=0:keyint=60")},
    "refresh.mp4": {"options": x264("intra-refresh=1:bframes=0:keyint=20")},
    "one.mp4": {"gop": 999},
    "keys.mov": {"codec": "mjpeg", "pix_fmt": "yuvj420p"},
    "vp9.webm": {"codec": "libvpx-vp9", "options": {"deadline": "realtime", "cpu-used": "8"}},
    "xvid.avi": {"codec": "mpeg4", "settings": {"max_b_frames": 2, "bit_rate": 2_000_000}},
    "avc.avi": {"options": x264("bframes=3")},
    "mpeg2.mpg": {"codec": "mpeg2video", "settings": {"max_b_frames": 2, "bit_rate": 2_000_000}},
    "fragments.mp4": {"muxer": {"movflags": "frag_keyframe+empty_moov"}},
    "unindexed.mkv": {"container": "matroska", "piped": True},
    "bare.h264": {},
    "a.gif": {"codec": "gif", "pix_fmt": "rgb8"},
}


@pytest.mark.parametrize("name", CLIPS)
@pytest.mark.parametrize("held", [(999, 999), (7, 14), (15, 5)], ids=["memory", "file", "parts"])
def test_every_frame_of_every_format(
    name: str, held: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = SIZE[0] * SIZE[1] * 3 // 2
    monkeypatch.setattr(backward, "_MEMORY", held[0] * frame)
    monkeypatch.setattr(backward, "_SCRATCH", held[1] * frame)
    result, film = reverse(clip(tmp_path / name, **CLIPS[name]))
    assert film.numbers == backwards(61)
    assert film.times == pytest.approx([number / 25 for number in range(61)], abs=0.0011)
    assert result.model_dump() == {
        "content_type": "video/mp4",
        "width": 160,
        "height": 90,
        "original_width": 160,
        "original_height": 90,
        "duration": pytest.approx(2.44, abs=0.002),
        "frame_rate": pytest.approx(25, abs=0.02),
        "audio_codec": None,
        "video_codec": "h264",
        "alpha": False,
        "rotation": 0.0,
    }


def test_pixels_are_those_of_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backward, "_MEMORY", 5 * SIZE[0] * SIZE[1] * 3 // 2)
    path = clip(tmp_path / "a.mkv", frames=25, codec="ffv1")
    _, film = reverse(path, crf=4, rate_control="crf")
    for number, picture in enumerate(film.pictures):
        wanted = read(path).pictures[24 - number] if number == 0 else draw(24 - number, *SIZE)
        assert np.abs(picture.astype(int) - wanted).mean() < 6


@pytest.mark.parametrize("top", [True, False])
def test_interlaced(top: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backward, "_MEMORY", 4 * 320 * 180 * 3 // 2)
    path = interlaced(tmp_path / "a.mp4", top=top, gop=4)
    _, film = reverse(path, crf=12, rate_control="crf")
    assert film.times == pytest.approx([number / 25 for number in range(8)], abs=0.001)
    for number, picture in enumerate(film.pictures[:, :, 165:].astype(float).mean(axis=3)):
        comb = np.abs(picture[1:-1] - (picture[:-2] + picture[2:]) / 2)
        assert comb.mean() < 1.2
        x = 165 + np.argwhere(picture > 190)[:, 1].mean()
        assert x == pytest.approx(210 + 10 * (7 - number), abs=2.2)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_times_are_mirrored(name: str, tmp_path: Path) -> None:
    at = ["0", "0.1", "0.5", "1.5", "1.6", "4"]
    path = clip(tmp_path / name, frames=6, times=[Fraction(time) for time in at])
    result, film = reverse(path)
    assert film.numbers == backwards(6)
    last = result.duration - 4
    assert 0 < last <= 0.11
    wanted = [0, *(last + 4 - float(time) for time in reversed(at[1:]))]
    assert film.times == pytest.approx(wanted, abs=0.0011)


@pytest.mark.parametrize("codec", ["aac", "mp3", "mp2", "wmav1", "wmav2"])
def test_sound_stays_with_its_frames(codec: str, tmp_path: Path) -> None:
    shown = (10, 31, 57)
    silent = clip(tmp_path / "silent.mp4", frames=75)
    clicks = clicking(3, [number / 25 for number in shown])
    path = add_sound(silent, tmp_path / "a.mp4", clicks)
    result, film = reverse(path, audio_codec=codec, audio_bitrate=128)
    assert film.numbers == backwards(75)
    assert result.duration == pytest.approx(3, abs=0.05)
    ends = [3 - number / 25 - 0.01 for number in reversed(shown)]  # a click's end comes first
    delay = 2048 / 48000 + 0.004 if codec.startswith("wma") else 0.004  # of WMA's decoder
    assert [click - end for click, end in zip(film.clicks, ends, strict=True)] == pytest.approx(
        [0, 0, 0], abs=delay
    )


@pytest.mark.parametrize(("codec", "size"), [("aac", 1024), ("mp2", 1152), ("opus", 0)])
@pytest.mark.parametrize("length", [50_000, 48_000, 20_000])
def test_every_sample(codec: str, size: int, length: int, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).uniform(-0.9, 0.9, (2, 48_000)).astype(np.float32)

    def sound() -> Any:
        for start in range(0, 48_000, 1000):
            block = np.ascontiguousarray(noise[:, start : start + 1000])
            frame = av.AudioFrame.from_ndarray(block, "fltp", "stereo")
            frame.sample_rate, frame.pts, frame.time_base = 48_000, start, Fraction(1, 48_000)
            yield frame

    settings = AudioSettings.nearest(codec, 48_000, 2, 128_000)
    frames = list(reversed_sound(sound(), settings, size, length, tmp_path))
    assert {frame.samples for frame in frames[:-1]} == {size or 1024}
    assert {frame.format.name for frame in frames} == {AUDIO[codec].samples}
    planes: list[Any] = [
        frame.to_ndarray() if frame.format.is_planar else frame.to_ndarray().reshape(-1, 2).T
        for frame in frames
    ]
    seen: Any = np.concatenate(planes, axis=1)
    seen = seen / 32768 if seen.dtype == np.int16 else seen
    wanted = np.zeros((2, length), np.float32)
    wanted[:, max(length - 48_000, 0) :] = noise[:, :length][:, ::-1]
    assert np.abs(seen - wanted).max() < 1e-4
    assert list(tmp_path.iterdir()) == []


def test_sound_that_outlasts_the_picture(tmp_path: Path) -> None:
    silent = clip(tmp_path / "silent.mp4", frames=25)
    path = add_sound(silent, tmp_path / "a.mp4", clicking(2, [0.48, 1.6]))
    result, film = reverse(path)
    assert (film.numbers, result.duration) == (backwards(25), pytest.approx(2, abs=0.05))
    assert film.times[:3] == pytest.approx([0, 1.04, 1.08], abs=0.03), "the last frame stays"
    assert film.clicks == pytest.approx([0.39, 1.51], abs=0.005)


def test_sound_that_begins_late_and_ends_early(tmp_path: Path) -> None:
    silent = clip(tmp_path / "silent.mp4", frames=75)
    path = add_sound(silent, tmp_path / "a.mkv", clicking(1, [0.2]), starts=[1.0])
    result, film = reverse(path)
    assert (film.numbers, result.duration) == (backwards(75), pytest.approx(3, abs=0.05))
    assert film.clicks == pytest.approx([3 - 1.21], abs=0.005)


def test_an_edit_list_and_a_late_beginning(tmp_path: Path) -> None:
    whole = clip(tmp_path / "whole.mp4", frames=75, gop=30)
    _, film = reverse(remux(whole, tmp_path / "edited.mp4", shift=-1))
    assert film.numbers == list(range(74, 24, -1))
    _, film = reverse(remux(whole, tmp_path / "late.ts", shift=100))
    assert film.numbers == backwards(75)
    assert film.times[-1] == pytest.approx(74 / 25, abs=0.001)


@pytest.mark.parametrize(
    ("params", "size"),
    [
        ({"width": 80}, (80, 44)),
        ({"height": 180}, (320, 180)),
        ({"width": 90, "height": 90, "crop": True}, (90, 90)),
        ({"width": 90, "height": 90}, (90, 50)),
    ],
)
def test_sizes(params: dict[str, Any], size: tuple[int, int], tmp_path: Path) -> None:
    result, film = reverse(clip(tmp_path / "a.mp4", frames=12), rate_control="crf", **params)
    assert (result.width, result.height) == size
    if "crop" not in params:
        assert film.numbers == backwards(12)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_rotation(rotation: int, tmp_path: Path) -> None:
    turned = remux(clip(tmp_path / "a.mp4", frames=5), tmp_path / "turned.mp4", rotation=rotation)
    result, film = reverse(turned)
    assert (result.width, result.height) == (SIZE if rotation == 180 else SIZE[::-1])
    top_left, top_right, bottom_left, bottom_right = CORNERS
    wanted = {
        90: (top_right, bottom_right, top_left, bottom_left),
        180: (bottom_right, bottom_left, top_right, top_left),
        270: (bottom_left, top_left, bottom_right, top_right),
    }
    seen = [film.pictures[0][y, x] for y in (4, -5) for x in (4, -5)]
    assert np.abs(np.array(seen, int) - np.array(wanted[rotation])).max() < 70


def test_codecs_and_containers(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", frames=12, audio="aac")
    result, film = reverse(path, video_codec="vp9", container="webm")
    assert (result.content_type, result.video_codec, result.audio_codec) == (
        "video/webm",
        "vp9",
        "opus",
    )
    assert film.numbers == backwards(12)
    result, output = run_task(TASK, path, tmp_path / "wma", audio_codec="wmav2")
    assert (result.content_type, result.audio_codec) == ("video/x-ms-wmv", "wmav2")
    assert output is not None
    assert read(output).numbers == backwards(12)


def test_bit_rates(tmp_path: Path) -> None:
    """The source's if nothing is asked for."""
    size, noise = (320, 180), np.random.default_rng(0)

    def pictures() -> Any:
        for _ in range(100):
            grain = noise.integers(0, 255, (180, 320, 3), np.uint8)
            yield av.VideoFrame.from_ndarray(grain, format="rgb24")

    options = {"maxrate": "600k", "bufsize": "600k", "b": "600k"}
    path = video(tmp_path / "a.mp4", size=size, options=options, pictures=pictures())
    taken = {}
    asked: dict[str, dict[str, Any]] = {
        "default": {},
        "crf": {"rate_control": "crf"},
        "given": {"video_bitrate": 1500},
    }
    for name, params in asked.items():
        _, output = run_task(TASK, path, tmp_path / name, **params)
        assert output is not None
        taken[name] = output.stat().st_size * 8 / 4000
    assert taken["default"] == pytest.approx(path.stat().st_size * 8 / 4000, rel=0.35)
    assert taken["given"] == pytest.approx(1500, rel=0.35)
    assert taken["crf"] > 2000


def test_progress_rises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dragonet.job import Job, SourceFile
    from dragonet.media.video import progress

    monkeypatch.setattr(progress, "_INTERVAL", 0)
    told: list[float] = []
    path = clip(tmp_path / "a.mp4", audio="aac")
    (tmp_path / "scratch").mkdir()
    job = Job(tmp_path / "scratch", {URL: SourceFile(path, URL)}, TASK.outputs, told.append)
    TASK.run(job, TASK.params.model_validate({"url": URL}))
    assert told == sorted(told)
    assert len(set(told)) > 3
    assert 90 < told[-1] < 100


def test_the_size_changes_on_the_way(tmp_path: Path) -> None:
    parts = [
        video(tmp_path / "a.ts", size=(160, 90), frames=25),
        remux(video(tmp_path / "b.mp4", size=(320, 180), frames=25), tmp_path / "b.ts", shift=1),
    ]
    path = tmp_path / "both.ts"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    result, film = reverse(path, rate_control="crf")
    assert (result.width, result.height) == (160, 90)
    assert film.numbers == [*backwards(25), *backwards(25)]


def test_ten_thousand_frames_a_second(tmp_path: Path) -> None:
    result, film = reverse(clip(tmp_path / "a.mp4", frames=40, fps=10_000))
    assert film.numbers == backwards(40)
    assert result.duration == pytest.approx(0.004, abs=0.0005)


def test_a_still_image_as_video(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mkv", codec="mjpeg", pix_fmt="yuvj420p", frames=1)
    assert reverse(path)[1].numbers == [0]


def test_a_video_without_frames(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w", options={"movflags": "empty_moov"}) as output:
        stream: Any = output.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        output.start_encoding()
    with pytest.raises(SourceError, match="no picture in it can be decoded"):
        reverse(path)


def test_sound_only(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="has no video stream"):
        reverse(sound(tmp_path / "a.mp3", "libmp3lame"))


@pytest.mark.parametrize("name", ["a.mp4", "front.mp4", "a.mkv", "a.ts", "a.avi"])
@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_truncated(name: str, share: float, tmp_path: Path) -> None:
    options: dict[str, Any] = {"muxer": {"movflags": "faststart"}} if "front" in name else {}
    codec = {"codec": "mpeg4"} if name == "a.avi" else {}
    whole = clip(tmp_path / f"whole-{name}", audio="libmp3lame", gop=10, **codec, **options)
    path = tmp_path / name
    path.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * share)])
    try:
        _, film = reverse(path)
    except SourceError as error:
        assert f"File '{URL}' " in error.text
        assert "truncated or damaged" in error.text or share == 0.01
        return
    assert name == "a.ts" or share == 0.99, "it does not say how long it is"
    # where a TS ends, a picture is damaged, and some between it and the one before are not there
    end = 6 if name == "a.ts" else 0
    undamaged = replace(film, pictures=film.pictures[end:])
    assert undamaged.numbers == backwards(len(undamaged.pictures))
    assert len(film.pictures) >= 60 * share - 12


def test_damage_in_the_middle(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mkv", frames=60, gop=10)
    with av.open(str(path)) as whole:
        packet = bytes([*whole.demux(whole.streams.video[0])][30])  # a key frame
    data = path.read_bytes()
    assert data.count(packet) == 1
    path.write_bytes(data.replace(packet, packet[:8] + bytes(len(packet) - 8)))
    _, film = reverse(path)
    assert 45 <= len(film.pictures) <= 60
    assert film.times == sorted(film.times)
    assert film.times[-1] == pytest.approx(59 / 25, abs=0.002)


@pytest.mark.parametrize(
    "wrong", [{"crf": 52}, {"gop": 0}, {"video_bitrate": 0}, {"format": "hls"}]
)
def test_parameters_are_checked(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TASK.params.model_validate({"url": URL, **wrong})


def test_stretches() -> None:
    packets = Packets(range(100), [0, 10, 20, 30, 90, 100], None, None)
    found = [(one.key, one.first, one.count) for one in stretches(packets, 25, 40)]
    assert found == [(90, 90, 10), (30, 50, 40), (30, 30, 20), (10, 10, 20), (0, None, 10)]
    found = [(one.key, one.first, one.count) for one in stretches(packets, 25, 999)]
    assert found == [(90, 90, 10), (30, 30, 60), (10, 10, 20), (0, None, 10)]
    whole = stretches(Packets(range(100), [], None, None), 25, 999)
    assert [(one.key, one.first, one.count) for one in whole] == [(None, None, 100)]


PEAK = """
import sys
from pathlib import Path
from dragonet.media.video import backward
from dragonet.media.video.reverse import reverse
from dragonet.media.video.transcode import Wish
backward._MEMORY = 16 << 20
(Path(sys.argv[1]).parent / "out").mkdir(exist_ok=True)
reverse(Path(sys.argv[1]), "", Wish(width=320), Path(sys.argv[1]).parent / "out" / "a.mp4")
status = Path("/proc/self/status").read_text()  # ru_maxrss would count the parent's peak too
print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)
"""


def test_memory_does_not_grow_with_length(tmp_path: Path) -> None:
    """One group of 3 s or 32 s of 320 x 180: 6 and 66 MB of frames, 16 of which are held."""
    peaks = []
    for frames in (75, 800):
        path = video(tmp_path / f"{frames}.mp4", frames=frames, gop=999, audio="aac")
        command = [sys.executable, "-c", PEAK, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout))
    assert peaks[1] < peaks[0] + 40
