"""`audio.info`: real durations, whatever the file claims."""

from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile

from dragonet.errors import SourceError
from dragonet.media.audio.encode import open_writer
from dragonet.tasks.audio.info import TASK
from support.clips import sound, video
from support.tasks import run_task
from support.waves import RATE, tagged, tone, wav


def info(path: Path) -> Any:
    return run_task(TASK, path, path.parent / "scratch")[0]


@pytest.mark.parametrize(
    ("name", "encoder", "container", "content_type", "codec"),
    [
        ("a.mp3", "libmp3lame", None, "audio/mpeg", "mp3"),
        ("a.m4a", "aac", "ipod", "audio/mp4", "aac"),
        ("a.mp4", "aac", None, "audio/mp4", "aac"),
        ("a.flac", "flac", None, "audio/flac", "flac"),
        ("a.wav", "pcm_s16le", None, "audio/wav", "pcm_s16le"),
        ("b.wav", "pcm_s24le", None, "audio/wav", "pcm_s24le"),
        ("a.aiff", "pcm_s16be", None, "audio/aiff", "pcm_s16be"),
        ("a.ogg", "libopus", None, "audio/ogg", "opus"),
        ("a.webm", "libopus", None, "audio/webm", "opus"),
        ("a.mka", "libmp3lame", "matroska", "audio/x-matroska", "mp3"),
        ("a.wma", "wmav2", "asf", "audio/x-ms-wma", "wmav2"),
        ("a.m4b", "alac", "ipod", "audio/mp4", "alac"),
        ("a.ac3", "ac3", None, "audio/ac3", "ac3"),
    ],
)
def test_formats(
    name: str, encoder: str, container: str | None, content_type: str, codec: str, tmp_path: Path
) -> None:
    result = info(sound(tmp_path / name, encoder, container=container, seconds=2.5))
    bare = {"ac3": 0.05, "wmav2": 0.1}.get(codec, 0.005)  # the encoder's delay is part of those
    assert result.duration == pytest.approx(2.5, abs=bare)
    assert result.duration == round(result.duration, 2)
    assert (result.content_type, result.codec) == (content_type, codec)
    assert result.channels == 1
    assert result.sample_rate == (48000 if codec == "opus" else 44100)
    assert result.bit_rate > 8000


def test_vorbis(tmp_path: Path) -> None:
    options = {"strict": "-2"}
    path = sound(tmp_path / "a.ogg", "vorbis", layout="stereo", options=options)
    result = info(path)
    assert (result.codec, result.content_type, result.channels) == ("vorbis", "audio/ogg", 2)
    assert result.duration == pytest.approx(2.0, abs=0.011)


def variable_mp3(path: Path) -> Path:
    """5 s of noise, then 15 s of silence, at a variable bit rate and without a Xing header."""
    noise = np.random.default_rng(0)
    with av.open(str(path), "w", options={"write_xing": "0", "id3v2_version": "0"}) as output:
        stream: Any = output.add_stream("libmp3lame", rate=44100, layout="mono")
        stream.codec_context.qscale, stream.codec_context.global_quality = True, 2 * 118
        for tenth in range(200):
            loud = noise.integers(-9000, 9000, (1, 4410)) * (tenth < 50)
            frame = av.AudioFrame.from_ndarray(loud.astype(np.int16), format="s16", layout="mono")
            frame.sample_rate, frame.pts = 44100, tenth * 4410
            frame.time_base = Fraction(1, 44100)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def test_variable_rate_mp3_without_a_header(tmp_path: Path) -> None:
    path = variable_mp3(tmp_path / "a.mp3")
    with av.open(str(path)) as container:
        assert container.duration is not None
        assert abs(container.duration / 1e6 - 20) > 1, "FFmpeg's guess would be wrong"
    assert info(path).duration == pytest.approx(20, abs=0.06)


def test_adts_aac(tmp_path: Path) -> None:
    path = sound(tmp_path / "a.aac", "aac", container="adts", seconds=5)
    result = info(path)
    assert result.duration == pytest.approx(5, abs=0.05)
    assert (result.content_type, result.codec) == ("audio/aac", "aac")


@pytest.mark.parametrize(
    ("codec", "container"),
    [("pcm_s16le", "wav"), ("flac", "flac"), ("libopus", "webm"), ("libmp3lame", "matroska")],
)
def test_lengths_that_were_never_written(codec: str, container: str, tmp_path: Path) -> None:
    path = sound(tmp_path / "a", codec, container=container, piped=True, seconds=2.5)
    assert info(path).duration == pytest.approx(2.5, abs=0.005)


def test_a_length_that_lies(tmp_path: Path) -> None:
    path = sound(tmp_path / "a.flac", "flac", seconds=2)
    data = bytearray(path.read_bytes())
    samples = int.from_bytes(data[22:26], "big")  # low 32 bits of STREAMINFO's total samples
    assert samples == 2 * 44100
    data[22:26] = (samples * 10).to_bytes(4, "big")
    path.write_bytes(data)
    assert info(path).duration == pytest.approx(2, abs=0.005)


