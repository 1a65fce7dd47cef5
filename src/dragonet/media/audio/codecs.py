"""The codecs that sound is written in: files, rates, channels, bit rates; stated once."""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

Name = Literal["mp3", "vorbis", "aac", "opus", "flac", "wav"]

CHANNELS = {"mono": 1, "stereo": 2, "3.0": 3, "quad": 4, "5.0": 5, "5.1": 6, "7.1": 8}
"""Number of channels of a layout."""

_COMMON = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
_HIGH = (*_COMMON, 64000, 88200, 96000)
_SURROUND = ("mono", "stereo", "5.1", "7.1")
_FLOAT = ("fltp", "fltp")
_WHOLE = ("s16", "s32")


@dataclass(frozen=True)
class Codec:
    """How sound is written in one codec.

    Attributes:
        name: as parameters call it.
        probed: how probes of files call it (a prefix: PCM has many).
        encoder: FFmpeg's encoder; `libvorbis` is that of libsndfile.
        muxer: FFmpeg's name of the container.
        extension: of the file, without a dot.
        content_type: of the file.
        sample_format: of the encoder's samples at 16 bits and at more.
        rates: sample rates that it can have, Hz, ascending; any if empty.
        layouts: channel layouts that it can have, of ascending size.
        channel_bit_rate: default bits a second of a channel; None if it is lossless.
        bit_rates: lowest and highest bit rate of a file, bits a second; None if it is lossless.
    """

    name: Name
    probed: str
    encoder: str
    muxer: str
    extension: str
    content_type: str
    sample_format: tuple[str, str]
    rates: tuple[int, ...]
    layouts: tuple[str, ...]
    channel_bit_rate: int | None = None
    bit_rates: tuple[int, int] | None = None

    def rate(self, wanted: int) -> int:
        """The allowed sample rate nearest to `wanted` that loses least: not below it if any is."""
        if not self.rates:
            return wanted
        return self.rates[min(bisect_left(self.rates, wanted), len(self.rates) - 1)]

    def layout(self, channels: int) -> str:
        """The largest allowed layout of at most `channels` channels."""
        return [name for name in self.layouts if CHANNELS[name] <= channels][-1]

    def bit_rate(self, layout: str) -> int:
        """Default bits a second of a file; 0 if the codec is lossless."""
        return (self.channel_bit_rate or 0) * CHANNELS[layout]


CODECS: dict[str, Codec] = {
    codec.name: codec
    for codec in (
        Codec("mp3", "mp3", "libmp3lame", "mp3", "mp3", "audio/mpeg", _FLOAT,
              _COMMON, ("mono", "stereo"), 96_000, (8_000, 320_000)),
        Codec("vorbis", "vorbis", "libvorbis", "ogg", "ogg", "audio/ogg", _FLOAT,
              (*_HIGH, 176400, 192000), ("mono", "stereo", "5.1"), 80_000, (32_000, 500_000)),
        Codec("aac", "aac", "aac", "mp4", "m4a", "audio/mp4", _FLOAT,
              _HIGH, _SURROUND, 96_000, (16_000, 512_000)),
        Codec("opus", "opus", "libopus", "opus", "opus", "audio/ogg", ("flt", "flt"),
              (48000,), _SURROUND, 64_000, (6_000, 510_000)),
        Codec("flac", "flac", "flac", "flac", "flac", "audio/flac", _WHOLE,
              (), tuple(CHANNELS)),
        Codec("wav", "pcm_", "pcm_s16le", "wav", "wav", "audio/wav", _WHOLE,
              (), tuple(CHANNELS)),
    )
}  # fmt: skip
