"""All tracks of a movie together."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from dragonet.media.audio.form import Samples
from dragonet.sxml.assets import Assets
from dragonet.sxml.sound.clock import sample
from dragonet.sxml.sound.duck import Ducking
from dragonet.sxml.sound.limiter import limited
from dragonet.sxml.sound.player import Player
from dragonet.sxml.sound.tracks import Track, tracks
from dragonet.sxml.timing import Timing
from dragonet.sxml.tree import Movie

BLOCK = 1 << 14
"""Samples that are mixed at a time."""


def mix(movie: Movie, timing: Timing, assets: Assets, rate: int = 48000) -> Iterator[Samples]:
    """The sound of a movie in stereo blocks of shape (2, n), full scale -1 to 1.

    Together they are as long as the movie to the sample; without tracks they are silent. A file
    is open while it is heard, and no more of it is held than a moment. The sum passes a limiter,
    which leaves it as it is unless it is loud.

    Raises SourceError if nothing of a file can be decoded; what can be is heard.
    """
    total = sample(timing.duration, rate)
    return limited(_sum(tracks(movie, timing, assets, rate), total, rate), rate)


def _sum(waiting: list[Track], total: int, rate: int) -> Iterator[Samples]:
    """The tracks, in order of their start, added up."""
    waiting = waiting[::-1]
    ducking = Ducking([track for track in waiting if track.ducks], rate)
    heard: list[Player] = []
    try:
        for first, last in pairwise([*range(0, total, BLOCK), total]):
            while waiting and waiting[-1].start < last:
                heard.append(Player(waiting.pop(), rate))
            yield _block(heard, ducking, first, last)
            for player in [one for one in heard if one.track.end <= last]:
                heard.remove(player)
                player.close()
    finally:
        for player in heard:
            player.close()


def _block(heard: list[Player], ducking: Ducking, first: int, last: int) -> Samples:
    mixed = np.zeros((2, last - first), np.float32)
    lowered = ducking.gain(first, last - first)
    for player in heard:
        begin, end = player.position, min(player.track.end, last)
        part = player.read(end - begin)
        if not player.track.ducks and not isinstance(lowered, float):
            part *= lowered[begin - first : end - first]
        mixed[:, begin - first : end - first] += part
    return mixed
