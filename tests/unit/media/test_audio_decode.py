"""Decoded sound lies where its time stamps say, to the sample, whatever happens to the file."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile

from dragonet.errors import SourceError
from dragonet.media.audio import decode, padding
from dragonet.media.audio.codecs import CODECS
from dragonet.media.audio.decode import samples
from dragonet.media.audio.encode import open_writer
from dragonet.media.container import open_media
from support.clips import sound, video
from support.waves import RATE, Wave, pitch, tone, wav

URL = "http://files.test/a"


def decoded(path: Path, **options: Any) -> Wave:
    """All blocks in one, shape (n, channels)."""
    with open_media(path, URL, "audio") as media:
        blocks = list(samples(media, **options))
    found = np.concatenate(blocks, axis=1).T if blocks else np.zeros((0, 2))
    return found.astype(float)


def written(path: Path, codec: str, wave: Wave, rate: int = 48000) -> Path:
    with open_writer(path, codec, rate, {1: "mono", 2: "stereo"}[wave.shape[1]]) as writer:
        writer.write(wave.T.astype(np.float32))
    return path


@pytest.mark.parametrize("count", [200, 999, 48000, 200_003])
@pytest.mark.parametrize("codec", CODECS)
def test_as_long_as_it_was(codec: str, count: int, tmp_path: Path) -> None:
    wave = np.random.default_rng(0).normal(0, 0.1, (count, 1))
    found = decoded(written(tmp_path / "a", codec, wave))
    assert len(found) == count
    if count > 10_000:
        inner = wave[5:-5, 0]
        alike = [float(inner @ found[shift : len(inner) + shift, 0]) for shift in range(11)]
        assert np.argmax(alike) == 5, "not a sample too early or late"


@pytest.mark.parametrize("codec", ["mp3", "vorbis", "opus", "flac", "wav"])
def test_parts_are_the_same_as_in_the_whole(codec: str, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, (48000 * 6, 2))
    path = written(tmp_path / "a", codec, noise)
    whole = decoded(path)
    for start, end in ((0, 1.5), (1.0001, 1.2), (2.5, 4), (3.12345, None), (5.9, 7), (7, 9)):
        part = decoded(path, start=start, end=end)
        stop = None if end is None else round(end * 48000)
        same = whole[round(start * 48000) : stop]
        assert part.shape == same.shape
        assert np.abs(part - same).max(initial=0) < 1e-3


def test_a_part_of_a_long_file_is_sought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "a", "mp3", tone(30, rate=48000))
    seen: list[int] = []
    whole = padding.pieces

    def counted(media: Any) -> Any:
        for piece in whole(media):
            seen.append(piece.frame.samples)
            yield piece

    monkeypatch.setattr(decode, "pieces", counted)
    assert len(decoded(path, start=28, end=28.5)) == 24_000
    assert sum(seen) < 3 * 48000


@pytest.mark.parametrize("container", ["matroska", "mpegts", "ipod", "flv"])
def test_a_gap_is_silence(container: str, tmp_path: Path) -> None:
    path = tmp_path / "a"
    with av.open(str(path), "w", format=container) as output:
        stream: Any = output.add_stream("aac", RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(tone(4, channels=1).T.astype(np.float32), "fltp", "mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            if not 1 <= packet.pts * packet.time_base < 2:
                output.mux(packet)
    found = decoded(path)
    assert len(found) / RATE == pytest.approx(4, abs=0.06)
    loud = [float(found[int(at * RATE) :][:2000].std()) > 0.1 for at in (0.5, 1.2, 1.8, 2.3, 3.5)]
    assert loud == [True, False, False, True, True]


def spliced(path: Path, parts: Sequence[tuple[int, str]]) -> Path:
    """A second of 440 Hz in each of some forms, as one ADTS stream."""
    data = b""
    for rate, layout in parts:
        channels = {"mono": 1, "stereo": 2}[layout]
        with av.open(str(path), "w", format="adts") as output:
            stream: Any = output.add_stream("aac", rate, layout=layout)
            wave = tone(1, rate=rate, channels=channels).T.astype(np.float32)
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(wave), "fltp", layout)
            frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
            output.mux(stream.encode(frame))
            output.mux(stream.encode(None))
        data += path.read_bytes()
    path.write_bytes(data)
    return path


def test_a_stream_that_changes_its_form(tmp_path: Path) -> None:
    parts = [(44100, "stereo"), (22050, "mono"), (48000, "stereo")]
    found = decoded(spliced(tmp_path / "a.aac", parts))
    assert found.shape[1] == 2
    for second in range(3):
        part = found[int((second + 0.4) * RATE) :][: RATE // 2]
        assert pitch(part, RATE) == pytest.approx(440, abs=2)
        assert float(part.std()) == pytest.approx(0.212, abs=0.02)


def test_damage_leaves_the_rest(tmp_path: Path) -> None:
    path = sound(tmp_path / "a.flac", "flac", seconds=6)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 2000] = np.random.default_rng(0).bytes(2000)
    path.write_bytes(data)
    found = decoded(path)
    assert len(found) == 6 * RATE
    whole = tone(6, channels=1, level=8000 / 32768)
    assert np.abs(found - whole)[RATE * 5 :].max() < 0.001, "what follows is in its place"


@pytest.mark.parametrize("rate", [8000, 22050, 48000, 96000])
def test_clicks_stay_in_place_at_another_rate(rate: int, tmp_path: Path) -> None:
    wave = np.zeros((RATE * 2, 2))
    clicks = [1000, 30_000, 60_000]
    wave[clicks] = 0.9
    found = decoded(wav(tmp_path / "a.wav", wave), rate=rate)
    assert len(found) == 2 * rate
    for click in clicks:
        at = round(click * rate / RATE)
        assert abs(int(np.abs(found[at - 20 : at + 21, 0]).argmax()) - 20) <= 1


def test_two_channels_of_mono_are_as_loud(tmp_path: Path) -> None:
    wave = tone(0.2, channels=1)
    found = decoded(wav(tmp_path / "a.wav", wave, subtype="FLOAT"), layout="stereo")
    assert np.allclose(found, np.repeat(wave, 2, axis=1), atol=1e-6)


def test_mono_is_the_mean(tmp_path: Path) -> None:
    wave = np.random.default_rng(0).uniform(-1, 1, (5000, 2))
    path = wav(tmp_path / "a.wav", wave, subtype="PCM_24")
    found = decoded(path, layout="mono")
    exact, _ = soundfile.read(path)
    assert np.abs(found[:, 0] - exact.mean(axis=1)).max() < 1e-6


@pytest.mark.parametrize("channels", range(1, 11))
def test_channels_that_nobody_named(channels: int, tmp_path: Path) -> None:
    wave = np.random.default_rng(0).uniform(-0.1, 0.1, (3000, channels))
    path = wav(tmp_path / "a.wav", wave, subtype="FLOAT")
    found = decoded(path)
    assert np.allclose(found, wave, atol=1e-6)
    assert decoded(path, layout="stereo").shape == (3000, 2)


def test_it_does_not_matter_what_was_read_before(tmp_path: Path) -> None:
    path = video(tmp_path / "a.mp4", size=(160, 90), frames=50, audio="aac")
    with open_media(path, URL, "audio") as media:
        for _ in media.packets(media.audio()):
            pass
        assert sum(block.shape[1] for block in samples(media)) == 2 * RATE


def test_no_sound(tmp_path: Path) -> None:
    path = video(tmp_path / "a.mp4", size=(160, 90), frames=5)
    with open_media(path, URL, "audio") as media, pytest.raises(SourceError, match="no audio"):
        list(samples(media))