@pytest.mark.parametrize("name", ["a.mp3", "a.wav", "a.flac", "a.ogg"])  # Ogg: 1 s in a page
def test_half_a_file_is_half_as_long(name: str, tmp_path: Path) -> None:
    codec = {"mp3": "libmp3lame", "wav": "pcm_s16le", "flac": "flac", "ogg": "libopus"}[name[2:]]
    path = sound(tmp_path / name, codec, seconds=10)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert info(path).duration == pytest.approx(5, abs=1.1 if name == "a.ogg" else 0.6)


def test_sound_of_a_video(tmp_path: Path) -> None:
    path = video(tmp_path / "a.mp4", frames=50, audio="aac")
    result = info(path)
    assert (result.content_type, result.codec) == ("video/mp4", "aac")
    assert result.duration == pytest.approx(2, abs=0.005)


def test_cover_art_is_not_video(tmp_path: Path) -> None:
    path = sound(tmp_path / "a.mp3", "libmp3lame", cover=True)
    with av.open(str(path)) as container:
        assert len(container.streams.video) == 1, "the cover is there"
    assert info(path).content_type == "audio/mpeg"
    assert info(path).duration == pytest.approx(2, abs=0.005)


def test_no_sound(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"File 'http://files.test/media' has no audio stream"):
        info(video(tmp_path / "a.mp4", frames=5))


def test_html(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_text("<html><body>Not found</body></html>")
    with pytest.raises(SourceError, match="is HTML, not audio"):
        info(path)


@pytest.mark.parametrize("name", ["a.mp3", "a.flac"])
def test_tags(name: str, tmp_path: Path) -> None:
    path = sound(tmp_path / name, "libmp3lame" if name == "a.mp3" else "flac", seconds=0.5)
    result = info(path)
    assert (result.title, result.artist, result.cover) == (None, None, False)
    tagged(path, {"title": "Über Ж", "artist": "A & B"}, cover=b"\x89PNG\r\n\x1a\n" + bytes(99))
    result = info(path)
    assert (result.title, result.artist, result.cover) == ("Über Ж", "A & B", True)


def test_tags_of_ogg_and_m4a(tmp_path: Path) -> None:
    for name, codec in (("a.ogg", "vorbis"), ("a.m4a", "aac"), ("a.opus", "opus")):
        with open_writer(
            tmp_path / name, codec, 48000, tags={"title": "x" * 300, "artist": "y"}
        ) as writer:
            writer.write(np.zeros((2, 48000), np.float32))
        result = info(tmp_path / name)
        assert (result.title, result.artist, result.cover) == ("x" * 300, "y", False)
        assert result.duration == 1.0


@pytest.mark.parametrize("samples", [100, 1000, 44100, 123_456])
@pytest.mark.parametrize("channels", [1, 2])
def test_vorbis_of_libvorbis(samples: int, channels: int, tmp_path: Path) -> None:
    path = tmp_path / "a.ogg"
    wave = tone(samples / RATE, channels=channels)
    soundfile.write(path, wave, RATE, format="OGG", subtype="VORBIS")
    assert info(path).duration == round(samples / RATE, 2)


@pytest.mark.parametrize("claimed", [0, 0xFFFFFFFF, 0x7FFFFFFF, 50_000_000])
def test_a_wav_that_lies_about_its_size(claimed: int, tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", tone(1.5))
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    data[at : at + 4] = claimed.to_bytes(4, "little")
    path.write_bytes(data)
    assert info(path).duration == 1.5


def test_an_mp3_whose_header_lies(tmp_path: Path) -> None:
    path = sound(tmp_path / "a.mp3", "libmp3lame", seconds=5)
    data = bytearray(path.read_bytes())
    at = data.index(b"Info") + 8
    for frames in (20, 5000):
        data[at : at + 4] = frames.to_bytes(4, "big")
        path.write_bytes(data)
        assert info(path).duration == pytest.approx(5, abs=0.03)


@pytest.mark.parametrize("name", ["a.aac", "a.flac", "a.mp3", "a.wav"])
def test_a_cut_packet_does_not_count(name: str, tmp_path: Path) -> None:
    codec = {"aac": "aac", "mp3": "libmp3lame", "wav": "pcm_s16le", "flac": "flac"}[name[2:]]
    container = "adts" if codec == "aac" else None
    path = sound(tmp_path / name, codec, seconds=4, container=container)
    path.write_bytes(path.read_bytes()[:-30])
    with av.open(str(path)) as opened:
        decoded = 0
        for packet in opened.demux(audio=0):
            with suppress(av.FFmpegError):
                decoded += sum(frame.samples for frame in packet.decode())
    assert info(path).duration == pytest.approx(decoded / RATE, abs=0.006)
