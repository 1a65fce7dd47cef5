"""Warm light that falls on film through a gap of the camera."""

import math
from dataclasses import dataclass

import numpy as np
import skia

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.chance import chance
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.sheet import info
from dragonet.sxml.render.veils import lay

_LINES = 96
"""Rows of the picture of the light; it is soft."""


@dataclass(frozen=True)
class _Lobe:
    """A part of the light: its colour (red, green, blue; above 1 it burns out), how wide it is,
    how far it is ahead, how much it bends, and how much of the screen's breadth it takes."""

    colour: tuple[float, float, float]
    wide: float
    ahead: float
    bend: float
    tall: float


_LOBES = (
    _Lobe((0.85, 0.10, 0.03), 0.95, 0.0, 0.25, 3.0),
    _Lobe((1.30, 0.42, 0.06), 0.60, 0.08, 0.40, 1.5),
    _Lobe((1.10, 0.62, 0.22), 0.34, -0.10, 0.55, 1.0),
    _Lobe((1.60, 1.25, 0.75), 0.20, 0.02, 0.35, 0.8),
    _Lobe((0.70, 0.16, 0.12), 0.22, 0.55, -0.5, 0.9),
)
"""A red glow, orange in it, a hot core, and a weak one that runs ahead."""


def washed(
    pen: Pen,
    box: Box,
    direction: tuple[float, float],
    front: float,
    strength: float,
    *,
    seed: int,
) -> None:
    """Draw the light over a box: `front` is where it is along a direction of length 1, −1 to 1 from
    one end of the box to the other; each seed has another one."""
    if strength > 0:
        light = _light(box, direction, front, strength, seed)
        lay(pen, light, box, skia.BlendMode.kScreen)


def _light(
    box: Box, direction: tuple[float, float], front: float, strength: float, seed: int
) -> skia.Image:
    columns = max(8, round(_LINES * box.aspect))
    x = ((np.arange(columns) + 0.5) / columns - 0.5) * box.width
    y = (0.5 - (np.arange(_LINES) + 0.5) / _LINES) * box.height
    across, up = np.meshgrid(x, y)
    way = abs(direction[0]) * box.width / 2 + abs(direction[1]) * box.height / 2
    side = abs(direction[1]) * box.width / 2 + abs(direction[0]) * box.height / 2
    along = (across * direction[0] + up * direction[1]) / way
    turn = math.prod(math.copysign(1, part) for part in direction if part)  # opposites: mirrored
    beside = turn * (across * direction[1] - up * direction[0]) / side
    total = np.zeros((_LINES, columns, 3))
    for number, lobe in enumerate(_LOBES):
        random = chance(seed, number)
        centre, swing = random.uniform(-0.7, 0.7), random.uniform(-1, 1)
        away = along - front - lobe.ahead - lobe.bend * swing * np.sin(1.6 * (beside - centre))
        fall = np.exp(-((away / lobe.wide) ** 2) - ((beside - centre) / lobe.tall) ** 2)
        total += fall[..., None] * lobe.colour
    light = strength * (1 - np.exp(-1.5 * total))
    pixels = np.empty((_LINES, columns, 4), np.uint8)
    pixels[..., :3] = np.rint(255 * light[..., ::-1])
    pixels[..., 3] = pixels[..., :3].max(axis=2)
    return skia.Image.MakeRasterCopy(skia.Pixmap(info(pixels), pixels, pixels.strides[0]))
