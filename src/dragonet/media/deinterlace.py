"""One frame of an interlaced video without the comb of its two fields."""

from collections.abc import Sequence

import av
from av.filter import Graph
from av.video.frame import VideoFrame

from dragonet.media.container import open_media
from dragonet.media.frames import frames_at
from dragonet.media.search import rate
from dragonet.media.streams import Media


def progressive(media: Media, frame: VideoFrame, seconds: float) -> VideoFrame:
    """The frame that is on screen at `seconds`, as it was if it is not interlaced.

    Else it shows the moment of its first field; where nothing moves between its neighbours it
    keeps the lines of both. An only frame stays as it is.
    """
    if not frame.interlaced_frame:
        return frame
    with open_media(media.path, media.url, "video") as again:
        step = 1 / float(rate(again.video()))
        times = [seconds - step, seconds, seconds + step]
        before, same, after = frames_at(again, times)
        earlier = [] if _equal(before, same) else [before]
        later = [] if _equal(after, same) else [after]
    return _deinterlaced([*earlier, same, *later])[len(earlier)]


def _equal(other: VideoFrame, frame: VideoFrame) -> bool:
    """Whether a neighbour is of no use: the frame itself, or of another kind."""
    kinds = [(one.width, one.height, one.format.name) for one in (other, frame)]
    same = other is frame or (frame.pts is not None and other.pts == frame.pts)
    return same or kinds[0] != kinds[1]


def _deinterlaced(frames: Sequence[VideoFrame]) -> list[VideoFrame]:
    graph = Graph()
    source = {
        "video_size": f"{frames[0].width}x{frames[0].height}",
        "pix_fmt": frames[0].format.name,
        "time_base": "1/1",
        "pixel_aspect": "1/1",
        "colorspace": str(int(frames[0].colorspace)),
        "range": str(int(frames[0].color_range)),
    }
    chain = [("buffer", source), ("bwdif", {"mode": "send_frame"}), ("buffersink", {})]
    graph.link_nodes(*(graph.add(name, **options) for name, options in chain))
    graph.configure()
    for number, frame in enumerate(frames):
        frame.pts = number
        graph.vpush(frame)
    graph.vpush(None)
    made: list[VideoFrame] = []
    while True:
        try:
            made.append(graph.vpull())
        except (av.BlockingIOError, av.EOFError):
            return made
