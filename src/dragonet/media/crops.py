"""The best boxes of one shape in a picture, none overlapping another.

A picture is described by counts that integral images can add up over a box: the levels of its
luminance for entropy (Shannon's, as in "A mathematical theory of communication", 1948), or a
single map of weights for saliency and faces.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragonet.media.pixels import Pixels, as_image

Boxes = NDArray[np.int64]
Scores = NDArray[np.float64]
Size = tuple[int, int]
"""Width and height, pixels."""

AREA = 1 << 16
"""Pixels of the copy in which entropy is measured."""

LEVELS = 32
"""Levels of luminance that entropy tells apart."""

_AROUND = 1 / 64
_LUMA = np.array([0.2126, 0.7152, 0.0722])


@dataclass(frozen=True)
class Box:
    """A box in a picture, pixels, and its score, 0..1."""

    x: int
    y: int
    width: int
    height: int
    score: float


def box_size(width: int, height: int, aspect_ratio: float, diag_ratio: float) -> Size:
    """Width and height of boxes of `aspect_ratio` in a picture, in whole pixels.

    The longer side is exact, the shorter one rounded. The diagonal is `diag_ratio` of the
    picture's, or less if such a box does not fit. Raises ValueError if no box of the ratio fits:
    if it lies outside 1 / height to width.
    """
    if aspect_ratio < 1:
        tall, wide = box_size(height, width, 1 / aspect_ratio, diag_ratio)
        return wide, tall
    if round(aspect_ratio) > width:
        raise ValueError(f"no box of aspect ratio {aspect_ratio} fits")
    diagonal = math.hypot(width, height) * diag_ratio
    long = min(diagonal * aspect_ratio / math.hypot(aspect_ratio, 1), height * aspect_ratio, width)
    columns = min(width, round(max(long, aspect_ratio)))
    return columns, min(height, max(1, round(columns / aspect_ratio)))


def grid(width: int, height: int, size: Size, step_ratio: float) -> Boxes:
    """Top left corners [n, (x, y)] of the boxes of `size` to look at, up to every edge.

    They are evenly apart, by at most `step_ratio` of the picture's diagonal, yet a pixel.
    """
    step = max(1.0, math.hypot(width, height) * step_ratio)
    axes = []
    for room in (width - size[0], height - size[1]):
        count = math.ceil(room / step) + 1
        axes.append(np.linspace(0, room, count).round().astype(np.int64))
    x, y = np.meshgrid(*axes)
    return np.stack([x.ravel(), y.ravel()], axis=1)


def entropy(pixels: Pixels, picture: Size, corners: Boxes, size: Size) -> Scores:
    """Entropy of the brightness and of its detail in each box, over the highest possible, 0..1.

    Detail is the difference to the surroundings: by brightness alone, a plain sky that darkens
    evenly would be as interesting as what stands before it. `pixels` is sRGB [height, width, 3],
    a copy of any size; boxes are in pixels of the `picture`.
    """
    luma = pixels @ _LUMA
    surroundings = as_image(luma).gaussblur(math.sqrt(luma.size) * _AROUND).numpy()
    detail = np.sqrt(np.abs(luma - surroundings) / 255) * np.sign(luma - surroundings) * 128 + 128
    total = np.zeros(len(corners))
    area = _sums(np.ones(luma.shape, np.int32), picture, corners, size)
    for values in (luma, detail):
        levels = np.clip(values * (LEVELS / 256), 0, LEVELS - 1).astype(np.intp)
        for level in range(LEVELS):
            share = _sums((levels == level).astype(np.int32), picture, corners, size) / area
            total -= share * np.log2(share, out=np.zeros_like(share), where=share > 0)
    return np.asarray(np.clip(total / (2 * math.log2(LEVELS)), 0, 1))


def weight(weights: Scores, picture: Size, corners: Boxes, size: Size) -> Scores:
    """Share of all weights, [height, width], that lies in each box, 0..1; else as `entropy`."""
    total = float(weights.sum()) or 1.0
    return np.asarray(np.clip(_sums(weights, picture, corners, size) / total, 0, 1))


def _sums(values: NDArray[Any], picture: Size, corners: Boxes, size: Size) -> Scores:
    """Sums over boxes by an integral image; each box covers at least one value."""
    down = values.cumsum(axis=0, dtype=values.dtype)
    integral = np.pad(down.cumsum(axis=1, dtype=values.dtype), ((1, 0), (1, 0)))
    limits = np.array(values.shape[::-1])
    scale = limits / np.array(picture)
    low = np.minimum((corners * scale).round().astype(np.int64), limits - 1)
    high = ((corners + np.array(size)) * scale).round().astype(np.int64)
    (left, top), (right, bottom) = low.T, np.clip(high, low + 1, limits).T
    both = integral[bottom, right] + integral[top, left]
    return np.asarray(both - integral[top, right] - integral[bottom, left])


def choose(
    picture: Size, corners: Boxes, size: Size, scores: Scores, most: int, *, reverse: bool = False
) -> list[Box]:
    """At most `most` boxes that do not overlap: each time the best that is left.

    Of equals, the nearest to the centre of the `picture` is taken. `reverse` begins with the
    lowest score.
    """
    ranks = np.round(scores if reverse else -scores, 6)
    away = np.hypot(*(corners + np.array(size) / 2 - np.array(picture) / 2).T)
    left = np.lexsort((away, ranks))
    chosen: list[Box] = []
    while len(left) and len(chosen) < most:
        x, y = (int(value) for value in corners[left[0]])
        chosen.append(Box(x, y, *size, round(float(scores[left[0]]), 4)))
        apart = np.abs(corners[left] - (x, y)) >= size
        left = left[apart.any(axis=1)]
    return chosen
