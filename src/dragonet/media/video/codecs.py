"""Codecs and containers that files are written in: one table each."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class VideoCodec:
    """A codec of pictures.

    Attributes:
        encoder: FFmpeg's encoder.
        probed: the codec's name as probes say it.
        pixels: FFmpeg's name of the pixel format that is encoded.
        options: options of the encoder that are always set.
        crf_shift: what is added to a constant rate factor of H.264 for about the same quality.
        crf_limit: the largest constant rate factor.
        buffered: whether an encode that aims at a bit rate heeds a decoder's buffer (VBV).
        capped_by_rate: whether a limit to constant quality is a bit rate that is aimed at, too.
        forced_keys: option that makes key frames on request.
        reordered: pictures by which decoding is ahead of what is shown, at most.
    """

    encoder: str
    probed: str
    pixels: str = "yuv420p"
    options: Mapping[str, str] = field(default_factory=dict[str, str])
    crf_shift: int = 0
    crf_limit: int = 51
    buffered: bool = True
    capped_by_rate: bool = False
    forced_keys: Mapping[str, str] = field(default_factory=dict[str, str])
    reordered: int = 0


@dataclass(frozen=True)
class AudioCodec:
    """A codec of sound, mono or stereo.

    Attributes:
        encoder: FFmpeg's encoder.
        probed: the codec's name as probes say it.
        samples: FFmpeg's name of the sample format that is encoded.
        rates: sample rates it takes, Hz; empty if any.
        bit_rates: bits a second it takes, by whether the sample rate is below 32 kHz; empty if
            any between `least` and `most`.
        least, most: bits a second of one channel, at least and at most.
    """

    encoder: str
    probed: str
    samples: str = "fltp"
    rates: tuple[int, ...] = ()
    bit_rates: Mapping[bool, tuple[int, ...]] = field(default_factory=dict[bool, tuple[int, ...]])
    least: int = 8_000
    most: int = 320_000

    def rate(self, wanted: int) -> int:
        """The lowest sample rate, Hz, that holds all of `wanted`, or the highest there is."""
        if not self.rates or wanted in self.rates:
            return wanted
        return min((rate for rate in self.rates if rate >= wanted), default=max(self.rates))

    def bit_rate(self, wanted: int, rate: int, channels: int) -> int:
        """The bit rate nearest to `wanted` that the codec takes at that sample rate."""
        choices = self.bit_rates.get(rate < 32_000)
        if choices:
            return min(choices, key=lambda choice: abs(choice - wanted))
        return min(max(wanted, self.least * channels), self.most * channels)


@dataclass(frozen=True)
class Container:
    """A kind of file.

    Attributes:
        muxer, demuxer: FFmpeg's.
        extension: of its file names, without a dot.
        content_type: its media type.
        video, audio: names of the codecs that players take in it.
        options: options of the muxer.
        tags: codec tags that players ask for, by codec.
        reorders: whether it says when pictures are shown that are coded in another order.
    """

    muxer: str
    demuxer: str
    extension: str
    content_type: str
    video: tuple[str, ...]
    audio: tuple[str, ...]
    options: Mapping[str, str] = field(default_factory=dict[str, str])
    tags: Mapping[str, str] = field(default_factory=dict[str, str])
    reorders: bool = True


_BY_RATE = {"mbd": "rd"}  # measured: 0.1 dB for half as much time again, of little
_BY_TRELLIS = {**_BY_RATE, "trellis": "1", "cmp": "satd", "subcmp": "satd"}
# measured: 1.8 dB in WMV for 8 ms a picture of 640 x 480; 0.4 dB in the others, none in MPEG-4
_CLOSED_GOPS = {**_BY_RATE, "bf": "2", "flags": "+cgop", "sc_threshold": "1000000000"}
# the threshold, as closed groups exclude scene detection

VIDEO: dict[str, VideoCodec] = {
    "h264": VideoCodec(
        "libx264",
        "h264",
        options={"preset": "fast"},
        forced_keys={"forced-idr": "1"},
        reordered=2,
    ),
    "h265": VideoCodec(
        "libx265",
        "hevc",
        options={"preset": "fast", "x265-params": "log-level=error"},
        crf_shift=5,
        forced_keys={"forced-idr": "1"},
    ),
    "vp9": VideoCodec(
        "libvpx-vp9",
        "vp9",
        options={"deadline": "good", "cpu-used": "4", "row-mt": "1", "tile-columns": "2"},
        crf_shift=9,
        crf_limit=63,
        capped_by_rate=True,
    ),
    "av1": VideoCodec(
        "libsvtav1",
        "av1",
        options={"preset": "8"},
        crf_shift=12,
        crf_limit=63,
        buffered=False,
    ),
    "mpeg1": VideoCodec("mpeg1video", "mpeg1video", options=_CLOSED_GOPS, reordered=1),
    "mpeg2": VideoCodec("mpeg2video", "mpeg2video", options=_CLOSED_GOPS, reordered=1),
    "mpeg4": VideoCodec("mpeg4", "mpeg4", options=_BY_RATE),
    "flv1": VideoCodec("flv", "flv1", options=_BY_RATE),
    "wmv1": VideoCodec("wmv1", "wmv1", options=_BY_TRELLIS),
    "wmv2": VideoCodec("wmv2", "wmv2", options=_BY_TRELLIS),
}
"""Video codecs by the name that clients and profiles of movies use.

