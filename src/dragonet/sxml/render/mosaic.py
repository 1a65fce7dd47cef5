"""Contents as blocks of one colour."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.rims import completed
from dragonet.sxml.render.sheet import sheet


def blocks(pen: Pen, content: Content, box: Box, size: float) -> None:
    """Draw what fills a box as the means of square blocks, `size` in units of space, one of which
    has its middle in that of the box."""
    made = sheet(pen, content, box, (0.0, 0.0))
    if made is None:
        return
    left, top, right, bottom = completed(made).box
    height, width = made.pixels.shape[:2]
    across, down = size * (right - left) / box.width, size * (bottom - top) / box.height
    if max(across, down) <= 1:
        made.put(pen)
        return
    columns = _cuts((left + right) / 2, across, width)
    rows = _cuts((top + bottom) / 2, down, height)
    lines = [made.pixels[a:b].sum(axis=0, dtype=np.uint32) for a, b in pairwise(rows)]
    sums = np.add.reduceat(np.stack(lines), columns[:-1], axis=1)
    high, wide = np.diff(rows), np.diff(columns)
    parts = (1 / (high[:, None] * wide)).astype(np.float32)[..., None]
    means = (sums * parts + np.float32(0.5)).astype(np.uint8)
    made.made(np.repeat(np.repeat(means, wide, axis=1), high, axis=0)).put(pen)


def _cuts(middle: float, size: float, length: int) -> NDArray[np.intp]:
    """Where blocks begin and end, pixels from 0 to the length."""
    size = max(size, 1.0)
    before = np.arange(middle - size / 2, 0, -size)[::-1]
    behind = np.arange(middle + size / 2, length, size)
    cuts = np.concatenate(([0], np.rint(before), np.rint(behind), [length])).astype(np.intp)
    return np.unique(np.clip(cuts, 0, length))
