"""`audio.convert`: the same sound in every codec, gapless, as loud as asked, tags and all."""

import io
import random
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import mutagen
import numpy as np
import pytest
import soundfile
from PIL import Image
from pydantic import ValidationError

from dragonet.errors import DragonetError, ParameterError, SourceError, TaskError
from dragonet.job import Job, SourceFile
from dragonet.media.audio import encode
from dragonet.tasks.audio.convert import TASK
from support.clips import sound, video
from support.tasks import URL, run_task
from support.waves import RATE, heard, level, pitch, read_tags, tagged, tone, wav

CODECS = {
    "mp3": ("mp3", "audio/mpeg"),
    "vorbis": ("ogg", "audio/ogg"),
    "aac": ("m4a", "audio/mp4"),
    "opus": ("opus", "audio/ogg"),
    "flac": ("flac", "audio/flac"),
    "wav": ("wav", "audio/wav"),
}
LENGTH = 2.345
TAGS = {
    "title": "Katzenmusik für Elise",
    "artist": "Ж & Co.",
    "album": "Nine Lives",
    "tracknumber": "3/9",
    "date": "1997",
}

Convert = Callable[..., tuple[Any, Path]]


@pytest.fixture
def convert(tmp_path: Path) -> Convert:
    def run(source: Path, **params: Any) -> tuple[Any, Path]:
        result, output = run_task(TASK, source, tmp_path / "scratch", **params)
        assert output is not None
        return result, output

    return run


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wav(tmp_path_factory.mktemp("song") / "song.wav", tone(LENGTH))


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64), "orange").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("codec", CODECS)
def test_every_codec(codec: str, song: Path, convert: Convert) -> None:
    result, output = convert(song, codec=codec, force=True)
    extension, content_type = CODECS[codec]
    assert output.suffix == f".{extension}"
    assert (result.content_type, result.codec, result.untouched) == (content_type, codec, False)
    assert result.duration == pytest.approx(LENGTH, abs=0.006)
    rate = 48000 if codec == "opus" else RATE
    assert (result.sample_rate, result.channels) == (rate, 2)
    assert result.bit_rate == pytest.approx(output.stat().st_size * 8 / LENGTH, rel=0.01)
    wave, found = heard(output)
    assert (found, wave.shape[1]) == (rate, 2)
    if codec != "aac":  # FFmpeg, the only reader of it here, plays its padding
        assert abs(len(wave) - LENGTH * rate) <= 1
    assert pitch(wave, rate) == pytest.approx(440, abs=1)
    assert level(wave) == pytest.approx(level(tone(LENGTH)), abs=0.3)


def test_the_end_of_aac_is_stated(song: Path, convert: Convert) -> None:
    _, output = convert(song, codec="aac")
    data = output.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat"), "it can be played while it is loaded"
    assert data[8:12] == b"M4A "
    at = data.index(b"elst")  # version, flags, count, then duration (ms) and first sample
    assert int.from_bytes(data[at + 12 : at + 16], "big") == pytest.approx(LENGTH * 1000, abs=1)
    assert int.from_bytes(data[at + 16 : at + 20], "big") == 1024, "the encoder's delay"


@pytest.mark.parametrize("samples", [1, 700, 1152, 5000])
@pytest.mark.parametrize("codec", ["vorbis", "mp3", "opus", "flac", "wav"])
def test_short_sounds_are_gapless(
    codec: str, samples: int, tmp_path: Path, convert: Convert
) -> None:
    source = wav(tmp_path / "a.wav", tone(samples / 48000, rate=48000), rate=48000)
    result, output = convert(source, codec=codec, force=True)
    assert result.duration == round(samples / 48000, 2)
    if codec != "mp3" or samples > 1:  # libsndfile does not cut more than a frame of MP3
        assert soundfile.info(output).frames == samples


@pytest.mark.parametrize("codec", CODECS)
def test_clicks_stay_where_they_are(codec: str, tmp_path: Path, convert: Convert) -> None:
    wave = tone(1.5, level=0.01)
    clicks = [4000, 30011, 60000]
    for click in clicks:
        wave[click : click + 3] = 0.8
    _, output = convert(wav(tmp_path / "a.wav", wave), codec=codec, force=True)
    found, rate = heard(output)
    for click in clicks:
        at = round(click * rate / RATE)
        near = np.abs(found[at - 500 : at + 500, 0])
        assert abs(int(near.argmax()) - 500) <= 4
        assert near.max() > 0.3


