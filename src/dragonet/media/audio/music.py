"""Beats of the music in a file."""

from collections.abc import Callable, Iterator
from pathlib import Path

from dragonet.media.audio.beat_features import RATE, Floats
from dragonet.media.audio.beats import Beats, find_beats
from dragonet.media.audio.decode import samples
from dragonet.media.container import open_media
from dragonet.media.probe import audio_timing

Report = Callable[[float], None]

_HEARD = 70
"""Per cent of the work that hearing is."""


def beats_of(path: Path, url: str, report: Report, longest: float | None = None) -> Beats:
    """Listen to the main audio stream, mixed to mono.

    `longest`: seconds after which nothing is listened to. `report` receives per cent. It takes
    about a second of CPU a minute of sound.

    Raises SourceError if the file has no sound or cannot be read.
    """
    with open_media(path, url, "audio") as media:
        expected = max(min(audio_timing(media)[0], longest or 1e9), 1.0)

        def heard() -> Iterator[Floats]:
            length = 0.0
            for block in samples(media, rate=RATE, layout="mono", end=longest):
                yield block[0]
                length += block.shape[1] / RATE
                report(round(_HEARD * min(length / expected, 1)))

        found = find_beats(
            heard(),
            lambda second: report(_HEARD + round((100 - _HEARD) * min(second / expected, 1))),
        )
        if not found.duration:
            raise media.damaged("no sound in it is whole")
    return found
