"""Probe a file that was just written: it must be what was asked for, or it is not published."""

from pathlib import Path

from dragonet.errors import OutputError, SourceError
from dragonet.media.container import open_media
from dragonet.media.frames import origin
from dragonet.media.probe import codec_name
from dragonet.media.span import Span, spans
from dragonet.media.streams import Media
from dragonet.media.video.codecs import AUDIO, CONTAINERS, VIDEO
from dragonet.media.video.writer import Made

_SLACK = 0.1
"""Seconds that a time may be off: an encoder's delay, and its padding at the end."""


def check(path: Path, made: Made) -> float:
    """Hold the file `path` against what was written to it: streams, codecs, size, packets, times.

    Returns its duration, seconds.

    Raises OutputError, which the worker answers by another attempt, if they differ.
    """
    try:
        with open_media(path, "output", "video") as media:
            video, audios = media.video(), media.audios()
            measured = spans(media, [video, *audios], whole=True)
            begin = origin(media, video)
            wrong = _differences(media, measured, made, begin)
    except SourceError as error:
        raise OutputError("the file that was written cannot be read back") from error
    if wrong:
        raise OutputError(f"the file that was written is not what was asked for: {wrong}")
    return round(max(span.end() for span in measured.values()) - begin, 3)


def _differences(media: Media, measured: dict[int, Span], made: Made, begin: float) -> str:
    """What is wrong, for an error; empty if nothing is. `begin`: where time 0 lies, seconds."""
    video, audios = media.video(), media.audios()
    picture = measured.get(video.index)
    sound = measured.get(audios[0].index) if audios else None
    size = (video.codec_context.width, video.codec_context.height)
    pairs = {
        "container": (CONTAINERS[made.container].demuxer in _names(media), True),
        "video codec": (codec_name(video), VIDEO[made.video.codec].probed),
        "width x height": (size, (made.video.width, made.video.height)),
        "pictures": (picture.packets if picture else 0, made.frames),
        "audio codec": (
            codec_name(audios[0]) if audios else None,
            made.audio and AUDIO[made.audio.codec].probed,
        ),
    }
    wrong = [f"{name} {got}, not {asked}" for name, (got, asked) in pairs.items() if got != asked]
    if picture is not None and picture.last is not None:
        wrong += _late("last picture begins", picture.last * picture.tick - begin, made.last)
    if made.audio is not None:
        end = sound.end() - begin if sound else 0.0
        wrong += _late("sound ends", end, made.samples / made.audio.rate)
    return "; ".join(wrong)


def _late(name: str, found: float, wanted: float) -> list[str]:
    return [f"{name} at {found:.3f} s, not {wanted:.3f}"] if abs(found - wanted) > _SLACK else []


def _names(media: Media) -> str:
    return f"{media.container.format.name},{media.kind.name}"
