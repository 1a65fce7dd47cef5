"""Gaussian blur of a content: libvips is some ten times as quick at it as Skia."""

import math
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from functools import lru_cache

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
_LEAST = 0.005
"""Of a bell curve, what is still reckoned with."""

_RIM = 2
"""Pixels that are repeated around an opaque content, for its border to be sharp."""

_NONE = 0.15
"""Pixels of a standard deviation that cannot be seen."""


def blurred(
    pen: Pen,
    content: Content,
    box: Box,
    across: float,
    up: float,
    *,
    opaque: bool,
    light: bool = False,
) -> None:
    """Draw a content that covers a box blurred.

    `across` and `up` are standard deviations in the pen's units. An opaque content keeps its
    border sharp, as if it went on outside; another one spreads. Of `light` what is dark is clear.
    """
    scale = density(pen, box)
    most = float(pen.screen.height)  # more than that makes no difference, but work
    pixels = min(across * scale[0], most), min(up * scale[1], most)
    if max(pixels) < _NONE:
        content(pen)
        return
    shrink = shrunk(pixels[0]), shrunk(pixels[1])
    margin = pixels[0] * _REACH / scale[0], pixels[1] * _REACH / scale[1]
    made = sheet(pen, content, box, margin, shrink)
    if made is None:
        return
    sigma = pixels[0] / shrink[0], pixels[1] / shrink[1]
    for softer in softened(made, [sigma], opaque=opaque):
        with pen.clipped(box) if opaque else nullcontext(pen) as inner:
            (_lit(softer) if light and not opaque else softer).put(inner)


def _lit(made: Sheet) -> Sheet:
    """As opaque as it is bright."""
    pixels = made.pixels.copy()
    pixels[..., 3] = pixels[..., :3].max(axis=2)
    return made.made(pixels)


def softened(
    made: Sheet, sigmas: Sequence[tuple[float, float]], *, opaque: bool
) -> Iterator[Sheet]:
    """A sheet blurred by standard deviations across and down, and that by others, and so on; none
    if there is nothing of an opaque content."""
    height, width = made.pixels.shape[:2]
    left, top, right, bottom = _inside(made) if opaque else (0, 0, width, height)
    if left >= right or top >= bottom:
        return
    image = pyvips.Image.new_from_memory(made.pixels.data, width, height, 4, "uchar")
    image = image.crop(left, top, right - left, bottom - top)
    rim = _RIM if opaque else 0
    for place, sigma in enumerate(sigmas):
        image = soft(image, sigma)
        image = image.copy_memory() if place < len(sigmas) - 1 else image
        wide = image.embed(rim, rim, image.width + 2 * rim, image.height + 2 * rim, extend="copy")
        yield made.made(_pixels(wide), left - rim, top - rim)


def _inside(made: Sheet) -> tuple[int, int, int, int]:
    """The pixels of a sheet that are covered whole."""
    (left, top, right, bottom), (height, width) = made.box, made.pixels.shape[:2]
    return (
        max(0, math.ceil(left - 0.02)),
        max(0, math.ceil(top - 0.02)),
        min(width, math.floor(right + 0.02)),
        min(height, math.floor(bottom + 0.02)),
    )


def shrunk(sigma: float) -> int:
    """By how much a picture may be made smaller before such a blur."""
    shrink = 1
    while sigma / shrink >= 2 * _FINE and shrink < _COARSEST:
        shrink *= 2
    return shrink


def soft(image: pyvips.Image, sigma: tuple[float, float]) -> pyvips.Image:
    """A picture blurred by standard deviations across and down; its border goes on outside."""
    for size, turned in zip(sigma, (False, True), strict=True):
        if size >= _NONE:
            mask = _bell(size)
            image = image.conv(mask.rot90() if turned else mask, precision="integer")
    return image


@lru_cache(256)
def _bell(sigma: float) -> pyvips.Image:
    """A bell curve as a row of whole numbers.

    libvips reckons with 7 bits for each, and a share that is a power of two. What is rounded off is
    passed on, from the ends to the middle, so that together they are exactly that: other masks,
    those of `gaussmat` among them, change the brightness by up to 8 levels.
    """
    reach = math.ceil(sigma * math.sqrt(-2 * math.log(_LEAST)))
    bell = [math.exp(-((place / sigma) ** 2) / 2) for place in range(reach + 1)]
    whole = bell[0] + 2 * sum(bell[1:])
    total = 2 ** (6 - math.ceil(math.log2(bell[0] / whole)))
    half, rest = [0] * (reach + 1), 0.0
    for place in range(reach, 0, -1):
        exact = bell[place] / whole * total + rest
        half[place] = round(exact)
        rest = exact - half[place]
    half[0] = total - 2 * sum(half)
    return pyvips.Image.new_from_array([[*half[:0:-1], *half]], scale=total)


def _pixels(image: pyvips.Image) -> NDArray[np.uint8]:
    pixels: NDArray[np.uint8] = np.frombuffer(image.write_to_memory(), np.uint8)
    return pixels.reshape(image.height, image.width, 4)
