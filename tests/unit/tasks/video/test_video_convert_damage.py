"""`video.convert` on broken files: a clear error, or what can be had of them, never a crash."""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from dragonet.errors import OutputError, SourceError
from dragonet.media.video import check as checking
from dragonet.media.video import transcode as transcoding
from dragonet.tasks.video.convert import TASK
from support import clips, films, pictures
from support.tasks import run_task

SIZE = (160, 90)

Convert = Callable[..., tuple[Any, films.Film]]
KINDS = {
    "mp4": ("libx264", "aac", {"movflags": "faststart"}),
    "mkv": ("libx264", "aac", {}),
    "avi": ("mpeg4", "libmp3lame", {}),
    "ts": ("libx264", "aac", {}),
    "webm": ("libvpx", "libopus", {}),
    "flv": ("flv", "libmp3lame", {}),
}


@pytest.fixture
def convert(tmp_path: Path) -> Convert:
    def run(source: Path, **params: Any) -> tuple[Any, films.Film]:
        result, output = run_task(TASK, source, tmp_path / "scratch", **params)
        assert output is not None
        return result, films.read(output)

    return run


def clip(folder: Path, extension: str) -> Path:
    codec, audio, muxer = KINDS[extension]
    fast = {"deadline": "realtime", "cpu-used": "8"} if codec == "libvpx" else {}
    path = folder / f"v.{extension}"
    return clips.video(
        path, codec=codec, size=SIZE, frames=75, audio=audio, muxer=muxer, options=fast
    )


@pytest.mark.parametrize("extension", KINDS)
@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_truncated(convert: Convert, tmp_path: Path, extension: str, share: float) -> None:
    """Where the file says how long it should be, half of it is an error; else it is converted."""
    source = clip(tmp_path, extension)
    data = source.read_bytes()
    source.write_bytes(data[: int(len(data) * share)])
    try:
        result, film = convert(source)
    except SourceError as error:
        assert share < 0.9
        # what a beginning alone is called depends on what of an index is in it
        assert "truncated or damaged" in error.text or share == 0.01
        assert "not supported" in error.text or "damaged" in error.text or "no video" in error.text
        return
    assert share > 0.9 or extension in ("ts", "flv")
    seen = [clips.number_of(picture.mean(axis=2)) for picture in film.pictures[:-3]]
    first = seen[0] if seen else 0
    assert seen == list(range(first, first + len(seen)))
    assert len(seen) + 3 > 75 * share * 0.6
    assert result.duration == pytest.approx(len(film.pictures) / 25, abs=0.25)


def test_without_an_index(convert: Convert, tmp_path: Path) -> None:
    source = clips.video(tmp_path / "v.mp4", size=SIZE, frames=25)
    data = source.read_bytes()
    source.write_bytes(data[: data.rindex(b"moov") - 4])
    with pytest.raises(SourceError, match="no index"):
        convert(source)


@pytest.mark.parametrize("claimed", [0.01, 5000.0])
def test_wrong_durations(convert: Convert, tmp_path: Path, claimed: float) -> None:
    """A Matroska header that lies about the length of a whole file."""
    source = clips.video(tmp_path / "v.mkv", size=SIZE, frames=50)
    data = bytearray(source.read_bytes())
    place = data.index(b"\x44\x89\x88")
    data[place + 3 : place + 11] = struct.pack(">d", claimed * 1000)
    source.write_bytes(data)
    result, film = convert(source)
    assert film.numbers == list(range(50))
    assert result.duration == pytest.approx(2.0, abs=0.05)


@pytest.mark.parametrize("empty", ["video", "audio"])
def test_streams_without_packets(convert: Convert, tmp_path: Path, empty: str) -> None:
    path = tmp_path / "v.mkv"
    whole = clip(tmp_path, "mp4")
    with av.open(str(whole)) as source, av.open(str(path), "w") as output:
        streams = {
            stream.type: output.add_stream_from_template(stream) for stream in source.streams
        }
        for packet in source.demux():
            if packet.size and packet.stream.type != empty:
                packet.stream = streams[packet.stream.type]
                output.mux(packet)
    if empty == "video":
        with pytest.raises(SourceError, match="truncated or damaged"):
            convert(path)
    else:
        result, film = convert(path)
        assert result.audio_codec is None
        assert len(film.pictures) == 75


def test_damage_in_the_middle(convert: Convert, tmp_path: Path) -> None:
    source = clip(tmp_path, "ts")
    data = bytearray(source.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 4000] = np.random.default_rng(3).bytes(4000)
    source.write_bytes(data)
    result, film = convert(source)
    assert len(film.pictures) > 40
    assert result.duration == pytest.approx(3.0, abs=0.3)
    assert clips.number_of(film.pictures[10].mean(axis=2)) == 10


def test_pictures_that_do_not_decode(convert: Convert, tmp_path: Path) -> None:
    source = clips.video(tmp_path / "v.mp4", size=SIZE, frames=50)
    data = bytearray(source.read_bytes())
    start, end = data.index(b"mdat") + 4, data.rindex(b"moov") - 4
    data[start:end] = bytes(end - start)
    source.write_bytes(data)
    with pytest.raises(SourceError, match="truncated or damaged"):
        convert(source)


def test_what_is_no_video(convert: Convert, tmp_path: Path) -> None:
    still = pictures.oriented(tmp_path / "p.jpg", pictures.photo(64, 48), 1)
    with pytest.raises(SourceError, match="not video"):
        convert(still)
    tone = clips.sound(tmp_path / "t.m4a", "aac")
    with pytest.raises(SourceError, match="no video stream"):
        convert(tone)
    (tmp_path / "x").write_bytes(b"")
    with pytest.raises(SourceError, match="empty"):
        convert(tmp_path / "x")


def test_an_output_that_is_wrong_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check reads the file itself: each fault in it is found, and is worth another attempt."""
    source = clip(tmp_path, "mp4")
    honest = checking.check

    def cut(path: Path, made: Any) -> float:
        data = path.read_bytes()
        path.write_bytes(data[: len(data) * 2 // 3])
        return honest(path, made)

    def silent(path: Path, made: Any) -> float:
        clips.remux(source, path)
        return honest(path, made)

    def other(path: Path, made: Any) -> float:
        clips.video(path, size=(64, 64), frames=75, audio="aac")
        return honest(path, made)

    def garbage(path: Path, made: Any) -> float:
        path.write_bytes(b"nothing")
        return honest(path, made)

    for fault, says in (
        (cut, "pictures"),
        (silent, "audio codec None"),
        (other, r"\(64, 64\), not \(160, 90\)"),
        (garbage, "cannot be read back"),
    ):
        monkeypatch.setattr(transcoding, "check", fault)
        with pytest.raises(OutputError, match=says) as caught:
            run_task(TASK, source, tmp_path / "scratch")
        assert caught.value.retryable
