"""The exact frame that is on screen at a time."""

import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import av
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from dragonet.media.container import open_media
from dragonet.media.search import Search, rate
from dragonet.media.streams import Media, tick

_LEAD = 0.1
"""Seconds that sound may begin before the picture because of its encoder's delay."""

_NEVER = 1 << 62
"""Ticks of a time after any frame."""


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
    return next(frames_at(media, [seconds]))


def frames_at(media: Media, times: Sequence[float]) -> Iterator[VideoFrame]:
    """The frame on screen at each of `times`, seconds in ascending order, as `frame_at` has it.

    What lies between two key frames is decoded once, whatever number of times are in it.
    """
    stream = media.video()
    targets = [ticks(media, stream, seconds) for seconds in times]
    for group in _groups(media, stream, targets):
        yield from _found(media, stream, group)


def _groups(media: Media, stream: VideoStream, targets: list[int]) -> Iterator[list[int]]:
    """`targets` parted where there is a key frame between two of them."""
    if len(targets) == 1:
        yield targets
        return
    keys = [_key_before(media, stream, target) for target in targets]
    for _, group in groupby(zip(keys, targets, strict=True), itemgetter(0)):
        yield [target for _, target in group]


def _key_before(media: Media, stream: VideoStream, target: int) -> int | None:
    """Time of the key frame that decoding for `target` begins at; None is the file's beginning."""
    key = next(packets_from(media, stream, target), None)
    return None if key is None else media.time(key)


def packets_from(media: Media, stream: VideoStream, target: int) -> Iterator[Any]:
    """The packets from the last key frame at or before `target`, ticks; none if none is found."""
    for back in _steps(stream, target):
        try:
            media.container.seek(target - back, stream=stream)
        except av.FFmpegError:
            return
        packets = _from_key(media, stream, target)
        first = next(packets, None)
        if first is not None:
            yield first
            yield from packets
            return


def _found(media: Media, stream: VideoStream, targets: list[int]) -> Iterator[VideoFrame]:
    for back in _steps(stream, targets[0]):
        try:
            media.container.seek(targets[0] - back, stream=stream)
        except av.FFmpegError:
            break
        found = Search(media, stream, targets).run(_from_key(media, stream, targets[0]))
        first = next(found, None)
        if first is not None:
            yield first
            yield from found
            return
    yield from _from_beginning(media, targets)


def _from_beginning(media: Media, targets: list[int]) -> Iterator[VideoFrame]:
    frame = None
    with open_media(media.path, media.url, "video") as whole:
        stream = whole.video()
        for frame in Search(whole, stream, targets).run(whole.packets(stream), whole=True):
            yield frame
    if frame is None:  # all up to the last target are damaged
        yield from [_first(media)] * len(targets)


def _first(media: Media) -> VideoFrame:
    """The first frame that can be decoded."""
    with open_media(media.path, media.url, "video") as whole:
        stream = whole.video()
        for frame in Search(whole, stream, [_NEVER]).frames(whole.packets(stream)):
            return frame
    raise media.damaged("no picture in it can be decoded")


def ticks(media: Media, stream: VideoStream, seconds: float) -> int:
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
