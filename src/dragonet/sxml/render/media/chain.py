"""Filters of FFmpeg, one after the other, for the frames of one video."""

from collections.abc import Iterator
from fractions import Fraction

import av
from av.filter import Graph
from av.video.frame import VideoFrame

Step = tuple[str, dict[str, str]]
"""A filter and its options."""


class Chain:
    """Filters made for frames like the first one.

    Attributes:
        unit: the time base of the frames that go in; those that come out may have another.
    """

    def __init__(self, frame: VideoFrame, steps: list[Step]) -> None:
        self.unit = frame.time_base or Fraction(1)
        self._graph = Graph()
        self._graph.threads = 1
        source = {
            "video_size": f"{frame.width}x{frame.height}",
            "pix_fmt": frame.format.name,
            "time_base": str(self.unit),
            "pixel_aspect": "1/1",
            "colorspace": str(int(frame.colorspace)),
            "range": str(int(frame.color_range)),
        }
        steps = [("buffer", source), *steps, ("buffersink", {})]
        self._graph.link_nodes(*(self._graph.add(name, **options) for name, options in steps))
        self._graph.configure()

    def through(self, frame: VideoFrame | None) -> Iterator[VideoFrame]:
        """What comes out once the frame is in; None is the end."""
        self._graph.vpush(frame)
        while True:
            try:
                yield self._graph.vpull()
            except (av.BlockingIOError, av.EOFError):
                return
