"""A picture at every scale, each half of the one before, and its colours between pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dragonet.media.pixels import Pixels, as_image

COARSEST = 96
"""Pixels that the longer side of the last level has at most."""

SMALL = 500_000
"""Pictures of at most this many pixels are doubled first."""


@dataclass(frozen=True)
class Level:
    """A picture, sRGB [height, width, 3], of `scale` times the original's size."""

    pixels: Pixels
    scale: float


def pyramid(picture: Pixels) -> list[Level]:
    """The picture, doubled if it is small, then halved again and again."""
    height, width = picture.shape[:2]
    scale = max(2.0 if height * width <= SMALL else 1.0, COARSEST / max(height, width))
    image = as_image(picture)
    if scale > 1:
        image = image.resize(scale).copy_memory()
    levels = [Level(image.numpy(), scale)]
    while max(image.width, image.height) > COARSEST:
        image = image.shrink(2, 2, ceil=True).copy_memory()
        levels.append(Level(image.numpy(), levels[-1].scale / 2))
    return levels


def sample(level: Level, at: NDArray[np.floating]) -> NDArray[np.float32]:
    """Colours at points [.., (x, y)] of the original, bilinear; the edge's go on beyond it."""
    limits = np.array(level.pixels.shape[1::-1]) - 1
    places = np.clip(at * level.scale - 0.5, 0, limits)
    low = places.astype(np.intp)
    across, down = np.moveaxis((places - low).astype(np.float32)[..., None], -2, 0)
    x, y = np.moveaxis(low, -1, 0)
    right, below = np.minimum(x + 1, limits[0]), np.minimum(y + 1, limits[1])
    upper = level.pixels[y, x] * (1 - across) + level.pixels[y, right] * across
    lower = level.pixels[below, x] * (1 - across) + level.pixels[below, right] * across
    return np.asarray(upper * (1 - down) + lower * down, np.float32)
