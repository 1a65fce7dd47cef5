"""HTTP Live Streaming (RFC 8216): a master playlist and renditions of falling size.

A rendition is one fragmented MP4 file, and a playlist whose segments are ranges of its bytes.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from av.video.frame import VideoFrame

from dragonet.errors import OutputError
from dragonet.media.container import open_media
from dragonet.media.streams import Media
from dragonet.media.video.check import check
from dragonet.media.video.codecs import HLS_SEGMENT
from dragonet.media.video.decode import Decoder
from dragonet.media.video.filter import filtered
from dragonet.media.video.flow import StoppedError, close, shared
from dragonet.media.video.progress import percent
from dragonet.media.video.settings import VideoSettings
from dragonet.media.video.sound import resampled
from dragonet.media.video.transcode import (
    Converted,
    Wish,
    converted,
    duration_of,
    peeked,
    sound_of,
)
from dragonet.media.video.view import Target, target_of
from dragonet.media.video.writer import Made, Writer

RUNGS = (1080, 720, 480, 360, 240)
"""Short sides of the pictures of renditions, pixels."""

_STEP = 0.8
"""A rendition's short side is at most this share of the one before."""

_FULL_HD, _FULL_HD_RATE = 1920 * 1080, 5_000_000
"""Pixels, and the most bits a second that they get; others by the power of 3/4 of their size."""

_PICTURES = 4
"""Decoded frames that wait for the slowest rendition at most."""


@dataclass(frozen=True)
class Files:
    """Where a rendition goes, both in one folder.

    Attributes:
        playlist: its media playlist.
        video: its pictures and sound.
    """

    playlist: Path
    video: Path


@dataclass(frozen=True)
class _Order:
    """What one rendition is to be."""

    files: Files
    video: VideoSettings
    wish: Wish
    report: Callable[[float], None]


@dataclass(frozen=True)
class Rendition:
    """A rendition that was written.

    Attributes:
        files: where it is.
        made: what was written.
        duration: seconds.
    """

    files: Files
    made: Made
    duration: float


def stream(
    source: Path,
    url: str,
    wish: Wish,
    *,
    master: Path,
    files: Sequence[Files],
    report: Callable[[float], None] = lambda _: None,
) -> Converted:
    """Write the video `source`, called `url` in errors, as a stream for HLS players.

    The first rendition is as `wish` asks, up to `len(files)` smaller ones follow, all in the
    folder of `master`; the video is decoded once for all. The values are those of the first.

    Raises like `transcode`.
    """
    duration = duration_of(source, url)
    with ExitStack() as opened:
        media = opened.enter_context(open_media(source, url, "video"))
        decoder = Decoder(media)
        first, frames = peeked(iter(decoder))
        if first is None:
            raise media.damaged("no picture in it can be decoded")
        aspect = media.video().sample_aspect_ratio
        top = target_of(first, aspect, wish.width, wish.height, crop=wish.crop)
        targets = [top, *_smaller(top, len(files) - 1)]
        feeds = shared(frames, len(targets), _PICTURES)
        reports = [percent(report, duration), *[lambda _: None] * (len(targets) - 1)]

        def render(number: int) -> Rendition:
            target = targets[number]
            pictures = filtered(feeds[number], target, aspect, master.parent)
            settings = _settings(wish.video(target, decoder), wish, top)
            with open_media(source, url, "video") as heard:
                order = _Order(files[number], settings, wish, reports[number])
                return _written(order, heard, pictures)

        found = _side_by_side(render, len(targets))
    _write_master(master, found)
    result = converted(found[0].made, found[0].duration, top)
    return replace(result, content_type="application/vnd.apple.mpegurl")


def _smaller(top: Target, most: int) -> Iterator[Target]:
    """At most `most` targets of the same aspect, each smaller than the one before."""
    short = before = min(top.width, top.height)
    for rung in RUNGS:
        if most and rung <= before * _STEP:
            box = (round(side * rung / short) for side in (top.width, top.height))
            yield replace(top, plan=top.shape.fit(*box, crop=True))
            before, most = rung, most - 1


def _settings(video: VideoSettings, wish: Wish, top: Target) -> VideoSettings:
    """Key frames where segments begin, and no more bits than the size is worth."""
    full = wish.video_bit_rate or _FULL_HD_RATE * _worth(top.width * top.height / _FULL_HD)
    share = _worth(video.width * video.height / (top.width * top.height))
    options = (*video.options, ("sc_threshold", "0"))
    return replace(video, bit_rate=round(full * share), key_times=HLS_SEGMENT, options=options)


def _worth(size: float) -> float:
    return float(size**0.75)


def _side_by_side(render: Callable[[int], Rendition], count: int) -> list[Rendition]:
    """All renditions, each in a thread; what fails first is raised, and ends the others."""
    with ThreadPoolExecutor(count) as pool:
        futures: list[Future[Rendition]] = [pool.submit(render, number) for number in range(count)]
    errors = [error for future in futures if (error := future.exception()) is not None]
    for error in sorted(errors, key=lambda error: isinstance(error, StoppedError)):
        raise error
    return [future.result() for future in futures]


def _written(order: _Order, heard: Media, pictures: Iterator[VideoFrame]) -> Rendition:
    """Write and check one rendition of the pictures, with the sound of `heard`."""
    files, wish = order.files, order.wish
    try:
        note, sound = peeked(sound_of(heard))
        audio = wish.audio(note) if note is not None else None
        muxer = {"hls_segment_filename": str(files.video)}
        writer = Writer(files.playlist, "hls", order.video, audio, muxer)
        blocks = resampled(sound, audio, writer.frame_size) if audio else ()
        made = writer.write(pictures, blocks, order.report)
    finally:
        close(pictures)
    return Rendition(files, made, check(files.video, made))


def _write_master(path: Path, renditions: Sequence[Rendition]) -> None:
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for one in renditions:
        video = one.made.video
        peak, average = _rates(one.files.playlist)
        codecs = [_avc_name(one.files.video), *(["mp4a.40.2"] if one.made.audio else [])]
        rate = one.made.frames / one.made.end
        lines.append(
            f"#EXT-X-STREAM-INF:BANDWIDTH={peak},AVERAGE-BANDWIDTH={average},"
            f"RESOLUTION={video.width}x{video.height},FRAME-RATE={rate:.3f},"
            f'CODECS="{",".join(codecs)}"'
        )
        lines.append(one.files.playlist.name)
    path.write_text("\n".join(lines) + "\n")


def _rates(playlist: Path) -> tuple[int, int]:
    """Most and average bits a second of the segments of a media playlist."""
    text = playlist.read_text()
    seconds = [float(value) for value in re.findall(r"#EXTINF:([\d.]+)", text)]
    sizes = [int(value) for value in re.findall(r"#EXT-X-BYTERANGE:(\d+)", text)]
    if not sizes or len(sizes) != len(seconds) or min(seconds) <= 0:
        raise OutputError("the playlist that was written has no segments")
    peak = max(8 * size / time for size, time in zip(sizes, seconds, strict=True))
    return round(peak), round(8 * sum(sizes) / sum(seconds))


def _avc_name(path: Path) -> str:
    """The H.264 stream's name in the sense of RFC 6381: `avc1.` profile, constraints, level."""
    with open_media(path, "output", "video") as media:
        extra = media.video().codec_context.extradata or b""
    return f"avc1.{extra[1:4].hex()}"
