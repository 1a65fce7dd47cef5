"""The sound of a movie for several files."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np

from dragonet.media.audio.form import Samples
from dragonet.sxml.compose import Composition
from dragonet.sxml.sound import mix, sounds


class KeptSound:
    """The sound of a movie: mixed once, kept in a file for whoever needs it next."""

    def __init__(self, movie: Composition, scratch: Path) -> None:
        self._movie, self._scratch = movie, scratch

    @cached_property
    def _any(self) -> bool:
        return sounds(self._movie.movie, self._movie.assets)

    def at(self, rate: int) -> Iterator[Samples] | None:
        """Its blocks, of shape (2, n), at a sample rate; None if there is nothing to hear."""
        if not self._any:
            return None
        kept = self._scratch / f"sound{rate}.f32"
        return _read(kept) if kept.exists() else self._mixed(rate, kept)

    def _mixed(self, rate: int, kept: Path) -> Iterator[Samples]:
        movie = self._movie
        with kept.with_suffix(".part").open("wb") as file:
            for block in mix(movie.movie, movie.timing, movie.assets, rate):
                file.write(np.ascontiguousarray(block.T, np.float32).tobytes())
                yield block
        kept.with_suffix(".part").rename(kept)


def _read(path: Path) -> Iterator[Samples]:
    with path.open("rb") as file:
        while data := file.read(1 << 17):
            yield np.ascontiguousarray(np.frombuffer(data, np.float32).reshape(-1, 2).T)
