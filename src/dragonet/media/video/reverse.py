"""A video file backwards: picture and sound, at bounded memory."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from dragonet.media.container import open_media
from dragonet.media.cut import check_whole
from dragonet.media.frames import origin
from dragonet.media.streams import Media
from dragonet.media.video.backward import Backward
from dragonet.media.video.backward_sound import reversed_sound
from dragonet.media.video.check import check
from dragonet.media.video.decode import Decoder
from dragonet.media.video.filter import filtered
from dragonet.media.video.progress import percent
from dragonet.media.video.stretches import Packets, read_packets
from dragonet.media.video.transcode import Converted, Wish, converted, peeked, sound_of
from dragonet.media.video.view import target_of
from dragonet.media.video.writer import Writer

_OVERHANG = 0.05
"""Seconds of sound behind the last frame that are cut if they are less than a frame; if there is
more, that frame stays on screen."""


def reverse(
    source: Path,
    url: str,
    wish: Wish,
    output: Path,
    report: Callable[[float], None] = lambda _: None,
    *,
    same_rate: bool = False,
) -> Converted:
    """Write the video `source`, called `url` in errors, backwards as `output`.

    With `same_rate` the bit rate of the source's pictures takes the place of the wish's. `report`
    is told how much is done, per cent. The folder of `output` is used for scratch. What was made
    has been checked.

    Raises SourceError if the source cannot be read, TaskError if it cannot be encoded so,
    OutputError if the file is not what was asked for.
    """
    with ExitStack() as files:
        scanned, peek, media, heard = (
            files.enter_context(open_media(source, url, "video")) for _ in range(4)
        )
        check_whole(media)
        packets = read_packets(scanned)
        if same_rate:
            wish = replace(wish, video_bit_rate=_bit_rate(packets))
        decoder, aspect = Decoder(peek), peek.video().sample_aspect_ratio
        first, _ = peeked(iter(decoder))
        if first is None:
            raise media.damaged("no picture in it can be decoded")
        target = target_of(first, aspect, wish.width, wish.height, crop=wish.crop)
        note, sound = peeked(sound_of(heard))
        audio = wish.audio(note) if note is not None else None
        writer = Writer(output, wish.container, wish.video(target, decoder), audio)
        pictures = Backward(media, packets, *_limits(media, packets, decoder))
        filters = partial(filtered, target=target, pixel_aspect=aspect, scratch=output.parent)
        length = round(pictures.seconds * audio.rate) if audio else 0
        made = writer.write(
            pictures.frames(target.width * target.height * 3 // 2, filters, output.parent),
            reversed_sound(sound, audio, writer.frame_size, length, output.parent) if audio else (),
            percent(report, pictures.seconds),
        )
    return converted(made, check(output, made), target)


def _bit_rate(packets: Packets) -> int | None:
    """Bits a second of the pictures; None if they last no time."""
    span = packets.video
    seconds = span.ticks * span.tick if span else 0
    return round(span.size * 8 / seconds) if span and seconds else None


def _limits(media: Media, packets: Packets, decoder: Decoder) -> tuple[int, int]:
    """Where time 0 and the end of what is shown lie, in the video's ticks."""
    unit, step = float(decoder.tick), 1 / float(decoder.rate)
    begin = origin(media, media.video())
    end = (packets.times[-1] * unit + step) if packets.times else begin
    if packets.video and packets.video.last is not None:
        end = packets.video.end()
    sounding = packets.audio.end() if packets.audio else end
    if sounding - end > min(step, _OVERHANG):
        end = sounding
    first = round(begin / unit)
    return first, max(round(end / unit), first + 1)
