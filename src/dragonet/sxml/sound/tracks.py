"""Every track of a movie: what is heard, when, and how loud."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dragonet.sxml.assets import Asset, Assets
from dragonet.sxml.sound.clock import sample, samples_in
from dragonet.sxml.sound.crossfade import crossfades
from dragonet.sxml.sound.ramp import Ramp
from dragonet.sxml.timing import SEQUENCES, Timing
from dragonet.sxml.tree import Movie, Node

SLOWEST, FASTEST = 0.25, 4.0
"""Speeds between which a video is heard, as in Firefox: beyond, it would be noise."""

_EDGE = 0.005
"""Seconds in which sound that is cut comes and goes, so that there is no click."""

_WHOLE = 0.001
"""Seconds less than which nothing is cut: lengths of files are no more exact."""


@dataclass(frozen=True)
class Track:
    """Something that is heard.

    Attributes:
        node: an audio or a video.
        asset: its file.
        start: number of its first sample in the movie.
        end: of the first sample after it.
        volume: gain.
        ramps: further gains: fades, and the transitions of all that it is in.
    """

    node: Node
    asset: Asset
    start: int
    end: int
    volume: float
    ramps: tuple[Ramp, ...]

    @property
    def skip(self) -> float:
        """Seconds of the file that are left out at its beginning."""
        return float(self.node["skip"])

    @property
    def speed(self) -> float:
        """Seconds of the file that are heard in a second."""
        return float(self.node.values.get("speed", 1.0))

    @property
    def loops(self) -> bool:
        """Whether it begins again at its end."""
        return bool(self.node.values.get("loop"))

    @property
    def ducks(self) -> bool:
        """Whether other tracks are quieter meanwhile."""
        return self.node.values.get("duck-others") is not None


def sounds(movie: Movie, assets: Assets) -> bool:
    """Whether there is anything to hear."""
    return any(_is_heard(node, assets) for node in movie.body.walk())


def tracks(movie: Movie, timing: Timing, assets: Assets, rate: int) -> list[Track]:
    """All tracks in order of their start, at `rate` samples a second."""
    found = _below(movie.body, timing, assets, rate, ())
    return sorted((track for track in found if track.start < track.end), key=lambda one: one.start)


def _is_heard(node: Node, assets: Assets) -> bool:
    if node.element == "video":
        audible = node["audio"] and SLOWEST <= node["speed"] <= FASTEST
        return bool(audible and node["volume"] and assets[node].sound)
    return node.element == "audio" and bool(node["volume"])


def _below(
    node: Node, timing: Timing, assets: Assets, rate: int, ramps: tuple[Ramp, ...]
) -> Iterator[Track]:
    """The tracks of a node and all below it; `ramps` are of the transitions that it is in."""
    if _is_heard(node, assets):
        yield _track(node, timing, assets[node], rate, ramps)
    faded = crossfades(node, timing, rate) if node.element in SEQUENCES else {}
    for child in node.children:
        more = faded.get(child.index, ())
        yield from _below(child, timing, assets, rate, (*ramps, *more))


def _track(node: Node, timing: Timing, asset: Asset, rate: int, ramps: tuple[Ramp, ...]) -> Track:
    span, values = timing[node], node.values
    start, end = sample(span.start, rate), sample(span.end, rate)
    track = Track(node, asset, start, end, float(node["volume"]), ramps)
    left = samples_in(max(asset.duration - track.skip, 0) / track.speed, rate)
    cut = track.loops or start + left > end + _WHOLE * rate
    last = end if cut else min(end, start + left)
    edge = samples_in(_EDGE, rate)
    comes = max(samples_in(values.get("fadein", 0.0), rate), edge if track.skip else 0)
    goes = max(samples_in(values.get("fadeout", 0.0), rate), edge if cut else 0)
    fades = [Ramp(start, start + comes, True)] * bool(comes)
    fades += [Ramp(last - goes, last, False)] * bool(goes)
    return replace(track, ramps=(*ramps, *fades))
