"""A video parted into stretches that can be decoded apart, the last first."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from av.video.stream import VideoStream

from dragonet.media.search import rate
from dragonet.media.span import Span, span_of
from dragonet.media.streams import Media, is_shown, tick


@dataclass(frozen=True)
class Stretch:
    """Frames that follow each other.

    Attributes:
        key: time of the key frame that they are decoded from, ticks; None is the beginning.
        first: time of the first of them, ticks; None is whatever comes first.
        count: their number, as far as packets tell.
    """

    key: int | None
    first: int | None
    count: int


@dataclass(frozen=True)
class Packets:
    """What the packets of a file say.

    Attributes:
        times: when pictures are shown, ticks, rising; counted if the file does not say it.
        keys: when key frames are, ticks, rising.
        video: span of the pictures; None if there are none.
        audio: span of the sound; None if there is none.
    """

    times: Sequence[int]
    keys: Sequence[int]
    video: Span | None
    audio: Span | None


def read_packets(media: Media) -> Packets:
    """Read all packets of the main streams, from the reading position; nothing is decoded."""
    video = media.video()
    streams = [video, media.audio()] if media.audios() else [video]
    found: dict[int, Span] = {}
    times, keys = array("q"), array("q")
    for packet in media.packets(*streams):
        index, time = packet.stream_index, media.time(packet)
        if index not in found:
            found[index] = span_of(media, packet.stream, whole=True)
        found[index].add(packet, time)
        if index == video.index and time is not None:
            if packet.is_keyframe:
                keys.append(time)
            if is_shown(packet):
                times.append(time)
    span = found.get(video.index)
    if not times and span:
        step = step_of(video)
        times, keys = array("q", (round(n * step) for n in range(span.packets))), array("q")
    audio = found.get(streams[1].index) if len(streams) > 1 else None
    return Packets(sorted(times), sorted(keys), span, audio)


def step_of(stream: VideoStream) -> float:
    """Ticks from a frame to the next, on average."""
    return float(1 / (rate(stream) * tick(stream)))


def stretches(packets: Packets, small: int, large: int) -> Iterator[Stretch]:
    """The whole video in stretches, the last first.

    Groups of pictures are put together up to `small` frames, and parted above `large`, so that
    no stretch has more; then what comes before in its group is decoded for each part.
    """
    end = begin = len(packets.times)
    key: int | None = None
    for earlier, first in _groups(packets):
        if end - first > small and begin < end:
            yield from _parted(key, range(begin, end), packets.times, large)
            end = begin
        key, begin = earlier, first
    yield from _parted(key, range(begin, end), packets.times, large)


def _groups(packets: Packets) -> Iterator[tuple[int | None, int]]:
    """Key frame and index of the first frame of every group of pictures, the last first."""
    last = len(packets.times)
    for key in reversed(packets.keys):
        first = bisect_left(packets.times, key)
        if first < last:
            yield key, first
            last = first
    if last > 0:
        yield None, 0


def _parted(key: int | None, frames: range, times: Sequence[int], large: int) -> Iterator[Stretch]:
    """One group or several, from the end in parts of at most `large` frames."""
    for end in range(frames.stop, frames.start, -large):
        begin = max(end - large, frames.start)
        yield Stretch(key, times[begin] if begin > 0 else None, end - begin)
