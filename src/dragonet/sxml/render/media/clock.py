"""Which frame of a video is on screen, told from its rate alone."""

import math
from dataclasses import dataclass
from pathlib import Path

from dragonet.media.container import open_media
from dragonet.media.frames import origin
from dragonet.media.search import rate
from dragonet.media.streams import tick

_TOLD = frozenset(("mov,mp4,m4a,3gp,3g2,mj2", "avi"))
"""Demuxers whose average rate is that of the whole file, not only of its beginning."""


@dataclass(frozen=True)
class Clock:
    """When the frames of a video of constant rate begin.

    Attributes:
        first: when the first one does, seconds.
        step: from one to the next, seconds; 0 if that varies.
        slack: how much earlier than told a frame may begin, seconds.
    """

    first: float
    step: float
    slack: float

    def moment(self, seconds: float) -> float:
        """The number of the frame; the time itself where the rate is not constant."""
        if not self.step:
            return seconds
        return max(0, math.floor((seconds - self.first + self.slack) / self.step))


def clock_of(path: Path, url: str) -> Clock:
    """The clock of a video, by its headers. Raises SourceError."""
    with open_media(path, url, "video") as media:
        stream = media.video()
        unit, told = float(tick(stream)), rate(stream)
        timed = stream.start_time is not None and media.container.format.name in _TOLD
        constant = timed and stream.base_rate == stream.average_rate == told
        first = (stream.start_time or 0) * unit - origin(media, stream)
        slack = unit if float(told) * unit <= 0.25 else 1e-6
        return Clock(first, 1 / float(told) if constant else 0.0, slack)
