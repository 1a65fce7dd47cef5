"""A still picture of a file: decoded when it is drawn, at the size that this takes."""

from collections.abc import Hashable
from functools import partial
from pathlib import Path

import skia

from dragonet.media.geometry import Fit
from dragonet.media.still import open_still, reading
from dragonet.media.thumbnail import thumbnail
from dragonet.sxml.assets import Asset
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.media.cache import ImageCache
from dragonet.sxml.render.media.paint import paint_kept
from dragonet.sxml.render.media.pixels import from_rgba
from dragonet.sxml.render.media.place import place
from dragonet.sxml.render.media.sampling import held_size
from dragonet.sxml.render.pen import Pen


class StillMedium:
    """A still picture of a file."""

    def __init__(self, asset: Asset, cache: ImageCache) -> None:
        self._asset = asset
        self._cache = cache
        self.aspect: float | None = asset.width / asset.height
        self.opaque = not asset.alpha

    def draw(self, pen: Pen, box: Box) -> None:
        """Draw it; it is decoded if it is not there in the size needed. Raises SourceError."""
        if not pen.sees(box):
            return
        asset, placed = self._asset, place(pen, box)
        size = held_size(placed, pen.detail, (asset.width, asset.height), pen.screen.height)
        make = partial(decode, asset.path, asset.url, *size, spare=placed.exact == size)
        paint_kept(pen, placed, self._cache, (asset.path, size), make)

    def state(self, time: int) -> Hashable:
        """Always the same."""
        return None


def decode(path: Path, url: str, width: int, height: int, *, spare: bool = True) -> skia.Image:
    """The picture of a file, upright, sRGB, scaled to `width` x `height`; `spare` is of
    `Still.at_least`. Raises SourceError."""
    still = open_still(path, url)
    turned = still.orientation >= 5
    if turned:
        width, height = height, width
    with reading(url, still.kind):
        image = thumbnail(still, Fit(width, height, 0, 0, width, height, turned), spare=spare)
        image = image.colourspace("srgb")
        opaque = not image.hasalpha()
        pixels = (image.addalpha() if opaque else image).write_to_memory()
    return from_rgba(pixels, image.width, image.height, opaque=opaque)