x264's "fast" was measured to take 6 % more bits than its "medium" for the same SSIM in 0.75 of the
time; "veryfast" takes 40 % more.
"""

_MPEG1_BIT_RATES = tuple(
    1000 * k for k in (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384)
)
_MPEG2_BIT_RATES = tuple(
    1000 * k for k in (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
)
_LAYER3_BIT_RATES = tuple(
    1000 * k for k in (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
)

AUDIO: dict[str, AudioCodec] = {
    "aac": AudioCodec("aac", "aac"),
    "mp3": AudioCodec(
        "libmp3lame",
        "mp3",
        rates=(22050, 24000, 32000, 44100, 48000),
        bit_rates={False: _LAYER3_BIT_RATES, True: _MPEG2_BIT_RATES},
    ),
    "mp2": AudioCodec(
        "mp2",
        "mp2",
        samples="s16",
        rates=(22050, 24000, 32000, 44100, 48000),
        bit_rates={False: _MPEG1_BIT_RATES, True: _MPEG2_BIT_RATES},
    ),
    "wmav1": AudioCodec("wmav1", "wmav1", least=16_000, most=192_000),
    "wmav2": AudioCodec("wmav2", "wmav2", least=16_000, most=192_000),
    "opus": AudioCodec(
        "libopus", "opus", samples="flt", rates=(24000, 48000), least=6_000, most=255_000
    ),
}
"""Audio codecs by the name that clients use."""

HLS_SEGMENT = 6
"""Seconds of a segment of HTTP Live Streaming, as Apple recommends."""

_INDEX_FIRST = {"movflags": "+faststart"}

_STREAM_DELAYS = {"max_delay": "700000", "preload": "500000"}
"""Microseconds that a program stream's data is there before it is decoded, at most and at first."""

CONTAINERS: dict[str, Container] = {
    "mp4": Container(
        "mp4",
        "mp4",
        "mp4",
        "video/mp4",
        video=("h264", "h265", "av1", "vp9"),
        audio=("aac", "mp3", "opus"),  # MP4 says the same of MP2 as of MP3: players guess wrong
        options=_INDEX_FIRST,
        tags={"h265": "hvc1"},
    ),
    "webm": Container("webm", "webm", "webm", "video/webm", video=("vp9", "av1"), audio=("opus",)),
    "mkv": Container(
        "matroska",
        "matroska",
        "mkv",
        "video/x-matroska",
        video=("h264", "h265", "vp9", "av1"),
        audio=("aac", "mp3", "mp2", "opus"),
    ),
    "wmv": Container(
        "asf",
        "asf",
        "wmv",
        "video/x-ms-wmv",
        video=("h264",),
        audio=("wmav1", "wmav2", "mp3"),
        reorders=False,
    ),
    "mov": Container(
        "mov",
        "mov",
        "mov",
        "video/quicktime",
        video=("h264", "h265"),
        audio=("aac", "mp3"),
        options=_INDEX_FIRST,
        tags={"h265": "hvc1"},
    ),
    "hls": Container(
        "hls",
        "mp4",
        "m3u8",
        "application/vnd.apple.mpegurl",
        video=("h264",),
        audio=("aac",),
        options={
            "hls_time": f"{HLS_SEGMENT}",
            "hls_playlist_type": "vod",
            "hls_segment_type": "fmp4",
            "hls_flags": "single_file+independent_segments",
        },
    ),
    "flv": Container(
        "flv",
        "flv",
        "flv",
        "video/x-flv",
        video=("flv1", "h264"),
        audio=("mp3", "aac"),
        options={"flvflags": "add_keyframe_index"},
    ),
    "asf": Container(
        "asf",
        "asf",
        "wmv",
        "video/x-ms-wmv",
        video=("wmv1", "wmv2"),
        audio=("wmav1", "wmav2"),
        reorders=False,
    ),
    "dvd": Container(
        "dvd",
        "mpeg",
        "mpg",
        "video/mpeg",
        video=("mpeg2",),
        audio=("mp2",),
        options={**_STREAM_DELAYS, "muxrate": "10080000", "packetsize": "2048"},
    ),
    "mpeg": Container(
        "mpeg",
        "mpeg",
        "mpg",
        "video/mpeg",
        video=("mpeg1",),
        audio=("mp2",),
        options=_STREAM_DELAYS,
    ),
}
"""Containers by name; the first that takes both codecs is the default."""


def container_for(video: str, audio: str, wanted: str | None = None) -> str:
    """Name of the container for the two codecs: `wanted`, else the first that players take.

    VP9 goes with Opus into WebM, with others into MP4. Raises ValueError if there is none, or
    `wanted` does not take one of them.
    """
    order = ("webm", *CONTAINERS) if video == "vp9" else tuple(CONTAINERS)
    names = (wanted,) if wanted else order
    for name in names:
        if video in CONTAINERS[name].video and audio in CONTAINERS[name].audio:
            return name
    if wanted is None:
        raise ValueError(f"no container takes it with {video}")
    takes = CONTAINERS[wanted]
    raise ValueError(
        f"it takes {' or '.join(takes.video)} with {' or '.join(takes.audio)}, "
        f"not {video} with {audio}"
    )
