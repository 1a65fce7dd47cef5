"""Which moments of a video to show, if it can be only some."""

from collections.abc import Iterator
from typing import Any

from av.video.stream import VideoStream

from dragonet.media.container import open_media
from dragonet.media.frames import origin, packets_from, ticks
from dragonet.media.search import rate
from dragonet.media.streams import Media, is_shown, tick


def sample_times(media: Media, start: float, end: float, count: int) -> list[float]:
    """`count` times, seconds, at equal intervals, the first at `start` and the last at `end`.

    If fewer frames are on screen from `start` to `end`, it is the time of each of them. No more
    packets are read than that takes, and nothing is decoded.
    """
    times = _frame_times(media, start, end, count)
    if len(times) < count:
        return times
    step = (end - start) / (count - 1) if count > 1 else 0.0
    return [start + index * step for index in range(count)]


def _frame_times(media: Media, start: float, end: float, most: int) -> list[float]:
    """When the frames on screen from `start` to `end` begin, seconds; at least `most` of them, in
    any order, if there are as many."""
    stream = media.video()
    low, high = ticks(media, stream, start), ticks(media, stream, end)
    first: int | None = None
    later: set[int] = set()
    for time, decoded in _times(media, stream, low):
        if time <= low:
            first = time if first is None else max(first, time)
        elif time <= high:
            later.add(time)
        if len(later) + (first is not None) >= most or decoded > high:
            break
    found = sorted(later if first is None else {first, *later})
    unit, begin = float(tick(stream)), origin(media, stream)
    return [time * unit - begin for time in found]


def _times(media: Media, stream: VideoStream, low: int) -> Iterator[tuple[int, int]]:
    """When packets are shown and decoded, ticks, from the key frame before `low` on."""
    empty = True
    for packet in packets_from(media, stream, low):
        empty = False
        yield from _of(media, packet)
    if not empty:
        return
    with open_media(media.path, media.url, "video") as whole:
        same = whole.video()
        step = 1 / (rate(same) * tick(same))
        for number, packet in enumerate(whole.packets(same)):
            counted = round(number * step)
            yield from _of(whole, packet) or [(counted, counted)]


def _of(media: Media, packet: Any) -> list[tuple[int, int]]:
    time = media.time(packet)
    if time is None or not is_shown(packet):
        return []
    return [(time, time if packet.dts is None else packet.dts)]
