"""`audio.waveform`: every sample counts, to the pixel."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from PIL import Image
from pydantic import ValidationError

from dragonet.errors import ParameterError, SourceError
from dragonet.tasks.audio.info import TASK as INFO
from dragonet.tasks.audio.waveform import TASK
from support.clips import sound, video
from support.tasks import URL, run_task

Array = NDArray[Any]

RATE = 8000


def waveform(path: Path, **params: Any) -> tuple[Any, Path]:
    result, output = run_task(TASK, path, path.parent / "scratch", **params)
    assert output is not None
    return result, output


def darkness(path: Path, **params: Any) -> Array:
    """How much of each pixel is inside the waveform, 0 to 1, decoded by Pillow."""
    result, output = waveform(path, format="png", **params)
    with Image.open(output) as image:
        assert image.size == (result.width, result.height)
        grey = np.asarray(image.convert("L"), dtype=float)
    return 1 - grey / 255


def write(path: Path, samples: Array, rate: int = RATE, subtype: str = "PCM_16") -> Path:
    soundfile.write(path, samples, rate, subtype=subtype)
    return path


def noise(samples: int, channels: int = 1, seed: int = 0) -> Array:
    """Bursts of noise, shape (samples, channels), peaking below full scale."""
    generator = np.random.default_rng(seed)
    swell = np.abs(np.sin(np.arange(samples)[:, None] / samples * (7 + np.arange(channels))))
    return generator.uniform(-0.95, 0.95, (samples, channels)) * swell


def expected(samples: Array, width: int, height: int) -> Array:
    """The picture of one row, computed sample by sample and pixel by pixel."""
    picture = np.zeros((height, width))
    total = len(samples)
    for column in range(width):
        begin, end = column * total // width, (column + 1) * total // width
        loudest = np.abs(samples[begin : max(end, begin + 1)]).max()
        reach = max(loudest * height / 2, 0.5)
        for y in range(height):
            inside = min(y + 1, height / 2 + reach) - max(y, height / 2 - reach)
            picture[y, column] = max(inside, 0)
    return picture


@pytest.mark.parametrize(
    ("samples", "width", "height"),
    [(100_003, 512, 60), (100_003, 333, 61), (50, 200, 21), (400_000, 97, 150), (1, 3, 2)],
)
def test_shape_is_exact(samples: int, width: int, height: int, tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", noise(samples, 2))
    mean = soundfile.read(path)[0].mean(axis=1)
    found = darkness(path, width=width, height=height)
    assert np.abs(found - expected(mean, width, height)).max() < 1.5 / 255
    assert (found == found[::-1]).all()


def test_channels_in_rows(tmp_path: Path) -> None:
    path = write(tmp_path / "a.flac", noise(60_000, 3), subtype="PCM_24")
    samples = soundfile.read(path)[0]
    found = darkness(path, width=300, height=20 + 3 * 40, vmargin=10, channels="split")
    rows = [found[0:10], *(expected(samples[:, row], 300, 40) for row in range(3)), found[0:10]]
    assert not found[:10].any()
    assert np.abs(found - np.vstack(rows)).max() < 1.5 / 255


def test_channels_that_cancel_out(tmp_path: Path) -> None:
    left = noise(10_000)[:, 0]
    path = write(tmp_path / "a.wav", np.stack([left, -left], axis=1))
    assert darkness(path, height=60)[:29].sum() == 0
    assert darkness(path, height=60, channels="split")[:29].sum() > 1000


def test_more_than_two_channels_are_mixed_evenly(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", noise(60_000, 6))
    mean = soundfile.read(path)[0].mean(axis=1)
    found = darkness(path, width=200, height=80)
    assert np.abs(found - expected(mean, 200, 80)).max() < 1.5 / 255


def test_one_sample_in_ten_minutes(tmp_path: Path) -> None:
    samples = np.zeros(600 * RATE, np.int16)
    for place in (3_333_333, len(samples) - 1):
        samples[place] = -32768
    found = darkness(write(tmp_path / "a.flac", samples))
    columns = [place * 1024 // len(samples) for place in (3_333_333, len(samples) - 1)]
    assert np.flatnonzero(found[0]).tolist() == columns
    assert (found[:, columns] == 1).all()


def test_silence_is_a_line_of_one_pixel(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", np.zeros(RATE))
    odd, even = (darkness(path, height=height).mean(axis=1) for height in (61, 60))
    assert np.flatnonzero(odd).tolist() == [30]
    assert odd[30] == 1
    assert np.flatnonzero(even).tolist() == [29, 30]
    assert even[[29, 30]] == pytest.approx([0.5, 0.5], abs=0.01)


def test_margin_leaves_the_scale_between(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", np.tile([32767, -32768], 500).astype(np.int16))
    found = darkness(path, width=50, height=40, vmargin=12)
    assert np.flatnonzero(found.all(axis=1)).tolist() == list(range(12, 28))
    assert found.sum() == 50 * 16


@pytest.mark.parametrize("kind", ["wav", "flac", "mp3"])
@pytest.mark.parametrize("start", [0.7531, 5.7531])
def test_a_part_is_that_part(kind: str, start: float, tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind}"
    soundfile.write(path, noise(350_000), 44100)
    decoded = soundfile.read(path)[0]
    begin, end = round(start * 44100), round((start + 0.8) * 44100)
    tolerance = 3.5 if kind == "mp3" else 1.5  # two decoders round differently
    found = darkness(path, width=256, height=100, start=start, end=start + 0.8)
    part = expected(decoded[begin:end], 256, 100)
    assert np.abs(found - part).max() < tolerance / 255
    found = darkness(path, width=256, height=100, start=start, end=500)
    rest = expected(decoded[begin:350_000], 256, 100)
    assert np.abs(found - rest).max() < tolerance / 255
    assert waveform(path, start=start)[0].duration == pytest.approx(7.94, abs=0.001)


def test_colours(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", np.tile([16384, -16384], 500).astype(np.int16))

    def corner_and_middle(**params: str) -> list[Any]:
        output = waveform(path, width=64, height=64, **params)[1]
        with Image.open(output) as image:
            return [image.mode, image.getpixel((32, 2)), image.getpixel((32, 32))]

    png = {"format": "png"}
    assert corner_and_middle(**png) == ["RGB", (255, 255, 255), (0, 0, 0)]
    assert corner_and_middle(**png, fill="#ff5500", background="#FFFFFF00") == [
        "RGBA", (255, 85, 0, 0), (255, 85, 0, 255)
    ]  # fmt: skip
    assert corner_and_middle(**png, fill="#ff550080", background="#00000000") == [
        "RGBA", (255, 85, 0, 0), (255, 85, 0, 128)
    ]  # fmt: skip
    assert corner_and_middle(**png, fill="#ff000080", background="#0000ff") == [
        "RGB", (0, 0, 255), (128, 0, 127)
    ]  # fmt: skip
    mode, corner, middle = corner_and_middle(fill="#ff550080", background="#00000000")
    assert mode == "RGB"
    assert corner == (255, 255, 255)
    assert np.abs(np.subtract(middle, (255, 170, 127))).max() <= 3


def test_half_covered_pixels_of_a_transparent_background(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", np.full(1000, 0.25))
    output = waveform(path, width=8, height=10, format="png", background="#ffffff00")[1]
    with Image.open(output) as image:
        assert image.getpixel((4, 3)) == (0, 0, 0, 64)
        assert image.getpixel((4, 4)) == (0, 0, 0, 255)


@pytest.mark.parametrize(("channels", "rows"), [("mix", 1), ("split", 2)])
def test_json(channels: str, rows: int, tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", noise(100_003, 2))
    result, output = waveform(path, format="json", width=300, channels=channels)
    found = json.loads(output.read_text())
    data = found.pop("data")
    assert found == {
        "version": 2,
        "channels": rows,
        "sample_rate": RATE,
        "samples_per_pixel": 334,
        "bits": 16,
        "length": 300,
    }
    assert (result.width, result.height, result.content_type) == (300, None, "application/json")
    samples = soundfile.read(path, dtype="int16", always_2d=True)[0].astype(float)
    if rows == 1:
        samples = samples.mean(axis=1, keepdims=True)
    wanted = [
        (part[:, row].min(), part[:, row].max())
        for part in (samples[at : at + 334] for at in range(0, len(samples), 334))
        for row in range(rows)
    ]
    assert np.abs(np.array(data) - np.ravel(wanted)).max() <= 0.5


def test_json_of_less_samples_than_columns(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", np.array([0, 16384, -32768, 32767], np.int16))
    result, output = waveform(path, format="json")
    assert (
        json.loads(output.read_text())["data"] == [0, 0, 16384, 16384, -32768, -32768] + [32767] * 2
    )
    assert result.width == 4


@pytest.mark.parametrize(
    ("codec", "container"),
    [("flac", "flac"), ("libopus", "webm"), ("libmp3lame", "mp3"), ("aac", "adts")],
)
def test_lengths_that_are_wrong(
    codec: str, container: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tone for 4 s; what the file says of its length is missing, coarse or a lie."""
    path = sound(tmp_path / "a", codec, container=container, seconds=4, piped=True)
    if codec == "flac":
        data = bytearray(path.read_bytes())
        data[22:26] = (10 * 4 * 44100).to_bytes(4, "big")  # low 32 bits of the total samples
        path.write_bytes(data)
    found = darkness(path, width=100, height=100)
    assert found.sum(axis=0)[1:97] == pytest.approx(100 * 8000 / 32768, abs=2)
    assert waveform(path)[0].duration == pytest.approx(4, abs=0.06)
    assert waveform(path)[0].duration == run_task(INFO, path, tmp_path)[0].duration
    monkeypatch.setattr("dragonet.media.audio.peaks._HELD", 1)
    monkeypatch.setattr("dragonet.media.audio.peaks.audio_timing", lambda media: (3.5, None))
    assert (darkness(path, width=100, height=100) == found).all(), "as sound too long to be held"


