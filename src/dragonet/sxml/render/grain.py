"""Grain as on film, of which every part of a large sheet looks different."""

import math
from functools import lru_cache

import numpy as np
import skia

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.chance import chance
from dragonet.sxml.render.media.place import place
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.screen import FONT_SCREEN
from dragonet.sxml.render.veils import veil

_SIDE = 1024
"""Grains across and down the sheet."""

_DEEP = 0.22
"""Standard deviation of the opacities of white and black grains."""


_COARSEST = 6


@lru_cache(_COARSEST + 1)
def _sheet(halvings: int) -> skia.Image:
    """The sheet, halved so many times for screens whose pixels are larger than its grains."""
    levels = np.random.default_rng(_SIDE).normal(0, _DEEP, (_SIDE, _SIDE))
    step = 2**halvings
    levels = levels.reshape(_SIDE // step, step, _SIDE // step, step).mean(axis=(1, 3))
    return veil(np.clip(levels, 0, 1), np.clip(-levels, 0, 1))


def grain(pen: Pen, box: Box, width: float, *, seed: int, step: int, strength: float) -> None:
    """Draw grain over a box; each step of each seed has another one.

    `width` is that of a grain, in pixels of a screen 360 high.
    """
    size = width * 2 / FONT_SCREEN
    columns, rows = box.width / size, box.height / size
    random = chance(seed, step)
    left, top = (random.randrange(_SIDE) for _ in range(2))
    paint = pen.faded(strength).paint()
    sampling = skia.SamplingOptions(skia.FilterMode.kLinear)
    pixels = max(pen.pixels(box) / rows, 2.0**-_COARSEST)  # of a grain
    halvings = max(0, round(-math.log2(pixels)))
    sheet = _sheet(halvings)
    with pen.clipped(box) as inside, place(inside, box).on(pen.canvas) as rect:
        pen.canvas.translate(rect.left(), rect.top())
        pen.canvas.scale(rect.width() / columns, rect.height() / rows)
        pen.canvas.translate(-left, -top)
        pen.canvas.scale(2**halvings, 2**halvings)
        for x in range(0, int(left + columns) + 1, _SIDE):
            for y in range(0, int(top + rows) + 1, _SIDE):
                at = x >> halvings, y >> halvings
                pen.canvas.drawImage(sheet, *at, sampling, paint)
