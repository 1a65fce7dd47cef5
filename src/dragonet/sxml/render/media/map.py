"""A map, composed of tiles, with pins on places and the attribution of its makers."""

from collections.abc import Hashable, Sequence
from functools import partial

import skia

from dragonet.sxml.assets import Asset
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.media.attribution import draw_attribution
from dragonet.sxml.render.media.cache import ImageCache
from dragonet.sxml.render.media.paint import paint_kept
from dragonet.sxml.render.media.pin import draw_pin
from dragonet.sxml.render.media.pixels import info_of
from dragonet.sxml.render.media.place import place
from dragonet.sxml.render.media.sampling import held_size
from dragonet.sxml.render.media.still import decode
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.tiles import SIDE, MapTiles

_BACKGROUND = skia.ColorSetRGB(0xDD, 0xDF, 0xE1)
"""Where there is no tile, as beyond the poles."""

_SMOOTH = skia.SamplingOptions(skia.CubicResampler.Mitchell())


class MapMedium:
    """A map; its tiles are put together at the size that is needed."""

    opaque = True

    def __init__(
        self,
        asset: Asset,
        tiles: MapTiles,
        markers: Sequence[tuple[float, float]],
        cache: ImageCache,
    ) -> None:
        self._url, self._tiles, self._cache = asset.url, tiles, cache
        self._markers = tuple(markers)
        self.aspect: float | None = asset.width / asset.height

    def draw(self, pen: Pen, box: Box) -> None:
        """Draw it. Raises SourceError if a tile cannot be decoded."""
        if not pen.sees(box):
            return
        grid, placed = self._tiles.grid, place(pen, box)
        size = held_size(placed, pen.detail, (grid.width, grid.height), pen.screen.height)
        paint_kept(pen, placed, self._cache, (self, size), partial(self._composed, *size))
        if self._tiles.attribution:
            draw_attribution(pen, placed, self._tiles.attribution)

    def state(self, time: int) -> Hashable:
        """Always the same."""
        return None

    def _composed(self, width: int, height: int) -> skia.Image:
        """The map in that size."""
        grid = self._tiles.grid
        surface = skia.Surface.MakeRaster(info_of(width, height))
        across, down = width / grid.width, height / grid.height
        with surface as canvas:
            canvas.clear(_BACKGROUND)
            for cell, path in self._tiles.files.items():
                tile = self._cache.image((path, SIDE), partial(decode, path, self._url, SIDE, SIDE))
                (left, top), (right, bottom) = grid.corner(cell), grid.corner(_next(cell))
                sides = (left * across, top * down, right * across, bottom * down)
                # on whole pixels, so that no seam shows
                target = skia.Rect.MakeLTRB(*map(round, sides))
                canvas.drawImageRect(tile, target, _SMOOTH)
            canvas.scale(across, down)
            places = sorted((grid.point(*marker) for marker in self._markers), key=lambda at: at[1])
            for x, y in places:  # those below are in front
                draw_pin(canvas, x, y)
        return surface.makeImageSnapshot()


def _next(cell: tuple[int, int]) -> tuple[int, int]:
    return cell[0] + 1, cell[1] + 1
