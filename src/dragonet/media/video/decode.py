"""Decode the main video stream into frames in order of presentation, each with its exact time."""

import os
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from dragonet.media.frames import origin
from dragonet.media.search import rate
from dragonet.media.streams import MAX_FRAME, Media, tick
from dragonet.media.video.splice import Splice

LEAST_DECODED = 0.45
"""Share of packets that must become pictures; a packet may be one field of two."""


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0))


class Decoder:
    """Decodes a video from its beginning.

    Every frame has `pts` in units of its `time_base` since time 0 (`frames.origin`), larger than
    that of the frame before it, and `duration` in the same units, 0 if unknown.

    Attributes:
        tick: seconds of one unit of the frames' time stamps.
        rate: frames a second, on average, as the container says.
        packets: packets read so far.
        frames: frames decoded so far.
    """

    def __init__(self, media: Media) -> None:
        self._media = media
        self._stream: VideoStream = media.video()
        self.tick: Fraction = tick(self._stream)
        self.rate = rate(self._stream)
        self.packets = self.frames = 0
        self._first = round(origin(media, self._stream) / float(self.tick))
        self._step = max(1, round(1 / (self.rate * self.tick)))
        self._last: int | None = None
        self._following: int | None = None
        self._splice = Splice(media, self.tick)
        self._context: Any = self._stream.codec_context
        self._context.thread_type = "AUTO"
        self._context.thread_count = cores()
        self._context.options = {"max_pixels": str(MAX_FRAME)}

    def __iter__(self) -> Iterator[VideoFrame]:
        for packet in self._media.packets(self._stream):
            self.packets += 1
            yield from self._decoded(packet)
        yield from self._decoded(None)
        if self.frames < self.packets * LEAST_DECODED:
            raise self._media.damaged(
                f"only {self.frames} of its {self.packets} pictures can be decoded"
            )

    def _decoded(self, packet: Any) -> Iterator[VideoFrame]:
        try:
            frames = self._context.decode(packet)
        except MemoryError:
            raise
        except av.FFmpegError:  # one damaged picture: the others may be whole
            return
        for frame in frames:
            self.frames += 1
            frame.pts, frame.time_base = self._time(frame), self.tick
            yield frame

    def _time(self, frame: Any) -> int:
        """The frame's time; where the file has none, or none that can be, it is counted."""
        time, stamp = self._following or 0, self._stamp(frame)
        if stamp is not None:
            time = self._splice.joined(stamp - self._first, self._following)
        self._following = time + self._step
        if self._last is None:  # whatever comes before the first frame is that frame
            time = 0
        elif time <= self._last:
            time = self._last + self._step
        self._last = time
        return time

    def _stamp(self, frame: Any) -> int | None:
        if self._media.in_coding_order and self._context.reorder_depth and frame.dts is not None:
            return int(frame.dts - self._context.reorder_depth)
        return None if frame.pts is None else int(frame.pts)
