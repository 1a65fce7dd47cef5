"""The frames of a video from the last to the first, at bounded memory."""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import av
from av.video.frame import VideoFrame

from dragonet.media.container import open_media
from dragonet.media.frames import packets_from
from dragonet.media.streams import MAX_FRAME, Media, tick
from dragonet.media.video.decode import LEAST_DECODED, cores
from dragonet.media.video.flow import ahead
from dragonet.media.video.stack import Stack
from dragonet.media.video.stretches import Packets, step_of, stretches

_MEMORY = 128 << 20
"""Bytes of frames that are held in memory until their turn comes."""

_SCRATCH = 2 << 30
"""Bytes of frames that are held in a file besides."""

_PICTURES = 4
"""Decoded frames that wait for the filters at most: they are large."""


class Backward:
    """Decodes a video from its end, each group of pictures once, however many follow.

    Args:
        media: the file; its reading position moves.
        packets: what is in it.
        begin: where time 0 is, ticks: the first frame begins there.
        end: where the last frame ends, ticks.

    Attributes:
        seconds: how long all of it lasts.
    """

    def __init__(self, media: Media, packets: Packets, begin: int, end: int) -> None:
        self._media, self._packets = media, packets
        self._begin, self._end = begin, end
        self._stream = media.video()
        self._tick, self._step = tick(self._stream), step_of(self._stream)
        self._context: Any = self._stream.codec_context
        self._context.thread_type = "AUTO"
        self._context.thread_count = cores()
        self._context.options = {"max_pixels": str(MAX_FRAME)}
        self._frames = 0
        self.seconds = float((end - begin) * self._tick)

    def frames(
        self,
        size: int,
        filters: Callable[[Iterable[VideoFrame]], Iterator[VideoFrame]],
        folder: Path,
    ) -> Iterator[VideoFrame]:
        """The frames, filtered in their own order, from the last, their times mirrored.

        `size` is bytes of a filtered frame; `folder` is for a file of those that do not fit into
        memory. Times are ticks since the beginning of what comes out; the duration of a frame
        reaches to the end of it all, if it is the last.

        Raises SourceError if most packets of the file are no pictures that can be decoded.
        """
        small, large = (max(2, most // size) for most in (_MEMORY, _MEMORY + _SCRATCH))
        following = self._end  # when the frame that came out before begins
        with TemporaryFile(dir=folder) as file:
            stack = Stack(file, small)
            for stretch in stretches(self._packets, small, large):
                decoded = ahead(self._between(stretch.key, stretch.first, following), _PICTURES)
                for frame in filters(decoded):
                    frame.pts = self._ticks(frame)  # some filters have another time base
                    stack.push(frame)
                for frame in stack.drained():
                    begin = min(frame.pts or 0, following - 1)
                    frame.pts, frame.time_base = self._end - following, self._tick
                    frame.duration = max(following - self._begin, 1)
                    following = begin
                    self._frames += 1
                    yield frame
        if self._frames < len(self._packets.times) * LEAST_DECODED:
            raise self._media.damaged(
                f"only {self._frames} of its {len(self._packets.times)} pictures can be decoded"
            )

    def _ticks(self, frame: Any) -> int:
        ticks: int = round(frame.pts * Fraction(frame.time_base) / self._tick)
        return ticks

    def _between(self, key: int | None, first: int | None, following: int) -> Iterator[VideoFrame]:
        """The frames from the one at `first` to before `following`, ticks, decoded from `key`."""
        for frame in self._decoded(key, following):
            if frame.pts >= following:
                return
            if first is None or frame.pts >= first:
                yield frame

    def _decoded(self, key: int | None, following: int) -> Iterator[Any]:
        """Frames from a key frame on, their `pts` the time they are shown at."""
        last = (self._packets.times[0] if key is None else key) - self._step
        for packet in self._read(key, following):
            for frame in self._tried(packet):
                stamp = self._stamp(frame)
                last = last + self._step if stamp is None else stamp
                frame.pts, frame.time_base = round(last), self._tick
                yield frame

    def _read(self, key: int | None, following: int) -> Iterator[Any]:
        """Packets from a key frame on, then None, which empties the decoder."""
        self._context.flush_buffers()
        empty = True
        for packet in () if key is None else packets_from(self._media, self._stream, key):
            empty = False
            in_order = packet.dts is not None and not self._media.in_coding_order
            if in_order and packet.dts >= following:
                break  # all that follow are shown later
            yield packet
        if empty:
            with open_media(self._media.path, self._media.url, "video") as whole:
                yield from whole.packets(whole.video())
        yield None

    def _tried(self, packet: Any) -> list[Any]:
        try:
            frames: list[Any] = self._context.decode(packet)
        except MemoryError:
            raise
        except av.FFmpegError:  # one damaged picture: the others may be whole
            return []
        return frames

    def _stamp(self, frame: Any) -> int | None:
        """When the frame is shown, ticks; None if that is to be counted."""
        if self._media.in_coding_order and self._context.reorder_depth:
            return None if frame.dts is None else int(frame.dts - self._context.reorder_depth)
        return None if frame.pts is None else int(frame.pts)
