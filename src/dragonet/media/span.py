"""How long streams really are: by their packets, not by what the container claims."""

import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import av

from dragonet.media.container import open_media
from dragonet.media.streams import Media, is_shown

_BARE = re.compile(
    "aac|ac3|amrnb|amrwb|dts|dtshd|eac3|h264|hevc|loas|m4v|mjpeg|mlp|mp3|mpegvideo|obu|truehd|vc1|"
    "vvc"
)
"""Demuxers of bare streams: lengths and positions are guesses from the bit rate there."""

_TAIL = 3.0
"""Seconds before the claimed end from which a tail is read."""


@dataclass
class Span:
    """What the packets of one stream say.

    Attributes:
        tick: seconds of one unit of time stamps.
        shortened: whether durations of packets leave the encoder's padding out already.
        whole: whether all packets were read, not only the last ones.
        first, last: time stamps of the first and the last packet in order of presentation.
        last_ticks: how long the last packet plays, 0 if unknown.
        longest: the longest duration of a packet.
        ticks: sum of the packets' durations.
        packets: number of packets read.
        size: their bytes.
    """

    tick: float
    shortened: bool
    whole: bool
    first: int | None = None
    last: int | None = None
    last_ticks: int = 0
    longest: int = 0
    ticks: int = 0
    packets: int = 0
    size: int = 0

    def add(self, packet: Any, time: int | None) -> None:
        """Count a packet that is shown at `time`."""
        if not is_shown(packet):
            return
        ticks = _signed(packet.duration or 0)
        self.packets += 1
        self.size += packet.size
        self.ticks += ticks
        self.longest = max(self.longest, ticks)
        if time is None:
            return
        self.first = time if self.first is None else min(self.first, time)
        if packet.has_sidedata("skip_samples") and not self.shortened:
            ticks = min(ticks, self.longest - self._padding(packet))
        if self.last is None or time >= self.last:
            self.last, self.last_ticks = time, ticks

    def end(self) -> float:
        """Where the stream ends, seconds on the file's time line."""
        if self.last is None or self.first is None:
            return self.ticks * self.tick
        ticks = self.last_ticks
        if not self.longest and self.packets > 1:
            ticks = round((self.last - self.first) / (self.packets - 1))
        return (self.last + ticks) * self.tick

    def rate(self) -> float:
        """Packets a second, on average."""
        begin = 0 if self.first is None else self.first * self.tick
        seconds = self.end() - begin
        return self.packets / seconds if seconds > 0 else 0.0

    def _padding(self, packet: Any) -> int:
        """Ticks at the end of an audio packet that the encoder added."""
        samples: int = struct.unpack_from("<I", bytes(packet.get_sidedata("skip_samples")), 4)[0]
        rate = packet.stream.codec_context.sample_rate
        return round(samples / rate / self.tick) if rate else 0


def _signed(ticks: int) -> int:
    """The duration of a packet with more padding than sound; FFmpeg's lacks the upper bits."""
    return ticks - (1 << 32) if ticks >> 31 == 1 else ticks


def spans(media: Media, streams: Sequence[Any], *, whole: bool = False) -> dict[int, Span]:
    """The span of each of `streams`, by stream index.

    With `whole` false only the end of the file is read where that is enough. A stream without
    packets has no span. The file's reading position moves.
    """
    if not whole and not _BARE.fullmatch(media.container.format.name):
        found = _tail(media, streams)
        if len(found) == len(streams):
            return found
    with open_media(media.path, media.url, "video" if _has_video(streams) else "audio") as again:
        same = [again.container.streams[stream.index] for stream in streams]
        return _read(again, same, whole=True)


def _has_video(streams: Iterable[Any]) -> bool:
    return any(stream.type == "video" for stream in streams)


def _tail(media: Media, streams: Sequence[Any]) -> dict[int, Span]:
    container = media.container
    if not container.duration:
        return {}
    claimed = (container.start_time or 0) + container.duration
    try:
        container.seek(round(claimed - _TAIL * av.time_base))
    except av.FFmpegError:
        return {}
    return _read(media, streams, whole=False)


def _read(media: Media, streams: Sequence[Any], *, whole: bool) -> dict[int, Span]:
    found: dict[int, Span] = {}
    for packet in media.packets(*streams):
        index = packet.stream_index
        if index not in found:
            found[index] = span_of(media, packet.stream, whole=whole)
        found[index].add(packet, media.time(packet))
    return found


def span_of(media: Media, stream: Any, *, whole: bool) -> Span:
    """The span of a stream none of whose packets is counted yet."""
    return Span(float(stream.time_base), media.container.format.name == "ogg", whole)
