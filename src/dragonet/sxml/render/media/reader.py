"""The frame of a video at any time: the next ones quickly, others by seeking."""

from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any

import av

from dragonet.media.container import open_media
from dragonet.media.frames import packets_from, ticks
from dragonet.media.search import SKIPPABLE, decoder, rate
from dragonet.media.streams import tick
from dragonet.sxml.render.media.fields import LEAD, Shown, progressive

_THREADS = 2
"""Of a decoder; other threads and processes encode."""

_AHEAD = 2.0
"""Seconds up to which going on is quicker than seeking."""


class Reader:
    """An open video, decoded from its beginning or from the key frame before what is asked for.

    Raises SourceError if it cannot be read, or if no picture of it can be decoded.
    """

    def __init__(self, path: Path, url: str) -> None:
        self._path, self._url = path, url
        self._files = ExitStack()
        self._begins = 0.0
        self._interlaced = False
        self._current: Shown | None = None
        self._following: Shown | None = None
        self._open()

    def at(self, seconds: float) -> Shown:
        """The frame on screen at `seconds`; the first one before it, the last one after it."""
        target = ticks(self._media, self._stream, seconds)
        if not self._is_near(target):
            self._seek(target)
        while self._following and (self._current is None or self._following.time <= target):
            self._current, self._following = self._following, next(self._frames, None)
        assert self._current is not None, "there is a first frame"
        return self._current

    def close(self) -> None:
        """Close the file."""
        self._files.close()

    def _open(self) -> None:
        """Begin at the beginning."""
        self._files.close()
        self._media = self._files.enter_context(open_media(self._path, self._url, "video"))
        self._stream = self._media.video()
        self._decoder = decoder(self._stream)
        self._decoder.thread_count = _THREADS
        self._step = float(1 / (rate(self._stream) * tick(self._stream)))
        self._ahead = _AHEAD / float(tick(self._stream))
        self._delay = self._decoder.reorder_depth if self._media.in_coding_order else None
        frames = self._decoded(self._media.packets(self._stream))
        first = next(frames, None)
        if first is None:
            raise self._media.damaged("no picture in it can be decoded")
        self._begins, self._interlaced = first.time, first.frame.interlaced_frame
        self._begin(chain([first], frames))

    def _begin(self, frames: Iterator[Shown]) -> None:
        self._frames = progressive(frames) if self._interlaced else frames
        self._lead = LEAD * self._step if self._interlaced else 0.0
        self._current, self._following = None, next(self._frames, None)

    def _is_near(self, target: int) -> bool:
        """Whether the frame is the one at hand or soon follows it."""
        held = self._current or self._following
        if held is None:
            return True
        if target < held.time and held.time > self._begins:
            return False
        return self._following is None or target <= self._following.time + self._ahead

    def _seek(self, target: int) -> None:
        """Begin at the key frame before; at the beginning where that cannot be found."""
        start = round(target - self._lead)
        packets = packets_from(self._media, self._stream, start)
        key = next(packets, None)
        if key is not None:
            self._decoder.flush_buffers()  # not before: finding the packets is what seeks
            self._begin(self._decoded(self._approach(chain([key], packets), start)))
        begun = self._following if key is not None else None
        if begun is None or (begun.time > target and begun.time > self._begins):
            self._open()

    def _approach(self, packets: Iterator[Any], target: int) -> Iterator[Any]:
        """The packets; before `target` pictures that no other refers to are not decoded, except
        for the last one shown."""
        if self._delay is not None or self._decoder.codec.canonical_name not in SKIPPABLE:
            yield from packets
            return
        held: deque[Any] = deque()
        last = None
        for packet in packets:
            held.append(packet)
            if packet.pts is None or packet.dts is None or packet.dts > target:
                break
            if packet.pts <= target and not packet.is_discard:
                last = packet.pts if last is None else max(last, packet.pts)
            while last is not None and held[0].pts < last:
                self._decoder.skip_frame = "NONREF"
                yield held.popleft()
        self._decoder.skip_frame = "DEFAULT"
        yield from held
        yield from packets

    def _decoded(self, packets: Iterator[Any]) -> Iterator[Shown]:
        """The frames that can be decoded; a damaged one is not there."""
        time = -self._step
        for packet in chain(packets, [None]):
            try:
                frames = self._decoder.decode(packet)
            except MemoryError:
                raise
            except av.FFmpegError:
                continue
            for frame in frames:
                time = self._time(frame, time + self._step)
                yield Shown(time, frame)

    def _time(self, frame: Any, counted: float) -> float:
        """When the frame is shown; counted where the file does not say."""
        if self._delay is not None and frame.dts is not None:
            return float(frame.dts - self._delay)
        if self._delay is None and frame.pts is not None:
            return float(frame.pts)
        return counted
