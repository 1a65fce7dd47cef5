"""`video.convert`: codecs, containers, rates, colours and values, read back by another decoder."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from pydantic import ValidationError

from dragonet.engine.parameters import ParametersError, validate
from dragonet.errors import TaskError
from dragonet.job import Job, SourceFile
from dragonet.tasks.video.convert import TASK
from support import clips, films
from support.tasks import URL, run_task

SIZE = (160, 90)
CLICKS = (0.4, 1.2, 2.0, 2.8)

Convert = Callable[..., tuple[Any, Path]]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """3 s at 25 fps, a click every 20 frames."""
    folder = tmp_path_factory.mktemp("film")
    silent = clips.video(folder / "v.mp4", size=SIZE, frames=75)
    return films.add_sound(silent, folder / "s.mp4", films.clicking(3, CLICKS))


@pytest.fixture
def convert(tmp_path: Path) -> Convert:
    def run(source: Path, **params: Any) -> tuple[Any, Path]:
        result, output = run_task(TASK, source, tmp_path / "scratch", **params)
        assert output is not None
        return result, output

    return run


def boxes(path: Path) -> list[str]:
    """Types of the top-level boxes of an MP4 file."""
    data, at, found = path.read_bytes(), 0, []
    while at < len(data):
        found.append(data[at + 4 : at + 8].decode())
        at += int.from_bytes(data[at : at + 4], "big")
    return found


def keys(path: Path) -> list[int]:
    """Places of key frames, in order of coding."""
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    return [number for number, packet in enumerate(packets) if packet.is_keyframe]


def test_defaults(film: Path, convert: Convert) -> None:
    result, output = convert(film)
    assert result.model_dump() == {
        "content_type": "video/mp4",
        "width": 160,
        "height": 90,
        "original_width": 160,
        "original_height": 90,
        "duration": 3.0,
        "frame_rate": 25.0,
        "audio_codec": "aac",
        "video_codec": "h264",
        "alpha": False,
        "rotation": 0.0,
    }
    assert output.name == "output.mp4"
    assert boxes(output).index("moov") < boxes(output).index("mdat")
    found = films.read(output)
    assert found.numbers == list(range(75))
    assert found.times == pytest.approx([n / 25 for n in range(75)])
    assert found.clicks == pytest.approx(CLICKS, abs=0.002)
    assert "h264 (High)" in found.log and "yuv420p(tv, smpte170m" in found.log
    assert "48000 Hz, mono" in found.log


PLAYED = [
    ("h264", "aac", "mp4", "video/mp4"),
    ("h264", "mp3", "mp4", "video/mp4"),
    ("h264", "mp2", "mkv", "video/x-matroska"),
    ("h264", "wmav1", "wmv", "video/x-ms-wmv"),
    ("h264", "wmav2", "wmv", "video/x-ms-wmv"),
    ("h264", "opus", "mp4", "video/mp4"),
    ("h265", "aac", "mp4", "video/mp4"),
    ("vp9", "aac", "mp4", "video/mp4"),
    ("vp9", "opus", "webm", "video/webm"),
    ("av1", "mp3", "mp4", "video/mp4"),
]


@pytest.mark.parametrize(("video", "audio", "container", "content_type"), PLAYED)
def test_codecs_and_their_containers(
    film: Path, convert: Convert, video: str, audio: str, container: str, content_type: str
) -> None:
    result, output = convert(film, video_codec=video, audio_codec=audio, audio_bitrate=96)
    probed = "hevc" if video == "h265" else video
    assert (result.video_codec, result.audio_codec) == (probed, audio)
    assert (result.content_type, output.suffix) == (content_type, f".{container}")
    found = films.read(output)
    assert re.search(rf"Video: {probed}\b", found.log) and f"Audio: {audio}" in found.log
    assert found.numbers == list(range(75))
    start = found.times[0]  # of a WMV a moment late, its sound, too
    assert start < 0.06
    assert found.times == pytest.approx([start + n / 25 for n in range(75)], abs=0.001)
    assert found.clicks == pytest.approx([start + click for click in CLICKS], abs=0.005)


@pytest.mark.parametrize(
    ("params", "extension"),
    [
        ({"container": "mkv"}, "mkv"),
        ({"container": "mov", "video_codec": "h265"}, "mov"),
        ({"container": "webm", "video_codec": "vp9"}, "webm"),
    ],
)
def test_containers(film: Path, convert: Convert, params: dict[str, Any], extension: str) -> None:
    result, output = convert(film, **params)
    assert output.suffix == f".{extension}"
    found = films.read(output)
    assert found.numbers == list(range(75))
    assert found.clicks == pytest.approx(CLICKS, abs=0.005)
    assert result.audio_codec == ("opus" if extension == "webm" else "aac")
    if extension == "mov":
        assert "hvc1" in found.log


@pytest.mark.parametrize("rate", [22050, 44100, 48000])
@pytest.mark.parametrize("codec", ["mp2", "mp3", "aac", "wmav2"])
def test_sample_rates(film: Path, convert: Convert, rate: int, codec: str) -> None:
    _, output = convert(film, sample_rate=rate, audio_codec=codec, width=32, crf=40)
    assert f"{rate} Hz" in films.read(output).log


def noise(path: Path, frames: int = 75) -> Path:
    """Pictures that compress badly."""
    random = np.random.default_rng(1)
    pictures = [
        av.VideoFrame.from_ndarray(random.integers(0, 255, (90, 160, 3), np.uint8), format="rgb24")
        for _ in range(frames)
    ]
    return clips.video(path, size=SIZE, pictures=pictures, options={"crf": "10"})


def test_rate_control(tmp_path: Path, convert: Convert) -> None:
    source = noise(tmp_path / "n.mp4")
    free = convert(source)[1].stat().st_size
    for codec in ("h264", "h265", "vp9", "av1"):
        size = convert(source, video_bitrate=500, video_codec=codec)[1].stat().st_size
        most = 2.2 if codec == "av1" else 1.6  # noise is too hard for its one pass
        assert 0.5 < size * 8 / 3 / 500_000 < most, codec
    capped = convert(source, video_bitrate=200, crf=23)[1].stat().st_size
    assert capped * 8 / 3 < 1.7 * 200_000 < free * 8 / 3
    assert convert(source, crf=35)[1].stat().st_size < 0.6 * free
    by_name = convert(source, rate_control="bitrate")[1].stat().st_size
    assert by_name * 8 / 3 < 1.6 * 512_000


@pytest.mark.parametrize("codec", ["h264", "h265", "vp9", "av1"])
def test_quality_is_alike_on_one_scale(film: Path, convert: Convert, codec: str) -> None:
    found = films.read(convert(film, video_codec=codec)[1])
    original = films.read(film)
    error = np.mean((found.pictures.astype(float) - original.pictures) ** 2)
    assert 30 < 10 * np.log10(255**2 / error) < 46


def test_gop(film: Path, convert: Convert) -> None:
    for codec in ("h264", "vp9"):
        found = keys(convert(film, gop=10, video_codec=codec)[1])
        assert found[0] == 0 and max(np.diff(found)) <= 10
    assert len(keys(convert(film)[1])) == 1


def test_audio_bitrate(tmp_path: Path, convert: Convert) -> None:
    silent = clips.video(tmp_path / "v.mp4", size=(32, 32), frames=75)
    hiss = np.random.default_rng(0).normal(0, 0.2, (2, 144000)).astype(np.float32)
    source = films.add_sound(silent, tmp_path / "s.mkv", hiss, codec="pcm_s16le", layout="stereo")
    for codec, asked, got in (("mp3", 128, 128), ("mp2", 100, 96), ("aac", 64, 64)):
        _, output = convert(source, audio_codec=codec, audio_bitrate=asked)
        with av.open(str(output)) as container:
            size = sum(packet.size for packet in container.demux(audio=0))
        assert size * 8 / 3 / 1000 == pytest.approx(got, rel=0.1), codec


@pytest.mark.parametrize(
    ("tags", "size", "seen"),
    [
        ({}, (1280, 720), "tv, bt709"),
        ({}, (160, 90), "tv, smpte170m"),
        ({}, (352, 288), "tv, bt470bg"),
        ({"colorspace": 1, "color_primaries": 1, "color_trc": 1}, (160, 90), "tv, bt709"),
        ({"colorspace": 5, "color_primaries": 5, "color_trc": 6}, (1280, 720), "tv, bt470bg"),
    ],
)
def test_colour_tags(
    tmp_path: Path, convert: Convert, tags: dict[str, int], size: tuple[int, int], seen: str
) -> None:
    source = clips.video(tmp_path / "v.mp4", size=size, frames=3, settings=tags)
    for width in (None, 80):
        found = films.read(convert(source, width=width)[1])
        assert seen in found.log
        original = films.read(source).pictures[1].mean(axis=(0, 1))
        assert np.abs(found.pictures[1].mean(axis=(0, 1)) - original).max() < 4 or not tags


def test_full_range_becomes_limited(tmp_path: Path, convert: Convert) -> None:
    source = clips.video(
        tmp_path / "v.mkv", codec="mjpeg", pix_fmt="yuvj420p", size=SIZE, frames=5,
        settings={"color_range": 2},
    )  # fmt: skip
    found = films.read(convert(source, crf=5)[1])
    assert "yuv420p(tv" in found.log
    original = clips.draw(2, *SIZE).astype(float)
    assert np.abs(found.pictures[2].mean(axis=2) - original.mean(axis=2)).mean() < 6


def test_progress_rises(film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragonet.media.video.progress._INTERVAL", 0)
    told: list[float] = []
    job = Job(tmp_path / "s", {URL: SourceFile(film, URL)}, TASK.outputs, told.append)
    TASK.run(job, TASK.params.model_validate({"url": URL}))
    assert told == sorted(told) and len(told) > 10
    assert told[0] < 20 and 90 < told[-1] < 100


@pytest.mark.parametrize(
    ("params", "field", "says"),
    [
        ({"width": 1}, "width", "at least 2"),
        ({"height": 9000}, "height", "at most 8192"),
        ({"video_codec": "divx"}, "video_codec", "choose one of"),
        ({"audio_codec": "flac"}, "audio_codec", "choose one of"),
        ({"sample_rate": 8000}, "sample_rate", "choose one of"),
        ({"crf": 60}, "crf", "at most 51"),
        ({"gop": 0}, "gop", "at least 1"),
        ({"video_bitrate": 1}, "video_bitrate", "at least 16"),
        ({"container": "webm"}, "container", "vp9 or av1 with opus, not h264 with opus"),
        ({"container": "mp4", "audio_codec": "mp2"}, "container", "not h264 with mp2"),
        ({"video_codec": "vp9", "audio_codec": "wmav2"}, "audio_codec", "no container"),
        ({"bitrate": 3}, "bitrate", "unknown parameter"),
    ],
)
def test_wrong_parameters(params: dict[str, Any], field: str, says: str) -> None:
    with pytest.raises(ParametersError) as caught:
        validate(TASK, {"url": "http://files.test/v.mp4", **params})
    assert list(caught.value.errors) == [field]
    assert says in caught.value.errors[field][0]


def test_defaults_of_both_versions() -> None:
    url = {"url": "http://files.test/v.mp4"}
    first, second = validate(TASK, url, 1), validate(TASK, url, 2)
    names = ("video_bitrate", "audio_bitrate", "sample_rate", "rate_control", "crf", "gop")
    assert [first[name] for name in names] == [512, 64, 48000, "crf", 23, 250]
    assert [second[name] for name in names] == [3000, 128, 44100, "crf", 23, 250]
    for given, control in (
        ({"video_bitrate": 3000}, "bitrate"),
        ({"video_bitrate": "800", "crf": 20}, "capped"),
        ({"crf": 20}, "crf"),
        ({"video_bitrate": None}, "crf"),
    ):
        assert validate(TASK, {**url, **given}, 2)["rate_control"] == control
    assert validate(TASK, {**url, "sample_rate": "22050"}, 2)["sample_rate"] == 22050
    with pytest.raises(ValidationError):
        TASK.params.model_validate({})


def test_an_encoder_that_refuses(film: Path, convert: Convert) -> None:
    with pytest.raises(TaskError, match="av1 of 2 x 2 pixels cannot be encoded"):
        convert(film, video_codec="av1", width=2, height=2, crop=True)


def test_a_full_disk(film: Path, tmp_path: Path) -> None:
    """A child may not write files larger than its limit."""
    program = (
        "import resource, sys; from pathlib import Path; from dragonet.tasks.video.convert import "
        "TASK; from dragonet.job import Job, SourceFile; from dragonet.errors import LimitError\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))\n"
        "job = Job(Path(sys.argv[2]), {'u': SourceFile(Path(sys.argv[1]), 'u')}, TASK.outputs)\n"
        "params = TASK.params.model_validate({'url': 'u', 'crf': 0}, context={'local': True})\n"
        "try: TASK.run(job, params)\n"
        "except LimitError as error: print(error)\n"
    )
    command = [sys.executable, "-c", program, str(film), str(tmp_path / "scratch")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "larger than the limit" in done.stdout, done.stderr
