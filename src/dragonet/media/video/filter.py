"""Decoded frames into those of the output: progressive, scaled, cut, upright, SDR, 8 bits."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.filter import Graph
from av.video.frame import VideoFrame

from dragonet.media.picture import view_of
from dragonet.media.video.graph import Step, steps_of
from dragonet.media.video.view import Shape, Target


def filtered(
    frames: Iterable[VideoFrame],
    target: Target,
    pixel_aspect: Fraction | None,
    scratch: Path,
    threads: int = 0,
) -> Iterator[VideoFrame]:
    """The frames as the target wants them, their times and durations kept.

    `pixel_aspect` is that of the source; `scratch` an existing folder; `threads` those of the
    filters, 0 for one a core. Where the source changes its size or its colours on the way, the
    filters are made anew.
    """
    kind, graph, interlaced = None, None, False
    for frame in frames:
        interlaced |= frame.interlaced_frame
        found = (*kind_of(frame), interlaced)
        if found != kind:
            yield from _drained(graph)
            shape = Shape(frame.width, frame.height, pixel_aspect, view_of(frame))
            steps = steps_of(frame, shape, target, scratch, interlaced)
            kind, graph = found, _graph(frame, steps, threads) if steps else None
        if graph is None:
            yield frame
        else:
            graph.vpush(frame)
            yield from _pulled(graph)
    yield from _drained(graph)


def kind_of(frame: Any) -> tuple[Any, ...]:
    """What frames must have in common to pass through one graph."""
    return (
        frame.width,
        frame.height,
        frame.format.name,
        frame.colorspace,
        frame.color_range,
        frame.color_primaries,
        frame.color_trc,
    )


def _graph(frame: Any, steps: list[Step], threads: int) -> Graph:
    graph = Graph()
    graph.threads = threads
    source = {
        "video_size": f"{frame.width}x{frame.height}",
        "pix_fmt": frame.format.name,
        "time_base": str(frame.time_base),
        "pixel_aspect": "1/1",
        "colorspace": str(frame.colorspace),
        "range": str(frame.color_range),
    }
    chain: list[Step] = [("buffer", source), *steps, ("buffersink", {})]
    graph.link_nodes(*(graph.add(name, **options) for name, options in chain))
    graph.configure()
    return graph


def _pulled(graph: Graph) -> Iterator[VideoFrame]:
    while True:
        try:
            yield graph.vpull()
        except (av.BlockingIOError, av.EOFError):
            return


def _drained(graph: Graph | None) -> Iterator[VideoFrame]:
    if graph is not None:
        graph.vpush(None)
        yield from _pulled(graph)
