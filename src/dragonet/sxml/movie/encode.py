"""One segment: drawn and encoded side by side, without sound."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import av

from dragonet.media.video.codecs import CONTAINERS
from dragonet.media.video.encoders import add_video
from dragonet.media.video.flow import ahead, close
from dragonet.media.video.writer import encoding
from dragonet.sxml.movie.frames import FrameSource, frames_of
from dragonet.sxml.movie.profile import Profile
from dragonet.sxml.movie.segments import Segment

PART = "nut"
"""The container of segments: it takes every codec and any unit of time."""

_UNMOVED = {"avoid_negative_ts": "disabled"}

_AHEAD = 4
"""Frames that wait for the encoder at most."""


def encode_segment(
    source: FrameSource,
    profile: Profile,
    segment: Segment,
    path: Path,
    report: Callable[[int], None] = lambda _: None,
) -> Path:
    """Write the segment to `path`, its times counted from its first frame: some encoders take what
    is before it for bits that they have saved.

    `report` is told the number of frames of the movie up to the one that was encoded last.
    Raises TaskError if they cannot be encoded.
    """
    settings = profile.video_settings(segment.first)
    frames = ahead(frames_of(source, segment, profile.rate, profile.colour), _AHEAD)
    output: Any = av.open(str(path), "w", format=PART, options=_UNMOVED)
    try:
        stream = add_video(output, settings, CONTAINERS[profile.container])
        for number, frame in enumerate(frames):
            frame.pts, frame.time_base = number, settings.tick
            _write(output, stream, frame)
            report(segment.first + number + 1)
        _write(output, stream, None)
    finally:
        close(frames)
        with encoding("a segment"):
            output.close()
    return path


def _write(output: Any, stream: Any, frame: Any) -> None:
    with encoding("a picture"):
        output.mux(stream.encode(frame))
