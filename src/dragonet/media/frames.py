"""The exact frame that is on screen at a time."""

import math
import os
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from dragonet.media.container import MAX_FRAME, Media, open_media, tick

_SKIPPABLE = ("h264", "hevc", "mpeg1video", "mpeg2video", "mpeg4")
"""Decoders that heed a change of `skip_frame` between packets (dav1d reads it once)."""

_LEAD = 0.1
"""Seconds that sound may begin before the picture because of its encoder's delay."""

_ALPHA_DECODERS = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
"""FFmpeg's own VP8 and VP9 decoders drop the alpha channel of WebM."""


def origin(media: Media, stream: VideoStream) -> float:
    """Where time 0 lies on the file's own time line, seconds.

    That is the first frame; only if sound begins earlier by more than encoders' delays explain,
    it is where the sound begins. Nothing is played before 0 of the file's own time line.
    """
    begin = (media.container.start_time or 0) / av.time_base
    if stream.start_time is None:
        return max(begin, 0.0)
    first = float(stream.start_time * tick(stream))
    return first if first - begin <= _LEAD else max(begin, min(first, 0.0))


def frame_at(media: Media, seconds: float) -> VideoFrame:
    """The frame on screen at `seconds`: the last one that begins at or before it.

    Before the first frame that is the first, after the last the last. Decoding begins at the key
    frame before it; pictures that no other needs are skipped on the way.

    Raises SourceError if no frame can be decoded.
    """
    stream = media.video()
    target = _ticks(media, stream, seconds)
    for back in _steps(stream, target):
        try:
            media.container.seek(target - back, stream=stream)
        except av.FFmpegError:
            break
        frame = _Search(media, stream, target).run(_from_key(media, stream, target))
        if frame is not None:
            return frame
    with open_media(media.path, media.url, "video") as whole:
        stream = whole.video()
        search = _Search(whole, stream, target)
        frame = search.run(whole.packets(stream)) or search.first
    if frame is None:
        raise media.damaged("no picture in it can be decoded")
    return frame


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
        if context.codec.canonical_name in _SKIPPABLE:  # a skipped picture idles its thread
            context.thread_count = min(16, 4 * (os.cpu_count() or 1))
    return context


def _ticks(media: Media, stream: VideoStream, seconds: float) -> int:
    """`seconds` in the stream's time base, rounded down.

    Where the time base is finer than the frames, a frame's time is itself rounded to it: there
    half a tick more is allowed, so that 1/15 s finds the frame that Matroska stores at 0.067 s.
    """
    unit = float(tick(stream))
    slack = 0.5001 if float(rate(stream)) * unit <= 0.25 else 1e-6 / unit
    target = math.floor((seconds + origin(media, stream)) / unit + slack)
    return max(target, stream.start_time or 0)


def _steps(stream: VideoStream, target: int) -> Iterator[int]:
    """How far before the target to seek, in ticks: farther each time, up to the beginning."""
    if stream.start_time is None:  # no time stamps, nothing to seek
        return
    step, second = 0, max(1, round(1 / tick(stream)))
    while step == 0 or target - step // 2 > stream.start_time:
        yield step
        step = max(second, step * 2)


def _from_key(media: Media, stream: VideoStream, target: int) -> Iterator[Any]:
    """The packets from the first key frame on, if that is not after the target; else none."""
    packets = media.packets(stream)
    for packet in packets:
        if packet.is_keyframe:
            time = packet.dts if packet.pts is None else media.time(packet)
            if time is not None and time <= target:
                yield packet
                yield from packets
            return


class _Search:
    """Decodes packets until the frame at `target` is known.

    Attributes:
        first: the first frame that was decoded, if only later ones than the target were.
    """

    def __init__(self, media: Media, stream: VideoStream, target: int) -> None:
        self.first: VideoFrame | None = None
        self._target = target
        self._decoder = decoder(stream)
        self._skip = self._decoder.codec.canonical_name in _SKIPPABLE
        self._step = float(1 / (rate(stream) * tick(stream)))
        self._delay = self._decoder.reorder_depth if media.in_coding_order else None
        self._time = -self._step
        self._latest: int | None = None  # time stamp of the best frame so far
        self._held: list[Any] = []

    def run(self, packets: Iterator[Any]) -> VideoFrame | None:
        """The frame at the target; None if all frames in `packets` are later."""
        found = None
        for frame in self._frames(packets):
            self._time = self._time_of(frame)
            if self._time > self._target:
                self.first = self.first or frame
                break
            found = frame
        return found

    def _frames(self, packets: Iterator[Any]) -> Iterator[VideoFrame]:
        for packet in packets:
            for needed in self._needed(packet):
                yield from self._decode(needed)
            if self._latest is not None and packet.dts is not None and packet.dts > self._target:
                break  # all that follow are shown later
        yield from self._decode(None)

    def _needed(self, packet: Any) -> list[Any]:
        """The packets to decode now: later ones than the target only if one at or before it
        follows, which may refer to them."""
        if self._delay is not None or packet.pts is None or packet.dts is None:
            return [packet]
        if packet.pts > self._target and self._latest is not None:
            self._held.append(packet)
            return []
        if not packet.is_discard and packet.pts <= self._target:
            self._latest = max(packet.pts, packet.pts if self._latest is None else self._latest)
        needed, self._held = [*self._held, packet], []
        return needed

    def _decode(self, packet: Any) -> list[VideoFrame]:
        if self._skip and packet is not None and self._latest is not None:
            shown = packet.pts is None or packet.pts == self._latest
            self._decoder.skip_frame = "DEFAULT" if shown else "NONREF"
        try:
            frames: list[VideoFrame] = self._decoder.decode(packet)
        except av.FFmpegError:  # one damaged picture: the others may be whole
            return []
        return frames

    def _time_of(self, frame: VideoFrame) -> float:
        """When the frame is shown, ticks; counted where the file has no time stamps."""
        if self._delay is not None and frame.dts is not None:
            return float(frame.dts - self._delay)
        if self._delay is None and frame.pts is not None:
            return float(frame.pts)
        return self._time + self._step
