"""Sound at another speed, at the same pitch, without gaps and without drift."""

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.filter import Graph

from dragonet.media.audio.form import Samples, layout_name, to_array

_STEADY = "async=1000:min_hard_comp=0.025:first_pts=0"
"""Sound that is off by less than a packet is stretched, so that clocks that drift stay together;
what is off by more is filled up with silence or cut."""

_EARLY = 0.01
"""Seconds that `atempo` is early at half the speed, as measured with sounds like speech."""


def lateness(speed: float) -> float:
    """Seconds by which what `paced` gives must come later to be in time."""
    return max(1 / speed - 1, 0) * _EARLY


def paced(run: Iterable[AudioFrame], speed: float, rate: int) -> Iterator[Samples]:
    """Frames of one form as stereo blocks at `rate` samples a second.

    FFmpeg's `atempo` keeps the pitch; twice as fast or slow at a time, else it leaves sound out.
    Their `pts` are samples since the first block; what is before 0 is left out. A mono sound is
    as loud on both sides; surround is mixed down without attenuation.
    """
    graph = None
    for frame in run:
        graph = graph or _graph(frame, speed, rate)
        graph.push(frame)
        yield from _ready(graph)
    if graph is not None:
        graph.push(None)
        yield from _ready(graph)


def _graph(frame: AudioFrame, speed: float, rate: int) -> Graph:
    layout = layout_name(frame.layout.name)
    mono = frame.layout.nb_channels == 1
    filters = [("aresample", f"{rate}:{_STEADY}:out_chlayout={'mono' if mono else 'stereo'}")]
    filters.append(("aformat", "sample_fmts=flt|fltp"))  # integers are mixed down otherwise
    if layout.endswith("channels"):  # nobody knows which
        filters.insert(0, ("pan", "stereo|c0=c0|c1=c1"))
    if speed != 1:
        stages = math.ceil(abs(math.log2(speed)))
        filters += [("atempo", repr(speed ** (1 / stages)))] * stages
    filters.append(("aformat", "sample_fmts=fltp"))
    graph = Graph()
    source = graph.add(
        "abuffer",
        sample_rate=str(frame.sample_rate),
        sample_fmt=frame.format.name,
        channel_layout=layout,
        time_base=str(Fraction(1, frame.sample_rate)),
    )
    nodes = [source, *(graph.add(*one) for one in filters), graph.add("abuffersink")]
    for one, following in pairwise(nodes):
        one.link_to(following)
    graph.configure()
    return graph


def _ready(graph: Graph) -> Iterator[Samples]:
    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        assert isinstance(frame, AudioFrame)
        block = to_array(frame)
        yield np.repeat(block, 2, axis=0) if block.shape[0] == 1 else block
