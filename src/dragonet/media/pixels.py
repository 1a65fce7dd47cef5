"""A still as an array of bounded size, upright, for looking at what it shows."""

import math

import numpy as np
import pyvips
from numpy.typing import NDArray

from dragonet.media.geometry import Fit
from dragonet.media.still import Still, reading
from dragonet.media.thumbnail import WHITE, thumbnail

Pixels = NDArray[np.uint8]


def upright_size(still: Still) -> tuple[int, int]:
    """Width and height, in pixels, of the picture as it is seen."""
    if still.orientation >= 5:
        return still.height, still.width
    return still.width, still.height


def upright_pixels(still: Still, most: int) -> Pixels:
    """The picture as it is seen, sRGB, [height, width, 3]; what is transparent is white.

    It is reduced to about `most` pixels if it has more, where its decoder can while it decodes.
    A still is read once. Raises SourceError if the file is damaged.
    """
    scale = min(1.0, math.sqrt(most / (still.width * still.height)))
    width, height = (max(1, round(side * scale)) for side in (still.width, still.height))
    with reading(still.url, still.kind):
        image = thumbnail(still, Fit(width, height, 0, 0, width, height))
        if image.hasalpha():
            image = image.flatten(background=WHITE)
        array: Pixels = image.colourspace("srgb").numpy()
    return array


def as_image(array: NDArray[np.generic]) -> pyvips.Image:
    """An array [height, width] or [height, width, bands] as a libvips image."""
    return pyvips.Image.new_from_array(array)
