"""The main audio stream on the video's time line: gaps are silence, overlaps are cut."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.filter import Graph

from dragonet.media.audio.padding import pieces
from dragonet.media.streams import Media
from dragonet.media.video.codecs import AUDIO
from dragonet.media.video.settings import AudioSettings
from dragonet.media.video.splice import Splice, wrapped

_GAP = 0.025
"""Seconds that sound may be off before silence is filled in or sound is cut, about one packet;
what is less is stretched, so that clocks that drift stay together and nothing clicks."""

_MOST_PLANES = 7
"""Channels that PyAV writes in planes of their own."""

_STRETCH = 1000
"""Most samples a second that are stretched."""


def placed(media: Media, start: float) -> Iterator[AudioFrame]:
    """The decoded frames, their `pts` in samples since `start` (seconds on the file's time line).

    Frames without a time follow the one before.
    """
    following: int | None = None
    splice: Splice | None = None
    begin = Fraction(start)
    for piece in pieces(media):
        frame, rate = _without(piece.frame, piece.cut), piece.frame.sample_rate
        splice = splice or Splice(media, Fraction(1, rate))
        at = following or 0
        if piece.time is not None:
            if following is None:
                begin += wrapped(media, piece.time - begin)
            at = splice.joined(round((piece.time - begin) * rate), following)
        frame.pts, frame.time_base = at, Fraction(1, rate)
        following = at + frame.samples
        yield frame


def within(frame: AudioFrame, end: int) -> AudioFrame | None:
    """What of a frame is from time 0 to `end`, in samples; None if nothing is."""
    time = frame.pts or 0
    first, last = max(0, -time), min(frame.samples, end - time)
    if first >= last:
        return None
    part = _part(frame, first, last)
    part.pts, part.time_base = time + first, frame.time_base
    return part


def _without(frame: AudioFrame, cut: int) -> AudioFrame:
    """The frame without `cut` samples at its end, unless nothing would be left."""
    return _part(frame, 0, frame.samples - cut) if 0 < cut < frame.samples else frame


def _part(frame: AudioFrame, first: int, last: int) -> AudioFrame:
    """Some samples of a frame; the whole of one that PyAV cannot cut."""
    planes = frame.layout.nb_channels if frame.format.is_planar else 1
    if (first, last) == (0, frame.samples) or planes > _MOST_PLANES:
        return frame
    each = frame.layout.nb_channels // planes
    samples: Any = np.ascontiguousarray(frame.to_ndarray()[:, first * each : last * each])
    shorter = AudioFrame.from_ndarray(samples, frame.format.name, frame.layout.name)
    shorter.sample_rate = frame.sample_rate
    return shorter


def resampled(
    sound: Iterable[AudioFrame], settings: AudioSettings, size: int
) -> Iterator[AudioFrame]:
    """The sound as the encoder wants it, without gaps from time 0 on, in frames of `size`.

    Several channels are mixed down so that nothing clips; `size` is in samples, 0 for any.
    """
    kind, graph, done = None, None, 0
    for frame in sound:
        found = (frame.sample_rate, frame.format.name, frame.layout.name)
        if found != kind:
            for made in _drained(graph):
                done += made.samples
                yield made
            kind, graph = found, _graph(found, settings, size, done)
        assert graph is not None
        graph.push(frame)
        for made in _pulled(graph):
            done += made.samples
            yield made
    yield from _drained(graph)


def _graph(kind: tuple[int, str, str], settings: AudioSettings, size: int, done: int) -> Graph:
    rate, samples, layout = kind
    source = {
        "sample_rate": str(rate),
        "sample_fmt": samples,
        "channel_layout": layout,
        "time_base": f"1/{rate}",
    }
    resampler = {
        "async": str(_STRETCH),
        "min_hard_comp": str(_GAP),
        "first_pts": str(done),
        "rematrix_maxval": "1",
        "out_sample_rate": str(settings.rate),
        "out_chlayout": settings.layout,
        "out_sample_fmt": AUDIO[settings.codec].samples,
    }
    wanted = {
        "sample_fmts": AUDIO[settings.codec].samples,
        "sample_rates": str(settings.rate),
        "channel_layouts": settings.layout,
    }
    graph = Graph()
    chain: list[tuple[str, dict[str, str]]] = [
        ("abuffer", source),
        ("aresample", resampler),
        ("aformat", wanted),
        ("abuffersink", {}),
    ]
    graph.link_nodes(*(graph.add(name, **options) for name, options in chain))
    graph.configure()
    if size:
        graph.set_audio_frame_size(size)
    return graph


def _pulled(graph: Any) -> Iterator[AudioFrame]:
    while True:
        try:
            yield graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return


def _drained(graph: Graph | None) -> Iterator[AudioFrame]:
    if graph is not None:
        graph.push(None)
        yield from _pulled(graph)
