"""Shapes as how opaque each pixel is: larger, softer, and at as few pixels as that allows."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyvips
from numpy.typing import NDArray

from dragonet.sxml.render.blur import shrunk, soft

Levels = NDArray[np.uint8]
"""How opaque each pixel is, shape (height, width)."""

Area = tuple[int, int, int, int]
"""Left, top, right and bottom, pixels."""

_OUTSIDE, _SLOPE = 0.1587, 0.242
"""What is left of an edge one deviation outside of it once it is blurred, and how steep it is."""

_LEAST = 0.3
"""Pixels by which growing can be seen."""


@dataclass(frozen=True)
class Made:
    """A part of a shape; each of its pixels is `shrink` wide, and the first begins at `left` and
    `top`, pixels of the shape that it was made of."""

    levels: Levels
    left: int
    top: int
    shrink: int


@dataclass(frozen=True, eq=False)
class Shape:
    """What shapes are made of: how opaque each pixel is; what is outside repeats the border."""

    levels: Levels

    @cached_property
    def mark(self) -> bytes:
        """Tells it from others."""
        return hashlib.blake2b(self.levels.data, digest_size=16).digest()

    def made(self, wide: float, sigma: float, inverse: bool, seen: Area) -> Made:
        """What is seen in an area of it, or of what it is not if `inverse`, with `wide` more all
        around, corners rounded, and then blurred by a standard deviation; all in pixels."""
        height, width = self.levels.shape
        whole = pyvips.Image.new_from_memory(self.levels.data, width, height, 1, "uchar")
        shrink = shrunk(sigma)
        image = _smaller(whole.invert() if inverse else whole, shrink)
        image = _grown(image, wide / shrink)
        image = soft(image, (sigma / shrink, sigma / shrink))
        left, right = _fields(seen[0], seen[2], shrink, image.width)
        top, bottom = _fields(seen[1], seen[3], shrink, image.height)
        part = image.embed(-left, -top, right - left, bottom - top, extend="copy")
        made: Levels = np.frombuffer(part.write_to_memory(), np.uint8)
        return Made(made.reshape(part.height, part.width), left * shrink, top * shrink, shrink)


def _fields(first: int, last: int, shrink: int, length: int) -> tuple[int, int]:
    """The pixels that an extent needs, with one around it; at least one is inside."""
    start = min(first // shrink - 1, length - 1)
    return start, max(-(-last // shrink) + 1, start + 1, 1)


def _grown(image: pyvips.Image, width: float) -> pyvips.Image:
    """Where a blur of it is dark enough. Few pixels are reckoned more exactly, as each is large."""
    if width < _LEAST:
        return image
    shrink = shrunk(width)
    if shrink > 1:
        small = _smaller(image, shrink).cast("float")
        small = small.gaussblur(width / shrink, precision="float", min_ampl=0.005)
        wide = small.resize(shrink, kernel="linear").crop(0, 0, image.width, image.height)
    else:
        wide = soft(image, (width, width))
    steep = width / _SLOPE
    return wide.linear(steep, 255 * (0.5 - _OUTSIDE * steep), uchar=True)


def _smaller(image: pyvips.Image, shrink: int) -> pyvips.Image:
    if shrink == 1:
        return image
    wide, high = (-(-side // shrink) * shrink for side in (image.width, image.height))
    return image.embed(0, 0, wide, high, extend="copy").shrink(shrink, shrink)