def test_half_a_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", noise(100_000))
    samples = soundfile.read(path)[0][:40_000]
    path.write_bytes(path.read_bytes()[: 44 + 80_000])
    found = darkness(path, width=128, height=64)
    assert np.abs(found - expected(samples, 128, 64)).max() < 1.5 / 255


def test_samples_that_are_no_numbers(tmp_path: Path) -> None:
    samples = np.full(1000, 0.5, np.float32)
    samples[100:120] = [np.nan, np.inf, -np.inf, 7] * 5
    samples[500:600] = np.nan
    found = darkness(write(tmp_path / "a.wav", samples, subtype="FLOAT"), width=10, height=20)
    assert found.sum(axis=0) == pytest.approx([10, 20, 10, 10, 10, 1, 10, 10, 10, 10], abs=0.1)


def test_sound_of_a_video(tmp_path: Path) -> None:
    result, _ = waveform(video(tmp_path / "a.mp4", audio="aac"))
    assert result.duration == pytest.approx(2, abs=0.05)
    assert (result.width, result.height, result.content_type) == (1024, 60, "image/jpeg")


@pytest.mark.parametrize(
    ("given", "field", "text"),
    [
        ({"width": 0}, "width", "greater than or equal to 1"),
        ({"height": 20_000}, "height", "less than or equal to 16384"),
        ({"vmargin": 30}, "vmargin", "twice that must be less than the height, 60"),
        ({"vmargin": -1}, "vmargin", "greater than or equal to 0"),
        ({"fill": "red"}, "fill", "pattern"),
        ({"background": "#12345"}, "background", "pattern"),
        ({"start": -1}, "start", "greater than or equal to 0"),
        ({"start": 2, "end": 2}, "end", "must be after the start, 2"),
        ({"format": "gif"}, "format", "'png', 'jpeg' or 'json'"),
        ({"channels": 1}, "channels", "'mix' or 'split'"),
    ],
)
def test_wrong_parameters(given: dict[str, Any], field: str, text: str) -> None:
    with pytest.raises(ValidationError, match=text) as raised:
        TASK.params.model_validate({"url": URL, **given})
    assert [error["loc"] for error in raised.value.errors()] == [(field,)]


