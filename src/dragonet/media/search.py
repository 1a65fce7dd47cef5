"""Decode a video's packets up to the frames of some times, and no more than that takes."""

import os
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import av
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from dragonet.media.streams import MAX_FRAME, Media, tick

SKIPPABLE = ("h264", "hevc", "mpeg1video", "mpeg2video", "mpeg4")
"""Decoders that heed a change of `skip_frame` between packets (dav1d reads it once)."""

_ALPHA_DECODERS = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
"""FFmpeg's own VP8 and VP9 decoders drop the alpha channel of WebM."""

_LARGE = 10_000_000
"""Pixels of a frame from which more threads than cores would take too much memory."""


def rate(stream: VideoStream) -> Fraction:
    """Frames a second as the container says them, 25 if it does not."""
    return stream.average_rate or stream.guessed_rate or Fraction(25)


def decoder(stream: VideoStream) -> Any:
    """A decoder of the stream on all cores that keeps the alpha channel."""
    name = _ALPHA_DECODERS.get(stream.codec_context.codec.canonical_name)
    if name and stream.metadata.get("alpha_mode") == "1":
        context: Any = av.CodecContext.create(name, "r")
    else:
        context = stream.codec_context
    if not context.is_open:
        context.thread_type = "AUTO"
        context.options = {"max_pixels": str(MAX_FRAME)}
        small = stream.codec_context.width * stream.codec_context.height <= _LARGE
        if small and context.codec.canonical_name in SKIPPABLE:  # a skipped picture idles a thread
            context.thread_count = min(16, 4 * (os.cpu_count() or 1))
    return context


class Search:
    """Decodes packets until the frames at `targets`, in ascending order, are known."""

    def __init__(self, media: Media, stream: VideoStream, targets: Sequence[int]) -> None:
        self._targets = targets
        self._decoder = decoder(stream)
        self._decoder.skip_frame = "DEFAULT"
        self._skip = self._decoder.codec.canonical_name in SKIPPABLE
        self._step = float(1 / (rate(stream) * tick(stream)))
        self._delay = self._decoder.reorder_depth if media.in_coding_order else None
        self._time = -self._step
        self._latest: dict[int, int] = {}  # of the packets up to each target, the last shown
        self._held: list[Any] = []

    def run(self, packets: Iterator[Any], *, whole: bool = False) -> Iterator[VideoFrame]:
        """The frame at each target; none if the first one in `packets` is later than that.

        With `whole`, nothing comes before `packets`, and the first frame is that of earlier
        targets, too.
        """
        found, done = None, 0
        for frame in self.frames(packets):
            self._time = self._time_of(frame)
            while done < len(self._targets) and self._time > self._targets[done]:
                found = found or (frame if whole else None)
                if found is None:
                    return
                yield found
                done += 1
            if done == len(self._targets):
                return
            found = frame
        if found is not None:
            yield from [found] * (len(self._targets) - done)

    def frames(self, packets: Iterator[Any]) -> Iterator[VideoFrame]:
        """The frames that are decoded on the way, up to the last target or a little more."""
        for packet in packets:
            for needed in self._needed(packet):
                yield from self._decode(needed)
            if self._latest and packet.dts is not None and packet.dts > self._targets[-1]:
                break  # all that follow are shown later
        yield from self._decode(None)

    def _needed(self, packet: Any) -> list[Any]:
        """The packets to decode now: later ones than the last target only if one at or before it
        follows, which may refer to them."""
        if self._delay is not None or packet.pts is None or packet.dts is None:
            return [packet]
        if packet.pts > self._targets[-1] and self._latest:
            self._held.append(packet)
            return []
        if not packet.is_discard and packet.pts <= self._targets[-1]:
            after = bisect_left(self._targets, packet.pts)
            self._latest[after] = max(packet.pts, self._latest.get(after, packet.pts))
        needed, self._held = [*self._held, packet], []
        return needed

    def _decode(self, packet: Any) -> list[VideoFrame]:
        if self._skip and packet is not None and self._latest:
            self._decoder.skip_frame = "DEFAULT" if self._may_be_asked(packet.pts) else "NONREF"
        try:
            frames: list[VideoFrame] = self._decoder.decode(packet)
        except MemoryError:
            raise
        except av.FFmpegError:  # one damaged picture: the others may be whole
            return []
        return frames

    def _may_be_asked(self, time: int | None) -> bool:
        """Whether the picture of a packet may be the last one up to a target."""
        return time is None or time == self._latest.get(bisect_left(self._targets, time))

    def _time_of(self, frame: VideoFrame) -> float:
        """When the frame is shown, ticks; counted where the file has no time stamps."""
        if self._delay is not None and frame.dts is not None:
            return float(frame.dts - self._delay)
        if self._delay is None and frame.pts is not None:
            return float(frame.pts)
        return self._time + self._step
