"""Write blocks of samples to an audio file, gapless, with tags and cover art."""

import base64
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import av
import soundfile
from av.stream import Disposition

from dragonet.errors import TaskError
from dragonet.media.audio import ogg
from dragonet.media.audio.codecs import CHANNELS, CODECS, Codec
from dragonet.media.audio.form import Form, Samples, to_frame
from dragonet.media.audio.tags import Cover
from dragonet.media.audio.vorbis import VorbisFile
from dragonet.media.container import open_media
from dragonet.media.probe import audio_timing

_EXACT = 0.01
"""Seconds that a written file may be longer or shorter than the samples it was made of."""

OPTIONS = {"mp4": {"movflags": "faststart", "brand": "M4A "}, "wav": {"rf64": "auto"}}
"""Of FFmpeg's muxers, by name."""

_COMMENTED = ("ogg", "opus")  # muxers whose tags belong to the stream
_ART = ("mp3", "mp4", "flac")  # muxers that take cover art as a stream


class Writer(Protocol):
    """An audio file being written.

    Attributes:
        samples: how many samples of each channel were written.
    """

    samples: int

    def write(self, block: Samples) -> None:
        """Append a block of shape (channels, n), full scale -1 to 1; louder parts are clipped."""


@contextmanager
def open_writer(
    path: Path,
    codec: str,
    rate: int,
    layout: str = "stereo",
    *,
    bit_rate: int | None = None,
    bits: int = 16,
    tags: Mapping[str, str] | None = None,
    cover: Cover | None = None,
) -> Iterator[Writer]:
    """Write the audio file `path` in a codec of CODECS at one of its sample rates and layouts.

    `bit_rate` is that of the file, bits a second; Vorbis aims at it by its quality. `bits` is the
    depth, 16 or 24, of a lossless codec. `tags` have FFmpeg's names (`title`, `artist`, `album`,
    `track`, `date`, …); a WAV file takes no `cover`. The length of the file is checked after the
    block.

    Raises TaskError if the file cannot be written, or holds more or less than was written.
    """
    spec = CODECS[codec]
    if (spec.rates and rate not in spec.rates) or layout not in spec.layouts:
        raise ValueError(f"{codec} cannot be written at {rate} Hz in {layout}")
    form = _Form(rate, layout, bit_rate or spec.bit_rate(layout), bits)
    opened = _vorbis if spec.name == "vorbis" else _by_ffmpeg
    try:
        with opened(path, spec, form, dict(tags or {}), cover) as writer:
            yield writer
    except (av.FFmpegError, OSError, soundfile.LibsndfileError) as error:
        reason = getattr(error, "strerror", None) or "the encoder failed"
        raise TaskError(f"The sound could not be written as {codec}: {reason}") from error
    _check(path, codec, writer.samples / rate)


@dataclass(frozen=True)
class _Form(Form):
    bit_rate: int
    bits: int


@contextmanager
def _vorbis(
    path: Path, _: Codec, form: _Form, tags: dict[str, str], cover: Cover | None
) -> Iterator[Writer]:
    comments = _comments(tags, cover)
    plain = path.with_suffix(".untagged") if comments else path
    with VorbisFile(plain, form.rate, CHANNELS[form.layout], form.bit_rate) as file:
        yield file
    if comments:
        ogg.tag(plain, path, comments)
        plain.unlink()


@contextmanager
def _by_ffmpeg(
    path: Path, spec: Codec, form: _Form, tags: dict[str, str], cover: Cover | None
) -> Iterator[Writer]:
    deep = form.bits > 16
    with av.open(str(path), "w", format=spec.muxer, options=OPTIONS.get(spec.muxer)) as output:
        encoder = "pcm_s24le" if spec.name == "wav" and deep else spec.encoder
        sound: Any = output.add_stream(encoder, form.rate, layout=form.layout)
        sound.format = spec.sample_format[deep]
        if form.bit_rate:
            sound.bit_rate = form.bit_rate
        describe(output, sound, spec, tags, cover)
        file = _AvFile(output, sound, form)
        yield file
        output.mux(sound.encode(None))


class _AvFile:
    """A file that FFmpeg writes."""

    def __init__(self, output: Any, stream: Any, form: _Form) -> None:
        self._output, self._stream, self._form = output, stream, form
        self.samples = 0

    def write(self, block: Samples) -> None:
        if not block.shape[1]:
            return
        frame = to_frame(block, self._form, self.samples)
        self.samples += block.shape[1]
        self._output.mux(self._stream.encode(frame))


def describe(
    output: Any, sound: Any, spec: Codec, tags: Mapping[str, str], cover: Cover | None
) -> None:
    """Give a file of FFmpeg's tags and cover art before its first packet of sound."""
    if spec.muxer in _COMMENTED:
        sound.metadata.update(_comments(tags, cover))
        return
    output.metadata.update(tags)
    if cover and spec.muxer in _ART:
        _add_cover(output, cover)


def _add_cover(output: Any, cover: Cover) -> None:
    art = output.add_stream(cover.codec, rate=1)
    art.width, art.height = cover.width, cover.height
    art.pix_fmt = "yuvj420p" if cover.codec == "mjpeg" else "rgb24"
    art.disposition = Disposition.attached_pic
    packet = av.Packet(cover.data)
    packet.stream, packet.pts, packet.dts = art, 0, 0
    packet.is_keyframe = True
    output.mux(packet)


def _comments(tags: Mapping[str, str], cover: Cover | None) -> dict[str, str]:
    """Vorbis comments; a cover is one as well (https://wiki.xiph.org/VorbisComment)."""
    if cover is None:
        return dict(tags)
    mime = b"image/png" if cover.codec == "png" else b"image/jpeg"
    front, depth, colours = 3, 24, 0
    picture = struct.pack(">II", front, len(mime)) + mime + struct.pack(">I", 0)
    picture += struct.pack(">IIII", cover.width, cover.height, depth, colours)
    picture += struct.pack(">I", len(cover.data)) + cover.data
    return {**tags, "METADATA_BLOCK_PICTURE": base64.b64encode(picture).decode()}


def _check(path: Path, codec: str, seconds: float) -> None:
    with open_media(path, "output", "audio") as media:
        found, _ = audio_timing(media)
    if abs(found - seconds) > _EXACT:
        raise TaskError(
            f"The {codec} file came out {found:.2f} s long instead of {seconds:.2f} s; "
            "it was not kept"
        )
