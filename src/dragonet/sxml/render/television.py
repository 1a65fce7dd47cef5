"""What a tube does to a picture."""

import math
from functools import lru_cache

import numpy as np
import skia
from numpy.typing import NDArray

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.screen import FONT_SCREEN
from dragonet.sxml.render.sheet import density, sheet
from dragonet.sxml.render.veils import Levels, grid, lay, smooth, veil

_LINES = 0.26
"""How dark it is between two lines."""

_BAR, _LIGHT = 0.14, 0.10
"""Height and light of the bar, in picture heights."""

_BEND = 0.012
"""How far the bar pushes the picture aside, in its heights."""

_FINEST = 1e-3
"""Height of a line, pixels of a screen 360 high, below which nothing is different."""

_MOST = 4320
"""Rows that lines are drawn for."""


def shifted(pen: Pen, content: Content, box: Box, offset: float, place: float) -> None:
    """Draw a content with red and blue moved apart, and bent around the bar."""
    made = sheet(pen, content, box, (0.0, 0.0))
    if made is None:
        return
    scale = density(pen, box)[0]
    pixels = made.pixels.copy()
    step = offset / FONT_SCREEN * scale
    for channel, way in ((2, -step), (0, step)):
        moved = _moved(made.pixels[..., channel], way)
        np.minimum(moved, pixels[..., 3], out=pixels[..., channel])
    _, top, _, bottom = made.box
    rows = np.arange(pixels.shape[0])
    bends = _bar((rows + 0.5 - top) / (bottom - top), place)
    for row in rows[bends > 0.02]:
        wave = math.sin((row - top) / (bottom - top) * 95 + place * 40)
        push = _BEND * box.height * scale * bends[row] * (0.6 + 0.4 * wave)
        pixels[row] = _moved(pixels[row].T, push).T
    made.made(pixels).put(pen)


def scanned(pen: Pen, box: Box, height: float, place: float) -> None:
    """Draw lines, the bar and the dark corners over a picture."""
    rows = min(max(2, round(pen.pixels(box))), _MOST)
    down = (np.arange(rows) + 0.5) / rows
    line = max(height, _FINEST) / FONT_SCREEN * 2 / box.height  # of the picture
    seen = float(np.sinc(min(1.0, 1 / (line * rows))))  # of lines hardly larger than pixels
    dark = _LINES * (0.5 - 0.5 * seen * np.cos(down / line * math.tau))
    light = _LIGHT * _bar(down, place)
    lay(pen, veil(light[:, None], dark[:, None]), box)
    lay(pen, _corners(round(box.aspect, 3)), box)


def _bar(down: Levels, place: float) -> Levels:
    """How much of the bar is at some heights, 0 the top and 1 the bottom."""
    middle = (place % 1) * (1 + 2 * _BAR) - _BAR
    return smooth(1 - abs(down - middle) / _BAR)


def _moved(rows: NDArray[np.uint8], step: float) -> NDArray[np.uint8]:
    """Rows that are moved to the right by some pixels; what is at their borders goes on."""
    whole = math.floor(step)
    share = round((step - whole) * 256)
    one = _stepped(rows, whole)
    if share == 0:
        return one
    two = _stepped(rows, whole + 1)
    return ((one * np.uint16(256 - share) + two * np.uint16(share)) >> 8).astype(np.uint8)


def _stepped(rows: NDArray[np.uint8], step: int) -> NDArray[np.uint8]:
    width = rows.shape[1]
    right, left = min(max(step, 0), width - 1), min(max(-step, 0), width - 1)
    made = np.empty_like(rows)
    made[:, right : width - left] = rows[:, left : width - right]
    made[:, :right], made[:, width - left :] = rows[:, :1], rows[:, -1:]
    return made


@lru_cache(16)
def _corners(aspect: float) -> skia.Image:
    across, down = grid(aspect, 90)
    far = np.hypot(across / aspect * 2, down * 2) / math.sqrt(2)
    return veil(0 * far, 0.6 * smooth((far - 0.55) / 0.6))
