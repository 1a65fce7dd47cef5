"""Shapes as how opaque each pixel is: larger, softer, and at as few pixels as that allows."""

import hashlib
import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyvips
from numpy.typing import NDArray

from dragonet.sxml.render.blur import shrunk, soft
from dragonet.sxml.render.growth import grown

Levels = NDArray[np.uint8]
"""How opaque each pixel is, shape (height, width)."""

Area = tuple[int, int, int, int]
"""Left, top, right and bottom, pixels."""

_LEAST = 0.02
"""Pixels by which growing can be seen."""

_MOST = 16.0
"""Pixels that shapes are grown by at once."""


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
    """With more around it; by much more, it is made of fewer pixels."""
    if width < _LEAST:
        return image
    width = min(width, math.hypot(image.width, image.height))
    shrink = math.ceil(width / _MOST)
    levels = np.frombuffer(image.write_to_memory(), np.uint8).reshape(image.height, image.width)
    made = grown(_largest(levels, shrink), (width - (shrink - 1) / 2) / shrink)
    wide = pyvips.Image.new_from_memory(made.data, made.shape[1], made.shape[0], 1, "uchar")
    if shrink == 1:
        return wide
    return wide.resize(shrink, kernel="linear").crop(0, 0, image.width, image.height)


def _largest(levels: Levels, shrink: int) -> Levels:
    """Fewer pixels, each the largest of several, so that nothing thin is lost."""
    if shrink == 1:
        return levels
    rows, columns = (-side % shrink for side in levels.shape)
    whole = np.pad(levels, ((0, rows), (0, columns)))
    high, wide = whole.shape[0] // shrink, whole.shape[1] // shrink
    made: Levels = whole.reshape(high, shrink, wide, shrink).max(axis=3).max(axis=1)
    return made


def _smaller(image: pyvips.Image, shrink: int) -> pyvips.Image:
    if shrink == 1:
        return image
    wide, high = (-(-side // shrink) * shrink for side in (image.width, image.height))
    return image.embed(0, 0, wide, high, extend="copy").shrink(shrink, shrink)
