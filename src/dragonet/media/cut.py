"""Files that were cut short: their outer structure says that there should be more bytes."""

from pathlib import Path
from typing import BinaryIO

import av

from dragonet.media.span import spans
from dragonet.media.streams import Media

_MISSED = 0.1
"""Seconds at the end that nobody misses."""

_SEGMENT = 0x18538067
_LENGTH_UNKNOWN = (0, 0xFFFFFFFF)


def check_whole(media: Media) -> None:
    """Raise SourceError if the file was cut short and lacks a part of its pictures.

    A file of a kind that does not say how long it is passes. The reading position moves.
    """
    if not is_cut(media.path, media.container.format.name):
        return
    if not media.videos():
        raise media.damaged("it ends before its pictures")
    claimed = (media.container.duration or 0) / av.time_base
    video = media.video()
    span = spans(media, [video], whole=True).get(video.index)
    begin = (media.container.start_time or 0) / av.time_base
    there = max(span.end() - begin, 0.0) if span else 0.0
    if claimed - there > _MISSED:
        raise media.damaged(f"only {there:.1f} of its {claimed:.1f} seconds are there")


def is_cut(path: Path, demuxer: str) -> bool:
    """Whether the file is shorter than its boxes (MP4), chunk (AVI) or segment (Matroska) say."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if "mp4" in demuxer:
            return _boxes_end(file, size) > size
        if demuxer == "avi":
            return _chunk_end(file) > size
        if "matroska" in demuxer:
            return _segment_end(file) > size
    return False


def _boxes_end(file: BinaryIO, size: int) -> int:
    """Where the last top-level box ends (ISO 14496-12)."""
    at = 0
    while at + 8 <= size:
        file.seek(at)
        head = file.read(16)
        length = int.from_bytes(head[:4], "big")
        if length == 0:  # to the end of the file
            return size
        at += max(int.from_bytes(head[8:16], "big") if length == 1 else length, 8)
    return at


def _chunk_end(file: BinaryIO) -> int:
    """Where the first RIFF chunk ends, 0 if it does not say."""
    length = int.from_bytes(file.read(8)[4:], "little")
    return 0 if length in _LENGTH_UNKNOWN else length + 8


def _segment_end(file: BinaryIO) -> int:
    """Where the segment ends (RFC 8794, RFC 9559), 0 if it does not say."""
    _number(file, keep_marker=True)
    head = _number(file)
    file.seek(head or 0, 1)
    if _number(file, keep_marker=True) != _SEGMENT:
        return 0
    length = _number(file)
    return 0 if length is None else file.tell() + length


def _number(file: BinaryIO, *, keep_marker: bool = False) -> int | None:
    """EBML's number of variable size; None if all its bits are set: unknown."""
    first = file.read(1)
    if not first or not first[0]:
        return None
    width = 9 - first[0].bit_length()
    data = first + file.read(width - 1)
    value = int.from_bytes(data, "big")
    if keep_marker:
        return value
    value &= (1 << 7 * width) - 1
    return None if value == (1 << 7 * width) - 1 else value
