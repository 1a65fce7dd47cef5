"""Gaussian blur of a content: libvips is some ten times as quick at it as Skia."""

import math

import numpy as np
import pyvips
from numpy.typing import NDArray

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.sheet import Sheet, density, sheet

_REACH = 3
"""Standard deviations after which nothing is left."""

_FINE = 3.0
"""Pixels of a standard deviation that are enough for a smooth picture: larger ones are blurred at
fewer pixels."""

_COARSEST = 16
_NONE = 0.15
"""Pixels of a standard deviation that cannot be seen."""


def blurred(
    pen: Pen, content: Content, box: Box, across: float, up: float, *, opaque: bool
) -> None:
    """Draw a content that covers a box blurred.

    `across` and `up` are standard deviations in the pen's units. An opaque content keeps its
    border sharp, as if it went on outside; another one spreads.
    """
    scale = density(pen, box)
    pixels = across * scale[0], up * scale[1]
    if max(pixels) < _NONE:
        content(pen)
        return
    shrink = _shrink(pixels)
    made = sheet(pen, content, box, (across * _REACH, up * _REACH), shrink)
    if made is None:
        return
    sigma = pixels[0] / shrink, pixels[1] / shrink
    if not opaque:
        _soft(made, sigma).put(pen)
        return
    left, top, right, bottom = made.box
    height, width = made.pixels.shape[:2]
    whole = made.cut(
        max(0, math.ceil(left - 0.02)),
        max(0, math.ceil(top - 0.02)),
        min(width, math.floor(right + 0.02)),
        min(height, math.floor(bottom + 0.02)),
    )
    if not whole.pixels.size:
        return
    soft = _soft(whole, sigma)
    height, width = soft.pixels.shape[:2]
    with pen.clipped(box) as inside:
        soft.cut(-2, -2, width + 2, height + 2).put(inside)


def _shrink(sigma: tuple[float, float]) -> int:
    least = min(size for size in sigma if size >= _NONE)
    shrink = 1
    while least / shrink >= 2 * _FINE and shrink < _COARSEST:
        shrink *= 2
    return shrink if min(sigma) >= _NONE else 1


def _soft(made: Sheet, sigma: tuple[float, float]) -> Sheet:
    height, width = made.pixels.shape[:2]
    image = pyvips.Image.new_from_memory(made.pixels.data, width, height, 4, "uchar")
    for size, turned in zip(sigma, (False, True), strict=True):
        if size >= _NONE:
            mask = pyvips.Image.gaussmat(size, 0.02, separable=True, precision="integer")
            image = image.conv(mask.rot90() if turned else mask, precision="integer")
    data = image.write_to_memory()
    pixels: NDArray[np.uint8] = np.frombuffer(data, np.uint8).reshape(height, width, 4)
    return Sheet(pixels, made.matrix, made.box)