def test_what_only_the_file_shows_to_be_wrong(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", noise(RATE, 4))
    with pytest.raises(ParameterError, match=r"5 is past the end of the audio, which is 1.00 s"):
        waveform(path, start=5)
    with pytest.raises(ParameterError, match="3 is too small for 4 channels") as raised:
        waveform(path, height=3, channels="split")
    assert raised.value.field == "height"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "is empty"),
        (b"only words, no sound", "is plain text, not audio"),
        (b"<html><body></body></html>", "is HTML, not audio"),
        (b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x80\x3e\0\0\2\0\x10\0data", "no"),
        (b"ID3\4\0\0\0\0\0\0" + bytes(3000), "truncated or damaged"),
    ],
)
def test_files_without_sound(content: bytes, text: str, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=f"File '{URL}' .*{text}"):
        waveform(path)


def test_a_video_without_sound(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=f"File '{URL}' has no audio stream"):
        waveform(video(tmp_path / "a.mp4", frames=5))


PEAK = """
import sys
from pathlib import Path
from support.tasks import run_task
from dragonet.tasks.audio.waveform import TASK

def peak():  # ru_maxrss would count the parent's peak too
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) // 1024

folder = Path(sys.argv[1])
for name in ("short.flac", "long.flac"):
    result, _ = run_task(TASK, folder / name, folder / "scratch", channels="split")
    print(result.duration, peak())
"""


def test_three_hours_take_no_more_memory_than_a_minute(tmp_path: Path) -> None:
    second = np.zeros((8000, 2), np.int16)
    for name, seconds in (("short.flac", 60), ("long.flac", 3 * 3600)):
        with soundfile.SoundFile(tmp_path / name, "w", 8000, 2, "PCM_16") as file:
            for _ in range(seconds):
                file.write(second)
    command = [sys.executable, "-c", PEAK, str(tmp_path)]
    tests = str(Path(__file__).resolve().parents[3])
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": tests}
    )
    (_, short), (duration, long) = (line.split() for line in done.stdout.splitlines())
    assert duration == "10800.0"
    assert int(long) < int(short) + 64 + 30  # and the samples held
