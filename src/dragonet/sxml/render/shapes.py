"""Shapes as how opaque each pixel is: softer, larger, elsewhere."""

import numpy as np
import pyvips
from numpy.typing import NDArray

from dragonet.sxml.render.blur import shrunk, soft

Shape = NDArray[np.float32]
"""How opaque each pixel is, 0 to 1."""

_OUTSIDE, _SLOPE = 0.1587, 0.242
"""What is left of an edge one deviation outside of it once it is blurred, and how steep it is."""


def levels(shape: Shape) -> NDArray[np.uint8]:
    """The shape in steps from 0 to 255, row by row."""
    made: NDArray[np.uint8] = (shape * 255 + 0.5).astype(np.uint8, order="C")
    return made


def blurred(shape: Shape, sigma: float) -> Shape:
    """A shape with a soft edge; its border goes on outside."""
    if sigma <= 0:
        return shape
    height, width = shape.shape
    image = pyvips.Image.new_from_memory(levels(shape).data, width, height, 1, "uchar")
    shrink = shrunk(sigma)
    if shrink > 1:
        wide, high = (-(-side // shrink) * shrink for side in (width, height))
        image = image.embed(0, 0, wide, high, extend="copy").shrink(shrink, shrink)
    image = soft(image, (sigma / shrink, sigma / shrink))
    if shrink > 1:
        image = image.resize(shrink, kernel="linear").crop(0, 0, width, height)
    made: NDArray[np.uint8] = np.frombuffer(image.write_to_memory(), np.uint8)
    return made.reshape(height, width).astype(np.float32) / np.float32(255)


def grown(shape: Shape, width: float) -> Shape:
    """A shape with more around it, corners rounded: where a blur of it is dark enough."""
    if width < 0.3:
        return shape
    steep = np.float32(width / _SLOPE)
    wide = (blurred(shape, width) - np.float32(_OUTSIDE)) * steep + np.float32(0.5)
    cut: Shape = np.clip(wide, 0, 1)
    return cut


def moved(shape: Shape, x: float, y: float) -> Shape:
    """A shape elsewhere, `y` upwards; what comes in repeats the border."""
    height, width = shape.shape
    rows = np.clip(np.arange(height) + round(y), 0, height - 1)
    columns = np.clip(np.arange(width) - round(x), 0, width - 1)
    made: Shape = shape[rows][:, columns]
    return made
