"""Open an audio or video file so that nothing but that file can be read."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from io import FileIO
from pathlib import Path
from typing import Any, Literal

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Discard, Disposition, Stream
from av.video.stream import VideoStream

from dragonet.errors import SourceError
from dragonet.media.sniff import Kind, sniff

Wanted = Literal["audio", "video"]

DEMUXERS = (
    "3g2,3gp,aac,ac3,aiff,amr,amrnb,amrwb,ape,apng,asf,au,av1,avi,caf,dsf,dts,dtshd,dv,eac3,flac,"
    "flv,gif,gxf,h264,hevc,ivf,loas,m4v,matroska,mjpeg,mlp,mov,mp3,mp4,mpc,mpc8,mpeg,"
    "mpegts,mpegvideo,mxf,nut,obu,ogg,rm,tak,truehd,tta,vc1,voc,vvc,w64,wav,webm,wtv,wv,"
    "yuv4mpegpipe"
)
"""Demuxers that read one file and follow no names in it: no playlists, scripts, image sequences."""

ANIMATIONS = ("gif", "apng")
"""Kinds of images that count as video."""

MAX_FRAME = 1 << 26
"""Most pixels of a video frame: 67 megapixels (8192 x 8192)."""

_BUFFER = 128 * 1024
_COVERS = Disposition.attached_pic | Disposition.timed_thumbnails


@dataclass(frozen=True)
class Media:
    """An open media file.

    Attributes:
        container: PyAV's container.
        kind: what the file is by its first bytes.
        url: how errors call it.
        path: the local file.
    """

    container: InputContainer
    kind: Kind
    url: str
    path: Path

    def video(self) -> VideoStream:
        """The main video stream; cover art is none.

        Raises SourceError if there is none, or its frames are larger than MAX_FRAME.
        """
        stream: VideoStream = self._main(self.videos(), "video")
        width, height = stream.codec_context.width, stream.codec_context.height
        if width * height > MAX_FRAME:
            raise SourceError(
                f"File '{self.url}' is too large: {width} x {height} pixels; "
                f"at most {MAX_FRAME // 1_000_000} megapixels are allowed in a video"
            )
        return stream

    def audio(self) -> AudioStream:
        """The main audio stream. Raises SourceError if there is none."""
        stream: AudioStream = self._main(self.container.streams.audio, "audio")
        return stream

    def audios(self) -> list[AudioStream]:
        """The audio streams that can be decoded."""
        return [stream for stream in self.container.streams.audio if stream.codec_context]

    def videos(self) -> list[VideoStream]:
        """The video streams that are moving pictures, not cover art or chapter images."""
        streams = self.container.streams.video
        return [stream for stream in streams if not stream.disposition & _COVERS]

    def time(self, packet: Any) -> int | None:
        """When the packet is shown, ticks. AVI only says when it is decoded; FFmpeg's guess of
        the rest is wrong where frames are reordered."""
        stamp: int | None = packet.dts if self.in_coding_order else packet.pts
        return stamp

    @property
    def in_coding_order(self) -> bool:
        """Whether time stamps say when packets are decoded, not shown."""
        return self.container.format.name == "avi"

    def packets(self, *streams: Stream) -> Iterator[Any]:
        """The packets of `streams`, to the end or to where the file is damaged."""
        for stream in self.container.streams:
            stream.discard = Discard.default if stream in streams else Discard.all
        try:
            for packet in self.container.demux(*streams):
                if packet.size:
                    yield packet
        except (av.FFmpegError, IndexError):  # PyAV's: a stream turned up that no header named
            return

    def unknown(self) -> SourceError:
        """The error for a file that is no media file after all."""
        return _unknown(self.url)

    def damaged(self, reason: str) -> SourceError:
        """The error for a file that cannot be read to the end of the work."""
        return SourceError(f"File '{self.url}' is truncated or damaged: {reason}")

    def _main(self, streams: Sequence[Any], wanted: Wanted) -> Any:
        if not streams:
            raise SourceError(f"File '{self.url}' has no {wanted} stream")
        known = [stream for stream in streams if stream.codec_context]
        if not known:
            raise SourceError(f"File '{self.url}' has {wanted} in a codec that is not supported")
        best = self.container.streams.best(wanted)
        return best if best in known else known[0]


@contextmanager
def open_media(path: Path, url: str, wanted: Wanted) -> Iterator[Media]:
    """Open the local file `path`, called `url` in errors, to read its audio or video.

    What FFmpeg reports while the file is open becomes a SourceError, too.

    Raises SourceError if it is no audio or video file, or cannot be read.
    """
    kind = sniff(path)
    _check_kind(kind, url, wanted)
    with path.open("rb", buffering=0) as file:
        try:
            with _open(_Reader(file), url) as container:
                yield Media(container, kind, url, path)
        except av.FFmpegError as error:
            raise _unreadable(error, kind, url, path) from error


def _check_kind(kind: Kind, url: str, wanted: Wanted) -> None:
    if kind.family == "empty":
        raise SourceError(f"File '{url}' is empty")
    if kind.family == "playlist":
        raise SourceError(f"File '{url}' is {kind.label}: files that name others are refused")
    animation = wanted == "video" and kind.name in ANIMATIONS
    if kind.family not in ("media", "unknown") and not animation:
        raise SourceError(f"File '{url}' is {kind.label}, not {wanted}")


def _open(reader: "_Reader", url: str) -> InputContainer:
    def refuse(*_: object) -> None:
        raise SourceError(f"File '{url}' names other files: those are not read")

    return av.open(
        reader,
        "r",
        options={"max_pixels": str(MAX_FRAME)},
        container_options={"format_whitelist": DEMUXERS, "protocol_whitelist": ""},
        metadata_errors="replace",
        buffer_size=_BUFFER,
        io_open=refuse,
    )


def _unreadable(error: av.FFmpegError, kind: Kind, url: str, path: Path) -> SourceError:
    if kind.name in ("mp4", "m4a", "mov") and not _has_index(path):
        return SourceError(f"File '{url}' is truncated or damaged: it has no index (moov)")
    if kind.family == "unknown":
        return _unknown(url)
    return SourceError(
        f"File '{url}' begins like {kind.label} but cannot be read: it is truncated or damaged "
        f"({error.strerror})"
    )


def _unknown(url: str) -> SourceError:
    return SourceError(f"File '{url}' is neither audio nor video of a known type")


def _has_index(path: Path) -> bool:
    """Whether a whole `moov` box is among the top-level boxes (ISO 14496-12)."""
    size, at = path.stat().st_size, 0
    with path.open("rb") as file:
        while at + 8 <= size:
            file.seek(at)
            head = file.read(16)
            length = int.from_bytes(head[:4], "big")
            length = int.from_bytes(head[8:16], "big") if length == 1 else length or size - at
            if head[4:8] in (b"moov", b"moof"):
                return at + length <= size
            at += max(length, 8)
    return False


def tick(stream: Stream) -> Fraction:
    """Seconds of one unit of the stream's time stamps."""
    return stream.time_base or Fraction(1, av.time_base)


class _Reader:
    """A file without a name, so that FFmpeg has no base for relative names.

    A wild seek in a damaged file is an answer, not an exception, as FFmpeg expects.
    """

    def __init__(self, file: FileIO) -> None:
        self.read = file.read
        self.tell = file.tell
        self._seek = file.seek

    def seek(self, offset: int, whence: int) -> int:
        try:
            return self._seek(offset, whence)
        except (OSError, ValueError, OverflowError):
            return -1
