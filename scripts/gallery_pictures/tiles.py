"""Map tiles of a city that is nowhere, one world at every zoom level."""

import numpy as np
from numpy.typing import NDArray

from gallery_pictures.darkroom import Light, colour, mix, step

_STREET_LEVEL = 15
"""Zoom level whose pixels measure everything."""

_LAND, _BLOCK = colour(242, 239, 233), colour(228, 222, 214)
_WATER, _PARK = colour(163, 204, 222), colour(200, 226, 186)
_ROAD, _AVENUE, _EDGE = colour(255, 255, 255), colour(252, 226, 160), colour(207, 198, 186)


def tile(level: int, column: int, row: int) -> NDArray[np.uint8]:
    """One tile of 256 pixels."""
    scale = 2.0 ** (_STREET_LEVEL - level)
    pixels = np.arange(256) + 0.5
    x, y = np.meshgrid((column * 256 + pixels) * scale, (row * 256 + pixels) * scale)
    x, y = x % 2**16, y % 2**16
    u = x + 26 * np.sin(y / 260) + 14 * np.sin(x / 170 + y / 410)
    v = y + 30 * np.sin(x / 310) + 12 * np.sin(y / 150 - x / 520)
    land = np.broadcast_to(_LAND, (*x.shape, 3))
    streets, avenues = _lines(u, v, 84.0), _lines(u + 40, v + 40, 336.0)
    land = mix(land, _flat(_BLOCK, x), step(9, 10, streets) * step(15, 16, avenues))
    green = np.sin(x / 230 + 1.0) * np.sin(y / 190 + x / 700) + 0.4 * np.sin(x / 90) * np.sin(
        y / 110
    )
    park = step(0.62, 0.66, green)
    land = mix(land, _flat(_PARK, x), park)
    land = _road(land, streets + 9 * park, 4.0, _ROAD, scale)
    land = _road(land, avenues, 8.0, _AVENUE, scale)
    river = np.abs(y - 8192 - 0.35 * (x - 8192) % 1400 + 240 * np.sin(x / 520) - 500)
    land = mix(land, _flat(_WATER, x), step(62, 58, np.minimum(river, np.abs(river - 1400))))
    bridges = avenues + 200 * step(0.0, 60.0, np.abs(np.sin(u / 336 * np.pi)) * 336 - 12)
    return np.asarray(np.clip(_road(land, bridges, 6.0, _AVENUE, scale), 0, 255), np.uint8)


def _lines(u: Light, v: Light, period: float) -> Light:
    """Distance to the nearest line of a grid."""
    return np.minimum(*(np.abs((w + period / 2) % period - period / 2) for w in (u, v)))


def _road(land: Light, distance: Light, half: float, paint: Light, scale: float) -> Light:
    soft = 0.7 * scale
    land = mix(land, _flat(_EDGE, distance), step(half + 1.5 + soft, half + 1.5 - soft, distance))
    return mix(land, _flat(paint, distance), step(half + soft, half - soft, distance))


def _flat(paint: Light, like: Light) -> Light:
    return np.broadcast_to(paint, (*like.shape, 3))
