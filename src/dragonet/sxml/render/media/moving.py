"""What pictures that move have in common: each moment is an image of the size that is seen."""

from abc import ABC, abstractmethod

import skia

from dragonet.sxml.assets import Asset
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.media.cache import ImageCache
from dragonet.sxml.render.media.paint import paint
from dragonet.sxml.render.media.place import place
from dragonet.sxml.render.media.sampling import held_size
from dragonet.sxml.render.pen import Pen


class MovingMedium(ABC):
    """A file that is opened when it is first drawn, and closed when the cache says so."""

    def __init__(self, asset: Asset, cache: ImageCache) -> None:
        self._asset, self._cache = asset, cache
        self.aspect: float | None = asset.width / asset.height
        self.opaque = not asset.alpha

    def draw(self, pen: Pen, box: Box) -> None:
        """Draw the moment of the pen's time. Raises SourceError."""
        if not pen.sees(box):
            return
        placed = place(pen, box)
        whole = self._asset.width, self._asset.height
        size = held_size(placed, pen.detail, whole, pen.screen.height)
        paint(pen, placed, self._image(pen.time, size))

    @abstractmethod
    def close(self) -> None:
        """Close the file; the last picture stays."""

    @abstractmethod
    def _image(self, time: int, size: tuple[int, int]) -> skia.Image:
        """The moment in that size."""