@pytest.mark.parametrize(("subtype", "bits"), [("PCM_16", 16), ("PCM_24", 24)])
def test_lossless_is_lossless(subtype: str, bits: int, tmp_path: Path, convert: Convert) -> None:
    noise = np.random.default_rng(0).uniform(-1, 1, (30_000, 2))
    source = wav(tmp_path / "a.wav", noise, rate=96000, subtype=subtype)
    _, flac = convert(source, codec="flac")
    assert soundfile.info(flac).subtype == f"PCM_{bits}"
    before, _ = soundfile.read(source, dtype="int32")
    after, rate = soundfile.read(flac, dtype="int32")
    assert rate == 96000
    assert np.array_equal(before, after)


@pytest.mark.parametrize("codec", ["mp3", "vorbis", "aac", "opus", "flac"])
@pytest.mark.parametrize("source", ["mp3", "flac"])
def test_tags_and_cover(source: str, codec: str, tmp_path: Path, convert: Convert) -> None:
    encoder = {"mp3": "libmp3lame", "flac": "flac"}[source]
    path = tagged(sound(tmp_path / f"a.{source}", encoder, seconds=0.3), TAGS, png())
    _, output = convert(path, codec=codec, force=True)
    tags, cover = read_tags(output)
    assert {name: tags.get(name) for name in TAGS} == TAGS
    assert cover == png()


def test_tags_of_wav(tmp_path: Path, convert: Convert) -> None:
    path = tagged(sound(tmp_path / "a.mp3", "libmp3lame", seconds=0.3), TAGS, png())
    _, output = convert(path, codec="wav")
    with soundfile.SoundFile(output) as file:
        assert (file.title, file.artist) == (TAGS["title"], TAGS["artist"])


def test_a_large_cover_in_ogg(tmp_path: Path, convert: Convert) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (200, 200, 3)).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, "PNG")  # some pages of Ogg
    path = sound(tmp_path / "a.mp3", "libmp3lame", seconds=1)
    tagged(path, TAGS, buffer.getvalue())
    _, output = convert(path, codec="vorbis")
    assert read_tags(output)[1] == buffer.getvalue()
    wave, rate = heard(output)
    assert len(wave) == RATE
    assert pitch(wave, rate) == pytest.approx(440, abs=1)


@pytest.mark.parametrize(
    ("codec", "encoder", "name"),
    [
        ("mp3", "libmp3lame", "a.mp3"),
        ("aac", "aac", "a.m4a"),
        ("aac", "aac", "a.mp4"),
        ("opus", "libopus", "a.ogg"),
        ("flac", "flac", "a.flac"),
        ("wav", "pcm_s24le", "a.wav"),
    ],
)
def test_the_right_codec_is_passed_on(
    codec: str, encoder: str, name: str, tmp_path: Path, convert: Convert
) -> None:
    source = sound(tmp_path / name, encoder, seconds=0.5)
    result, output = convert(source, codec=codec)
    assert result.untouched
    assert result.duration == 0.5
    assert output.read_bytes() == source.read_bytes()
    assert not convert(source, codec=codec, force=True)[0].untouched


@pytest.mark.parametrize(
    "change", [{"bitrate": 64}, {"sample_rate": 22050}, {"channels": 2}, {"normalize": True}]
)
def test_a_change_that_is_asked_for_is_made(
    change: dict[str, Any], tmp_path: Path, convert: Convert
) -> None:
    source = sound(tmp_path / "a.mp3", "libmp3lame", seconds=0.5)
    assert not convert(source, **change)[0].untouched


@pytest.mark.parametrize(
    ("codec", "encoder", "container"),
    [
        ("mp3", "libmp3lame", "matroska"),
        ("aac", "aac", "adts"),
        ("aac", "aac", "mpegts"),
        ("opus", "libopus", "webm"),
        ("flac", "flac", "matroska"),
    ],
)
def test_another_container_is_only_changed(
    codec: str, encoder: str, container: str, tmp_path: Path, convert: Convert
) -> None:
    source = sound(tmp_path / "a", encoder, container=container, seconds=1)
    result, output = convert(source, codec=codec)
    assert result.untouched
    assert payload(output) == payload(source)
    assert mutagen.File(output).info.length == pytest.approx(1, abs=0.06)
    wave, rate = heard(output)
    assert pitch(wave, rate) == pytest.approx(440, abs=2)


