"""Decoded frames of the main audio stream, and how much of each is the encoder's padding.

FFmpeg leaves out most padding by itself; two cases it gets wrong. MP4 states the end by the
duration of the last packet, which FFmpeg decodes whole. Of Vorbis, whose first packet gives no
samples, FFmpeg puts a file of one page too late by that packet, and then cuts its end too early.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from struct import unpack_from
from typing import Any

import av
from av.codec.context import Flags2

from dragonet.media.streams import Media


@dataclass(frozen=True)
class Piece:
    """A decoded frame.

    Attributes:
        frame: as the decoder made it.
        cut: samples at its end that are padding.
    """

    frame: av.AudioFrame
    cut: int = 0

    @property
    def time(self) -> Fraction | None:
        """When it is heard, seconds on the file's time line; None if unknown."""
        pts, tick = self.frame.pts, self.frame.time_base
        return None if pts is None or tick is None else pts * tick


def pieces(media: Media) -> Iterator[Piece]:
    """The main audio stream from the reading position on; packets that do not decode are left
    out."""
    found = _vorbis(media) if _is_ogg_vorbis(media) else _pieces(media)
    last = next(found, None)
    for piece in found:
        if last is not None:
            yield last
        last = piece
    if last is not None:
        mp4 = "mp4" in media.container.format.name
        yield replace(last, cut=_unplayed(last.frame)) if mp4 else last


def _is_ogg_vorbis(media: Media) -> bool:
    codec = media.audio().codec_context.codec.canonical_name
    return media.container.format.name == "ogg" and codec == "vorbis"


def _pieces(media: Media) -> Iterator[Piece]:
    for _, frame in _decoded(media):
        if frame is not None:
            yield Piece(frame)


def _vorbis(media: Media) -> Iterator[Piece]:
    context: Any = media.audio().codec_context
    context.flags2 |= Flags2.skip_manual
    first = late = None
    for packet, frame in _decoded(media):
        first = first or packet
        if frame is None or packet is first:  # which only prepares the next
            continue
        if late is None:
            late = (frame.pts or 0) if first.pts == 0 else 0
        cut = min(max(_padding(packet) - late, 0), frame.samples)
        yield Piece(frame, cut)


def _decoded(media: Media) -> Iterator[tuple[Any, Any]]:
    """Each packet alone, then with each frame that it gave."""
    stream = media.audio()
    decoder: Any = stream.codec_context
    packet = None
    for packet in media.packets(stream):
        yield packet, None
        yield from ((packet, frame) for frame in _tried(decoder, packet))
    if packet is not None:
        yield from ((packet, frame) for frame in _tried(decoder, None))


def _tried(decoder: Any, packet: Any) -> list[av.AudioFrame]:
    try:
        frames: list[av.AudioFrame] = decoder.decode(packet)
        return frames
    except MemoryError:
        raise
    except av.FFmpegError:  # one damaged packet: the others may be whole
        return []


def _padding(packet: Any) -> int:
    if not packet.has_sidedata("skip_samples"):
        return 0
    samples: int = unpack_from("<I", bytes(packet.get_sidedata("skip_samples")), 4)[0]
    return samples


def _unplayed(frame: av.AudioFrame) -> int:
    """Samples of the last frame beyond the duration of its packet."""
    if not frame.duration or not frame.time_base:
        return 0
    played = round(frame.duration * frame.time_base * frame.sample_rate)
    return min(max(frame.samples - played, 0), frame.samples - 1)
