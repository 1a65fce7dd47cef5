"""Open an audio or video file so that nothing but that file can be read."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

import av
from av.container import InputContainer

from dragonet.errors import SourceError
from dragonet.media.sniff import Kind, sniff
from dragonet.media.streams import MAX_FRAME, Media, Wanted

DEMUXERS = (
    "3g2,3gp,aac,ac3,aiff,amr,amrnb,amrwb,ape,apng,asf,au,av1,avi,caf,dsf,dts,dtshd,dv,eac3,flac,"
    "flv,gif,gxf,h264,hevc,ivf,loas,m4v,matroska,mjpeg,mlp,mov,mp3,mp4,mpc,mpc8,mpeg,"
    "mpegts,mpegvideo,mxf,nut,obu,ogg,rm,tak,truehd,tta,vc1,voc,vvc,w64,wav,webm,wtv,wv,"
    "yuv4mpegpipe"
)
"""Demuxers that read one file and follow no names in it: no playlists, scripts, image sequences."""

ANIMATIONS = ("gif", "apng")
"""Kinds of images that count as video."""

_BUFFER = 128 * 1024


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
        return unknown(url)
    return SourceError(
        f"File '{url}' begins like {kind.label} but cannot be read: it is truncated or damaged "
        f"({error.strerror})"
    )


def unknown(url: str) -> SourceError:
    """The error for a file that is no media file."""
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