def payload(path: Path) -> bytes:
    """The bytes of the audio packets, without headers that containers add."""
    with av.open(str(path)) as container:
        adts = container.format.name in ("aac", "mpegts")
        packets = [bytes(packet) for packet in container.demux(audio=0) if packet.size]
    return b"".join(packet[7:] if adts else packet for packet in packets)


@pytest.mark.parametrize(("audio", "untouched"), [("aac", True), ("libmp3lame", False)])
def test_the_sound_of_a_video(
    audio: str, untouched: bool, tmp_path: Path, convert: Convert
) -> None:
    source = video(tmp_path / "a.mp4", size=(160, 90), frames=25, audio=audio)
    result, output = convert(source, codec="aac")
    assert result.untouched == untouched
    assert result.duration == pytest.approx(1, abs=0.03)  # MP4 does not say how MP3 is padded
    with av.open(str(output)) as container:
        assert [stream.type for stream in container.streams] == ["audio"]


def test_the_default_track_of_several(tmp_path: Path, convert: Convert) -> None:
    path = tmp_path / "a.mka"
    with av.open(str(path), "w", format="matroska") as output:
        streams = [output.add_stream("pcm_s16le", rate=8000, layout="mono") for _ in range(2)]
        streams[0].disposition = av.stream.Disposition(0)
        streams[1].disposition = av.stream.Disposition.default
        for stream, hertz in zip(streams, (1000, 440), strict=True):
            wave = 9000 * np.sin(2 * np.pi * hertz * np.arange(8000) / 8000)
            frame = av.AudioFrame.from_ndarray(wave.astype(np.int16)[None], "s16", "mono")
            frame.sample_rate, frame.pts, frame.time_base = 8000, 0, Fraction(1, 8000)
            output.mux(stream.encode(frame))
    found, rate = heard(convert(path, codec="flac")[1])
    assert pitch(found, rate) == pytest.approx(440, abs=1)


def surround(path: Path, loud: int) -> Path:
    """5.1 with a tone on one channel of it."""
    wave = tone(1, channels=6, level=0.5)
    wave[:, [channel for channel in range(6) if channel != loud]] = 0
    return wav(path, wave)


@pytest.mark.parametrize("codec", ["vorbis", "aac", "opus", "flac"])
def test_surround_keeps_its_channels(codec: str, tmp_path: Path, convert: Convert) -> None:
    for loud in (1, 2, 4):  # front right, centre, back left
        result, output = convert(surround(tmp_path / "a.wav", loud), codec=codec)
        assert result.channels == 6
        with av.open(str(output)) as container:  # which orders the channels of Vorbis and Opus
            parts = [frame.to_ndarray() for frame in container.decode(audio=0)]
            planar = container.streams.audio[0].format.is_planar
        wave = np.concatenate(parts, axis=1).astype(float)
        wave = wave if planar else wave.reshape(-1, 6).T
        assert int(np.square(wave).sum(axis=1).argmax()) == loud


def test_surround_is_mixed_down(tmp_path: Path, convert: Convert) -> None:
    for loud, left, right in ((0, 0.5, 0), (1, 0, 0.5), (2, 0.354, 0.354), (4, 0.354, 0)):
        result, output = convert(surround(tmp_path / "a.wav", loud), codec="mp3")
        assert result.channels == 2
        wave, _ = heard(output)
        peaks = np.abs(wave[5000:-5000]).max(axis=0)
        assert peaks == pytest.approx([left, right], abs=0.03)


