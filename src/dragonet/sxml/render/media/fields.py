"""Interlaced videos: frames without the comb of their two fields."""

from collections.abc import Iterator
from typing import NamedTuple

from av.video.frame import VideoFrame

from dragonet.media.video.filter import kind_of
from dragonet.sxml.render.media.chain import Chain, Step

LEAD = 2
"""Frames before the one wanted from which it comes out as it does from the beginning."""

_STEPS: list[Step] = [("bwdif", {"mode": "send_frame", "deint": "interlaced"})]


class Shown(NamedTuple):
    """A frame and when it appears, in units of the stream's time base."""

    time: float
    frame: VideoFrame


def progressive(frames: Iterator[Shown]) -> Iterator[Shown]:
    """The frames, each as it was at the moment of its first field."""
    chain: Chain | None = None
    kind = None
    for time, frame in frames:
        frame.pts = round(time)
        if kind_of(frame) != kind:
            if chain is not None:
                yield from _through(chain, None)
            kind, chain = kind_of(frame), Chain(frame, _STEPS)
        assert chain is not None
        yield from _through(chain, frame)
    if chain is not None:
        yield from _through(chain, None)


def _through(chain: Chain, frame: VideoFrame | None) -> Iterator[Shown]:
    for made in chain.through(frame):
        assert made.pts is not None and made.time_base is not None
        yield Shown(float(made.pts * (made.time_base / chain.unit)), made)
