"""A movie as pictures: what is there at a time is drawn, and a still moment only once."""

from collections.abc import Hashable

import numpy as np
import skia
from numpy.typing import NDArray

from dragonet.sxml.assets import Assets
from dragonet.sxml.render.builder import Builder
from dragonet.sxml.render.media import ImageCache
from dragonet.sxml.render.pen import Pen, flat
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.timing import Timing
from dragonet.sxml.tree import Movie

Picture = NDArray[np.uint8]
"""Shape (height, width, 4): blue, green, red, alpha; opaque."""


class Scene:
    """Draws a movie.

    Args:
        movie, timing, assets: what is drawn, when, and of which files.
        screen: its size.

    Raises SourceError, while drawing, if a file cannot be decoded.
    """

    def __init__(self, movie: Movie, timing: Timing, assets: Assets, screen: Screen) -> None:
        self._screen = screen
        self._cache = ImageCache()
        self._root = Builder(timing, assets, self._cache).layer(movie.body, screen)
        self._last = timing.duration - 1
        self._pixels: Picture = np.zeros((screen.height, screen.width, 4), np.uint8)
        info = skia.ImageInfo.Make(
            screen.width, screen.height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType
        )
        self._surface = skia.Surface.MakeRasterDirect(info, self._pixels)
        self._drawn: Hashable = object()

    def picture(self, time: int) -> Picture:
        """The picture at a time, ticks, over black; valid until the next call.

        Times outside the movie show its first or last moment.
        """
        time = min(max(time, 0), self._last)
        state = self.state(time)
        if state != self._drawn:
            self._draw(time)
            self._drawn = state
        return self._pixels

    def state(self, time: int) -> Hashable:
        """What the movie looks like at a time: equal values are equal pictures."""
        return self._root.state(min(max(time, 0), self._last))

    def _draw(self, time: int) -> None:
        with self._surface as canvas:
            canvas.clear(skia.ColorBLACK)
            pen = Pen(canvas, self._screen, time)
            canvas.save()
            canvas.setMatrix(flat(pen.matrix))
            self._root.draw(pen)
            canvas.restore()

    def close(self) -> None:
        """Let go of the files and their pictures."""
        self._cache.close()