def test_mixing_down_does_not_clip(tmp_path: Path, convert: Convert) -> None:
    source = wav(tmp_path / "a.wav", tone(1, channels=6, level=0.9))
    wave, rate = heard(convert(source, codec="wav", channels=2)[1])
    assert np.abs(wave).max() < 0.92
    spectrum = np.abs(np.fft.rfft(wave[rate // 4 :, 0] * np.hanning(len(wave) - rate // 4)))
    hum = spectrum[: int(420 * 0.75)].max() / spectrum.max()
    assert hum < 0.01, "the limiter does not distort"


def test_rates_channels_and_bit_rates(song: Path, convert: Convert) -> None:
    result, output = convert(song, codec="mp3", bitrate=64, sample_rate=22050, channels=1)
    found = mutagen.File(output).info
    assert (found.sample_rate, found.channels, found.bitrate) == (22050, 1, 64000)
    assert (result.sample_rate, result.channels) == (22050, 1)
    assert level(heard(output)[0]) == pytest.approx(level(tone(1)), abs=0.6)
    sizes = [
        [convert(song, codec=codec, bitrate=rate)[1].stat().st_size for rate in (48, 128, 256)]
        for codec in ("vorbis", "aac", "opus")
    ]
    assert all(size < larger for row in sizes for size, larger in pairwise(row))


@pytest.mark.parametrize(
    ("rate", "codec", "becomes"),
    [(96000, "mp3", 48000), (5000, "mp3", 8000), (37800, "aac", 44100), (22050, "opus", 48000)],
)
def test_rates_that_a_codec_lacks(
    rate: int, codec: str, becomes: int, tmp_path: Path, convert: Convert
) -> None:
    source = wav(tmp_path / "a.wav", tone(1, rate=rate, channels=1), rate=rate)
    result, output = convert(source, codec=codec)
    assert result.sample_rate == becomes
    assert result.duration == 1.0
    assert pitch(*heard(output)) == pytest.approx(440, abs=2)


def loudness(path: Path) -> tuple[float, float]:
    """Integrated loudness and true peak by FFmpeg's meter in a graph of its own."""
    with av.open(str(path)) as container:
        graph = av.filter.Graph()
        source = graph.add_abuffer(template=container.streams.audio[0])
        meter, sink = graph.add("ebur128", "metadata=1:peak=true"), graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        graph.configure()
        found: dict[str, str] = {}
        for frame in container.decode(audio=0):
            graph.push(frame)
            while True:
                try:
                    found = graph.pull().metadata
                except (av.BlockingIOError, av.EOFError):
                    break
    peak = 20 * np.log10(float(found["lavfi.r128.true_peak"]))
    return float(found["lavfi.r128.I"]), peak


@pytest.mark.parametrize("codec", ["flac", "mp3", "aac"])
@pytest.mark.parametrize("gain", [0.02, 0.9])
def test_loudness(gain: float, codec: str, tmp_path: Path, convert: Convert) -> None:
    source = wav(tmp_path / "a.wav", tone(4, level=gain))
    _, output = convert(source, codec=codec, normalize=True)
    integrated, peak = loudness(output)
    assert integrated == pytest.approx(-16, abs=0.3)
    assert peak < -1


def test_loudness_of_a_known_signal(tmp_path: Path, convert: Convert) -> None:
    """EBU Tech 3341, case 1: 1 kHz in stereo at -23 dBFS is -23 LUFS; so at -16 dBFS -16 LUFS."""
    wave = np.stack([10 ** (-40 / 20) * np.sin(2 * np.pi * np.arange(RATE * 4) / 44.1)] * 2, axis=1)
    found, _ = heard(convert(wav(tmp_path / "a.wav", wave), codec="flac", normalize=True)[1])
    peak = 20 * np.log10(np.abs(found).max())
    assert peak == pytest.approx(-16, abs=0.1)


def test_peaks_are_held_down(tmp_path: Path, convert: Convert) -> None:
    wave = np.random.default_rng(0).normal(0, 0.005, (RATE * 4, 2))
    clicks = np.arange(5000, RATE * 4, 40_000)
    wave[clicks] = 0.3
    source = wav(tmp_path / "a.wav", wave)
    _, output = convert(source, codec="flac", normalize=True)
    assert loudness(output)[1] <= -1
    found, _ = heard(output)
    assert len(found) == len(wave)
    for click in clicks:
        near = np.abs(found[click - 200 : click + 200, 0])
        assert abs(int(near.argmax()) - 200) <= 1


def test_silence_stays_silence(tmp_path: Path, convert: Convert) -> None:
    source = wav(tmp_path / "a.wav", np.zeros((RATE, 2)))
    result, output = convert(source, codec="flac", normalize=True)
    assert result.duration == 1.0
    assert not heard(output)[0].any()


def test_progress_only_grows(tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", tone(5))
    seen: list[float] = []
    job = Job(tmp_path, {URL: SourceFile(path, URL)}, TASK.outputs, seen.append)
    TASK.run(job, TASK.params.model_validate({"url": URL, "normalize": True}))
    assert seen == sorted(set(seen))
    assert len(seen) > 20
    assert seen[0] < 10
    assert 90 < seen[-1] <= 100


@pytest.mark.parametrize(
    ("params", "field", "allowed"),
    [
        ({"codec": "mp3", "bitrate": 400}, "bitrate", "8 to 320"),
        ({"codec": "vorbis", "bitrate": 16}, "bitrate", "32 to 500"),
        ({"codec": "flac", "bitrate": 100}, "bitrate", "lossless"),
        ({"codec": "mp3", "sample_rate": 96000}, "sample_rate", "48000"),
        ({"codec": "opus", "sample_rate": 44100}, "sample_rate", "48000"),
        ({"codec": "mp3", "channels": 6}, "channels", "1, 2"),
        ({"codec": "vorbis", "channels": 5}, "channels", "1, 2, 6"),
    ],
)
def test_what_a_codec_cannot_do(
    params: dict[str, Any], field: str, allowed: str, song: Path, convert: Convert
) -> None:
    with pytest.raises(ParameterError, match=allowed) as caught:
        convert(song, **params)
    assert caught.value.field == field


@pytest.mark.parametrize(
    "params",
    [
        {"codec": "wma"},
        {"bitrate": 0},
        {"bitrate": 1000},
        {"sample_rate": 100},
        {"channels": 0},
        {"channels": 9},
        {"force": "perhaps"},
        {"normalise": True},
    ],
)
def test_parameters_are_checked(params: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TASK.params.model_validate({"url": URL, **params})


def test_a_video_without_sound(tmp_path: Path, convert: Convert) -> None:
    with pytest.raises(SourceError, match="has no audio stream"):
        convert(video(tmp_path / "a.mp4", size=(160, 90), frames=5))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", "is empty"),
        (b"Dear Sir or Madam, " * 99, "is plain text, not audio"),
        (png(), "is a PNG image, not audio"),
        (b"#EXTM3U\n#EXTINF:5,\nfile:///etc/passwd\n", "playlist"),
        (bytes(5000), "neither audio nor video"),
    ],
)
def test_what_is_no_audio(data: bytes, text: str, tmp_path: Path, convert: Convert) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=text):
        convert(path)


@pytest.mark.parametrize("share", [0.5, 0.99])
@pytest.mark.parametrize("name", ["a.mp3", "a.flac", "a.ogg", "a.aac"])  # Ogg: 1 s in a page
def test_truncated(name: str, share: float, tmp_path: Path, convert: Convert) -> None:
    codec = {"mp3": "libmp3lame", "flac": "flac", "ogg": "libopus", "aac": "aac"}[name[2:]]
    container = "adts" if codec == "aac" else None
    path = sound(tmp_path / name, codec, container=container, seconds=8)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    result, output = convert(path, codec="wav")
    assert result.duration == pytest.approx(8 * share, abs=1.05)
    wave, rate = heard(output)
    assert len(wave) / rate == pytest.approx(result.duration, abs=0.006)


def test_a_file_that_came_out_wrong_is_an_error(
    song: Path, convert: Convert, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encode, "audio_timing", lambda _: (1.0, None))
    with pytest.raises(TaskError, match=r"came out 1\.00 s long instead of 2\.3"):
        convert(song)


def test_a_disk_that_is_full(song: Path) -> None:
    full = Path("/dev/full")
    for codec in ("mp3", "wav"):
        with (
            pytest.raises(TaskError, match="could not be written"),
            encode.open_writer(full, codec, 44100) as writer,
        ):
            for _ in range(50):
                writer.write(np.ones((2, 20_000), np.float32))


@pytest.mark.parametrize("name", ["a.mp3", "a.m4a", "a.ogg", "a.flac", "a.wav", "a.mka"])
def test_altered_files_end_in_a_result_or_in_our_error(name: str, tmp_path: Path) -> None:
    encoders = {"m4a": "aac", "ogg": "libopus", "flac": "flac", "wav": "pcm_s16le"}
    encoder = encoders.get(name[2:], "libmp3lame")
    container = "matroska" if name == "a.mka" else None
    whole = sound(tmp_path / name, encoder, seconds=0.4, container=container).read_bytes()
    chance = random.Random(name)
    for number in range(12):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 5, 50))):
            reach = min(chance.choice((100, 1000, len(data))), len(data))
            data[chance.randrange(reach)] = chance.randrange(256)
        (tmp_path / "b").write_bytes(data[: len(data) // (1 + number % 2)])
        try:
            run_task(TASK, tmp_path / "b", tmp_path / "scratch", codec="mp3", force=number % 3 > 0)
        except DragonetError as error:
            assert URL in error.text
            assert str(tmp_path) not in error.text
