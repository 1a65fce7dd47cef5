"""Loudness by EBU R128: measured, and set by one gain and a limiter of true peaks.

Sources: EBU R 128, EBU Tech 3341 and ITU-R BS.1770 (FFmpeg's `ebur128` filter measures by them).
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import av
import numpy as np
from av.filter import Graph

from dragonet.media.audio.form import Form, Samples, to_array, to_frame

TARGET = -16.0
"""Integrated loudness that sound is set to, LUFS."""

PEAK = -1.0
"""Highest true peak of sound that was set, dBTP."""

_SILENT = -70.0  # the absolute gate: what is not louder has no loudness
_OVERSAMPLED = 4
_WIDE = "filter_size=64:cutoff=0.99"  # keeps the highest frequencies
_MARGIN = 0.1  # dB that coming back from oversampling may add

Filter = tuple[str, str]
"""Name and arguments of one of FFmpeg's filters."""


@dataclass(frozen=True)
class Loudness:
    """What was measured.

    Attributes:
        integrated: LUFS; None if all is silence.
        true_peak: dBTP.
    """

    integrated: float | None
    true_peak: float

    def gain(self) -> float:
        """Decibels that bring the sound to TARGET; 0 for silence."""
        return 0.0 if self.integrated is None else TARGET - self.integrated

    def too_high(self, gain: float) -> bool:
        """Whether a gain would bring true peaks above PEAK."""
        return self.true_peak + gain > PEAK


def measure(blocks: Iterable[Samples], form: Form) -> Loudness:
    """The loudness of blocks of samples."""
    found: dict[str, str] = {}
    for frame in _filtered(blocks, form, [("ebur128", "metadata=1:peak=true:framelog=quiet")]):
        found = frame.metadata
    integrated = float(found.get("lavfi.r128.I", _SILENT))
    peak = float(found.get("lavfi.r128.true_peak", 0))
    quiet = not math.isfinite(integrated) or integrated <= _SILENT
    return Loudness(None if quiet else integrated, 20 * math.log10(peak) if peak else -math.inf)


def amplify(
    blocks: Iterable[Samples], form: Form, gain: float, *, limited: bool
) -> Iterator[Samples]:
    """The same blocks louder by `gain` dB; if `limited`, true peaks above PEAK are held down."""
    if not limited:
        yield from (block * np.float32(10 ** (gain / 20)) for block in blocks)
        return
    ceiling = 10 ** ((PEAK - _MARGIN) / 20)
    filters = [
        ("volume", f"{gain:.4f}dB:precision=float"),
        ("aresample", f"{form.rate * _OVERSAMPLED}:{_WIDE}"),
        ("alimiter", f"limit={ceiling:.6f}:level=disabled:latency=1"),
        ("aresample", f"{form.rate}:{_WIDE}"),
        ("aformat", f"sample_fmts=flt:channel_layouts={form.layout}"),
    ]
    yield from map(to_array, _filtered(blocks, form, filters))


def _filtered(
    blocks: Iterable[Samples], form: Form, filters: list[Filter]
) -> Iterator[av.AudioFrame]:
    graph, done = None, 0
    for block in blocks:
        frame = to_frame(block, form, done)
        graph = graph or _graph(frame, form, filters)
        done += block.shape[1]
        graph.push(frame)
        yield from _ready(graph)
    if graph is not None:
        graph.push(None)
        yield from _ready(graph)


def _graph(frame: av.AudioFrame, form: Form, filters: list[Filter]) -> Graph:
    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=form.rate,
        format=frame.format.name,
        layout=form.layout,
        time_base=frame.time_base,
    )
    chain = [source, *(graph.add(*one) for one in filters), graph.add("abuffersink")]
    for one, following in pairwise(chain):
        one.link_to(following)
    graph.configure()
    return graph


def _ready(graph: Graph) -> Iterator[av.AudioFrame]:
    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        if isinstance(frame, av.AudioFrame):
            yield frame
