"""A video file into another: decode, filter and encode overlap in threads."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TypeVar

from av.audio.frame import AudioFrame

from dragonet.media.container import open_media
from dragonet.media.cut import check_whole
from dragonet.media.frames import origin
from dragonet.media.probe import video_duration
from dragonet.media.streams import Media
from dragonet.media.video.check import check
from dragonet.media.video.codecs import AUDIO, CONTAINERS, VIDEO
from dragonet.media.video.decode import Decoder
from dragonet.media.video.filter import filtered
from dragonet.media.video.flow import ahead
from dragonet.media.video.progress import percent
from dragonet.media.video.settings import AudioSettings, VideoSettings
from dragonet.media.video.sound import placed, resampled
from dragonet.media.video.view import Target, target_of
from dragonet.media.video.writer import Made, Writer

T = TypeVar("T")

_PICTURES = 4
"""Decoded frames that wait for the filters at most: they are large."""


@dataclass(frozen=True)
class Converted:
    """What a video has become.

    Attributes:
        content_type: media type of the file.
        width, height: of the file, pixels.
        original_width, original_height: stored pixels of the source.
        duration: seconds of picture or sound, the longer.
        frame_rate: frames a second, on average.
        audio_codec: the codec's name as probes say it; None without sound.
        video_codec: the same of the pictures.
    """

    content_type: str
    width: int
    height: int
    original_width: int
    original_height: int
    duration: float
    frame_rate: float
    audio_codec: str | None
    video_codec: str


@dataclass(frozen=True)
class Wish:
    """What is asked for; the rest follows from the source.

    Attributes:
        container: name in `codecs.CONTAINERS`.
        width, height: box of the upright picture, pixels; None follows from the source.
        crop: whether the picture fills the box and is cut, not fitted into it.
        video_codec, crf, video_bit_rate, gop: see `VideoSettings`.
        audio_codec, sample_rate, audio_bit_rate: see `AudioSettings`; the nearest that the codec
            takes are used.
    """

    container: str = "mp4"
    width: int | None = None
    height: int | None = None
    crop: bool = False
    video_codec: str = "h264"
    crf: float | None = 23
    video_bit_rate: int | None = None
    gop: int = 250
    audio_codec: str = "aac"
    sample_rate: int = 44100
    audio_bit_rate: int = 128_000

    def video(self, target: Target, decoder: Decoder) -> VideoSettings:
        """The settings of the encoder for these pictures."""
        return VideoSettings(
            target.width,
            target.height,
            decoder.rate,
            decoder.tick,
            codec=self.video_codec,
            crf=self.crf,
            bit_rate=self.video_bit_rate,
            gop=self.gop,
            colour=target.colour,
        )

    def audio(self, first: AudioFrame) -> AudioSettings:
        """The settings of the encoder for sound whose first frame this is."""
        channels = min(first.layout.nb_channels, 2)
        return AudioSettings.nearest(
            self.audio_codec, self.sample_rate, channels, self.audio_bit_rate
        )


def transcode(
    source: Path,
    url: str,
    wish: Wish,
    output: Path,
    report: Callable[[float], None] = lambda _: None,
) -> Converted:
    """Write the video `source`, called `url` in errors, as `output`.

    `report` is told how much is done, per cent. The folder of `output` is used for scratch. What
    was made has been checked.

    Raises SourceError if the source cannot be read, TaskError if it cannot be encoded so,
    OutputError if the file is not what was asked for.
    """
    duration = duration_of(source, url)
    with ExitStack() as files:
        media, heard = (files.enter_context(open_media(source, url, "video")) for _ in range(2))
        decoder = Decoder(media)
        first, frames = peeked(iter(decoder))
        if first is None:
            raise media.damaged("no picture in it can be decoded")
        aspect = media.video().sample_aspect_ratio
        target = target_of(first, aspect, wish.width, wish.height, crop=wish.crop)
        note, sound = peeked(sound_of(heard))
        audio = wish.audio(note) if note is not None else None
        writer = Writer(output, wish.container, wish.video(target, decoder), audio)
        made = writer.write(
            filtered(ahead(frames, _PICTURES), target, aspect, output.parent),
            resampled(sound, audio, writer.frame_size) if audio else (),
            percent(report, duration),
        )
    return converted(made, check(output, made), target)


def duration_of(source: Path, url: str) -> float:
    """Seconds that the source lasts as far as its end tells.

    Raises SourceError if it was cut short.
    """
    with open_media(source, url, "video") as media:
        check_whole(media)
        return video_duration(media)


def converted(made: Made, duration: float, target: Target) -> Converted:
    """What was made, and lasts `duration` seconds, as a result."""
    return Converted(
        CONTAINERS[made.container].content_type,
        made.video.width,
        made.video.height,
        target.shape.width,
        target.shape.height,
        duration,
        round(made.frames / made.end, 3) if made.end else 0.0,
        AUDIO[made.audio.codec].probed if made.audio else None,
        VIDEO[made.video.codec].probed,
    )


def sound_of(media: Media) -> Iterator[AudioFrame]:
    """The sound on the video's time line, if there is any."""
    if media.audios():
        yield from placed(media, origin(media, media.video()))


def peeked(items: Iterator[T]) -> tuple[T | None, Iterator[T]]:
    """The first item, None if there is none, and all items with it."""
    first = next(items, None)
    return first, items if first is None else chain((first,), items)
