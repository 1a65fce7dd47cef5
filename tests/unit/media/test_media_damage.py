"""Truncated, altered and random files end in a result or in one of our errors, soon."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dragonet.engine.spec import Task
from dragonet.errors import DragonetError
from dragonet.tasks.audio import info as audio_info
from dragonet.tasks.video import info as video_info
from dragonet.tasks.video import strip as video_strip
from dragonet.tasks.video import thumb as video_thumb
from support.clips import sound, video
from support.tasks import URL, run_task

TASKS = (audio_info.TASK, video_info.TASK, video_strip.TASK, video_thumb.TASK)
SMALL = (160, 96)

SOURCES: dict[str, Callable[[Path], Path]] = {
    "mp4": lambda path: video(path, size=SMALL, audio="aac"),
    "faststart": lambda path: video(
        path, size=SMALL, audio="aac", container="mp4", muxer={"movflags": "faststart"}
    ),
    "mkv": lambda path: video(path, size=SMALL, audio="libopus"),
    "webm": lambda path: video(
        path, size=SMALL, codec="libvpx", options={"deadline": "realtime"}, audio="libopus"
    ),
    "avi": lambda path: video(path, size=SMALL, codec="mpeg4", audio="libmp3lame"),
    "ts": lambda path: video(path, size=SMALL, audio="aac"),
    "flv": lambda path: video(path, size=SMALL, audio="aac"),
    "gif": lambda path: video(path, size=SMALL, codec="gif", pix_fmt="rgb8", frames=8),
    "h264": lambda path: video(path, size=SMALL),
    "mp3": lambda path: sound(path, "libmp3lame"),
    "aac": lambda path: sound(path, "aac", container="adts"),
    "wav": lambda path: sound(path, "pcm_s16le"),
    "flac": lambda path: sound(path, "flac"),
    "ogg": lambda path: sound(path, "libopus"),
}


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("sources")
    return {name: make(folder / f"a.{name}").read_bytes() for name, make in SOURCES.items()}


def outcome(task: Task, data: bytes, folder: Path) -> str | None:
    """The error's text, or None if the task succeeded; anything but our errors fails."""
    path = folder / "source"
    path.write_bytes(data)
    started = time.monotonic()
    try:
        run_task(task, path, folder / "scratch", **({"time": 1.0} if "thumb" in task.name else {}))
        text = None
    except DragonetError as error:
        text = error.text
        assert URL in text, text
        assert str(folder) not in text
        assert "\n" not in text
    assert time.monotonic() - started < 10
    return text


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_truncated(name: str, share: float, contents: dict[str, bytes], tmp_path: Path) -> None:
    whole = contents[name]
    end = int(len(whole) * share)
    texts = [outcome(task, whole[:end], tmp_path) for task in TASKS]
    if name == "mp4":
        end = min(end, whole.rindex(b"moov"))  # its index, the end of the file
        texts = [outcome(task, whole[:end], tmp_path) for task in TASKS]
        assert all("truncated or damaged" in (text or "") for text in texts)
    if share == 0.99 and name not in ("mp4", "gif", "h264"):
        assert texts[0] is None, "almost all of the sound is there"


@pytest.mark.parametrize("name", SOURCES)
def test_altered(name: str, contents: dict[str, bytes], tmp_path: Path) -> None:
    chance = random.Random(name)
    for _ in range(25):
        data = bytearray(contents[name])
        for _ in range(chance.choice((1, 5, 50))):
            reach = chance.choice((100, 1000, len(data)))
            data[chance.randrange(min(reach, len(data)))] = chance.randrange(256)
        for task in TASKS:
            outcome(task, bytes(data), tmp_path)


def test_random(tmp_path: Path) -> None:
    chance = random.Random(1)
    beginnings = [b"", b"\xff\xfb\x90\0", b"OggS\0\2", b"\x1aE\xdf\xa3", b"\0\0\0\x18ftypmp42"]
    beginnings += [b"RIFF\xff\xff\0\0WAVEfmt ", b"fLaC\0\0\0\x22", b"FLV\1\5\0\0\0\x09", b"GIF89a"]
    for round_ in range(90):
        data = beginnings[round_ % len(beginnings)] + chance.randbytes(
            chance.choice((9, 999, 30_000))
        )
        for task in TASKS:
            outcome(task, data, tmp_path)
