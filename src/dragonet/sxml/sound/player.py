"""A track while it sounds: its samples in order, as loud as they are heard."""

from collections.abc import Generator

import numpy as np

from dragonet.media.audio.form import Samples
from dragonet.media.container import open_media
from dragonet.sxml.sound import files, films
from dragonet.sxml.sound.ramp import product
from dragonet.sxml.sound.tracks import Track

_LOUDEST = 16.0
"""Highest sample that is believed; files of floats may hold anything."""


class Player:
    """Plays a track from its beginning; close it when it is over.

    Attributes:
        track: what it plays.
        position: number of the next sample in the movie.
    """

    def __init__(self, track: Track, rate: int) -> None:
        self.track = track
        self.position = track.start
        self._blocks = _decoded(track, rate)
        self._rest = np.zeros((2, 0), np.float32)

    def read(self, count: int) -> Samples:
        """The next `count` samples, shape (2, count); silence once it is over.

        Raises SourceError if nothing of its file can be decoded.
        """
        sound = np.zeros((2, count), np.float32)
        done = 0
        while done < count:
            if not self._rest.shape[1]:
                block = next(self._blocks, None)
                if block is None:
                    break
                self._rest = _believable(block)
            part = self._rest[:, : count - done]
            sound[:, done : done + part.shape[1]] = part
            self._rest = self._rest[:, part.shape[1] :]
            done += part.shape[1]
        sound *= product(self.track.ramps, self.position, count)
        if self.track.volume != 1:
            sound *= np.float32(self.track.volume)
        self.position += count
        return sound

    def close(self) -> None:
        """Close its file."""
        self._blocks.close()


def _decoded(track: Track, rate: int) -> Generator[Samples]:
    asset, film = track.asset, track.node.element == "video"
    with open_media(asset.path, asset.url, "video" if film else "audio") as media:
        if film:
            period = asset.duration - track.skip if track.loops else None
            yield from films.play(media, track.skip, track.speed, rate, period)
        else:
            yield from files.play(media, track.skip, loops=track.loops, rate=rate)


def _believable(block: Samples) -> Samples:
    if max(block.max(initial=0), -block.min(initial=0)) <= _LOUDEST:
        return block  # not so if there is a NaN
    return np.clip(np.nan_to_num(block, nan=0, posinf=0, neginf=0), -_LOUDEST, _LOUDEST)
