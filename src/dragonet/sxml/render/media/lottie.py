"""A Lottie animation: drawn as it is at every moment, at the size that this takes."""

from collections.abc import Hashable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import orjson
import skia

from dragonet.errors import SourceError
from dragonet.media.lottie.document import open_lottie
from dragonet.media.lottie.player import LottieError, Player
from dragonet.sxml.assets import Asset
from dragonet.sxml.render.media.cache import ImageCache
from dragonet.sxml.render.media.course import Course
from dragonet.sxml.render.media.lottie_letters import lettered
from dragonet.sxml.render.media.moving import MovingMedium
from dragonet.sxml.render.media.pixels import info_of


class Ready(NamedTuple):
    """An animation that can be played.

    Attributes:
        data: the document, for `Player`.
        frames: how many it has.
        rate: of them in a second.
        width: of its composition.
        height: of its composition.
        scripts: expressions of the file, which are not run.
    """

    data: bytes
    frames: float
    rate: float
    width: float
    height: float
    scripts: int


def ready(path: Path, url: str) -> Ready:
    """Read a file, once for all who show it. Raises SourceError."""
    stat = path.stat()
    return _ready(path, url, (stat.st_mtime_ns, stat.st_size))


@lru_cache(maxsize=16)
def _ready(path: Path, url: str, _: tuple[int, int]) -> Ready:
    lottie = open_lottie(path, url)
    data = orjson.dumps(lettered(lottie.data))
    size = lottie.width, lottie.height
    return Ready(data, lottie.frames, lottie.rate, *size, lottie.scripts)


class LottieMedium(MovingMedium):
    """An animation on its course; its first moment if it has none."""

    def __init__(self, asset: Asset, course: Course | None, cache: ImageCache) -> None:
        super().__init__(asset, cache)
        self._course = course
        self._player: Player | None = None
        self._held: tuple[Hashable, skia.Image] | None = None

    def state(self, time: int) -> Hashable:
        """The moment of it that is shown, seconds."""
        return self._course.position(time) if self._course else None

    def close(self) -> None:
        """Close the file; the last picture stays."""
        if self._player is not None:
            self._player.close()
            self._player = None

    def _image(self, time: int, size: tuple[int, int]) -> skia.Image:
        key = self.state(time), size
        if self._held is None or self._held[0] != key:
            self._held = key, self._drawn(time, *size)
        return self._held[1]

    def _drawn(self, time: int, width: int, height: int) -> skia.Image:
        animation = ready(self._asset.path, self._asset.url)
        seconds = self._course.position(time) if self._course else 0.0
        try:
            if self._player is None:
                self._player = Player(animation.data, animation.frames)
            pixels = self._player.draw(seconds * animation.rate, width, height)
        except LottieError as error:
            text = f"File '{self._asset.url}' is Lottie that cannot be shown: {error}"
            raise SourceError(text) from error
        self._cache.opened(self, self._course.span.end if self._course else time, time)
        return skia.Image.MakeRasterCopy(skia.Pixmap(info_of(width, height), pixels, width * 4))
