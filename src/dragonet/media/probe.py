"""What a media file is: durations, rates, names and types."""

from typing import Any, NamedTuple

from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from dragonet.media.audio.decode import heard_until
from dragonet.media.container import unknown
from dragonet.media.frames import origin
from dragonet.media.span import Span, spans
from dragonet.media.streams import Media, tick

_TRUSTED = 0.005
"""A rate that the container declares is believed this near to what its packets say."""

_SMALL = 32 << 20
"""Bytes of a file that is always read whole, in some hundredths of a second."""

_AUDIO_ONLY = {
    "mp4": "audio/mp4",
    "mov": "audio/mp4",
    "webm": "audio/webm",
    "matroska": "audio/x-matroska",
    "ogg": "audio/ogg",
    "asf": "audio/x-ms-wma",
    "mpegps": "audio/mpeg",
}
_WITH_VIDEO = {"m4a": "video/mp4", "ogg": "video/ogg", "asf": "video/x-ms-wmv"}
_BY_DEMUXER = {
    "h264": "video/h264",
    "hevc": "video/h265",
    "vvc": "video/h266",
    "obu": "video/av1",
    "mpegvideo": "video/mpeg",
    "mpeg": "video/mpeg",
    "mpegts": "video/mp2t",
    "m4v": "video/mp4v-es",
    "mjpeg": "video/x-motion-jpeg",
    "dv": "video/dv",
    "aac": "audio/aac",
    "ac3": "audio/ac3",
    "eac3": "audio/eac3",
    "mp3": "audio/mpeg",
    "dts": "audio/vnd.dts",
    "w64": "audio/wav",
}


class Timing(NamedTuple):
    """The times of a file with video.

    Attributes:
        duration: seconds from time 0 to the end of picture or sound, whichever ends later.
        frame_rate: frames a second, on average.
        last: when the last frame begins, seconds.
        frames: number of frames; None if that is not known without reading the whole file.
    """

    duration: float
    frame_rate: float
    last: float
    frames: int | None


def video_duration(media: Media) -> float:
    """Seconds from time 0 to the end of picture or sound, whichever ends later."""
    streams = [media.video(), *media.audios()]
    return _longest(media, streams, spans(media, streams))


def video_timing(media: Media) -> Timing:
    """The times of a file with video, by its packets.

    Of a large file only the end is read, unless it contradicts the frame rate that is declared.
    """
    video = media.video()
    streams = [video, *media.audios()]
    found = spans(media, streams, whole=media.path.stat().st_size <= _SMALL)
    rate = _declared_rate(video, found.get(video.index))
    if not rate:
        found = spans(media, streams, whole=True)
        span = found.get(video.index)
        rate = _declared_rate(video, span) or (span.rate() if span else 0.0)
    duration = _longest(media, streams, found)
    picture = found[video.index]
    return Timing(
        duration, round(rate, 3), _last(media, picture, rate), _frames(video, picture, rate)
    )


def audio_timing(media: Media) -> tuple[float, int | None]:
    """Seconds of the main audio stream without the encoder's padding, and its bits a second.

    What cannot be decoded at the end, as in a truncated file, does not count. Where there is
    video, too, the bit rate is the declared one, None if there is none.
    """
    stream = media.audio()
    span = spans(media, [stream], whole=not media.videos()).get(stream.index)
    if span is None:
        raise media.damaged("there is no sound in it")
    begin = 0.0
    if span.last is not None:
        start = stream.start_time if stream.start_time is not None else span.first or 0
        begin = float(start * tick(stream))
    seconds = heard_until(media, max(span.end() - begin, 0.0))
    if not seconds and media.kind.family == "unknown":
        raise unknown(media.url)
    if span.whole:
        return seconds, round(span.size * 8 / seconds) if seconds else None
    return seconds, stream.codec_context.bit_rate or None


def content_type(media: Media) -> str:
    """Media type of the file, `audio/…` if it has no moving pictures."""
    moving = bool(media.videos())
    special = (_WITH_VIDEO if moving else _AUDIO_ONLY).get(media.kind.name)
    if special or media.kind.family != "unknown":
        return special or media.kind.mime
    return _BY_DEMUXER.get(media.container.format.name, media.kind.mime)


def codec_name(stream: VideoStream | AudioStream) -> str:
    """The codec's usual name: `h264`, `mp3`, `pcm_s16le`; not that of the decoder at work."""
    return stream.codec_context.codec.canonical_name


def bit_rate(media: Media, duration: float) -> int | None:
    """Bits a second of a whole file that lasts `duration` seconds; None if that is 0."""
    return round(media.path.stat().st_size * 8 / duration) if duration else None


def _longest(media: Media, streams: list[Any], found: dict[int, Span]) -> float:
    if streams[0].index not in found:
        raise media.damaged("there is no picture in it")
    end = max(span.end() for span in found.values())
    timed = any(span.last is not None for span in found.values())
    return round(max(end - (origin(media, streams[0]) if timed else 0), 0.0), 3)


def _last(media: Media, span: Span, rate: float) -> float:
    if span.last is not None:
        return max(span.last * span.tick - origin(media, media.video()), 0.0)
    return max(span.end() - 1 / rate, 0.0) if rate else 0.0


def _frames(video: VideoStream, span: Span, rate: float) -> int | None:
    """The frames that were counted; else the number declared, if the duration bears it out."""
    if span.whole:
        fields = rate and span.rate() / rate > 1.5  # a packet may be one field of two
        return span.packets // 2 if fields else span.packets
    first = video.start_time or 0
    lasting = span.end() - first * span.tick
    return video.frames if abs(video.frames - lasting * rate) < 1 else None


def _declared_rate(video: VideoStream, span: Span | None) -> float | None:
    """The frame rate that the container declares, if the packets that were read bear it out."""
    if not span or not video.average_rate:
        return None
    declared, counted = float(video.average_rate), span.rate()
    allowed = _TRUSTED + 2 * span.tick * counted / span.packets  # and the rounding of time stamps
    field = counted / 2  # a packet may be one field of two
    true = any(abs(declared - rate) <= allowed * rate for rate in (counted, field))
    return declared if true else None
