"""Pictures of a broken signal: slices slip aside and their colours part."""

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dragonet.sxml.render.chance import chance
from dragonet.sxml.render.easing import after, smooth

Pixels = NDArray[np.uint8]
"""Shape (height, width, 4): blue, green, red, alpha; premultiplied."""

_SLICES = 32
_STEPS = 11
"""How often a slice slips; not all at once, so that nothing flashes."""

_GOLDEN = (math.sqrt(5) - 1) / 2
"""Spreads the moments at which slices slip evenly."""

_FAR = 0.16
"""Of the width, how far slices slip at most."""

_APART = 0.013
"""Of the width, how far red and blue are from green at most."""

_CALM = 0.5
"""Share of the slices that do not slip."""

_OWN = 0.7
"""How much of when a slice changes is its own, and does not flicker."""


def slipped(first: Pixels, second: Pixels, progress: float, *, seed: int) -> Pixels:
    """The first that breaks up and becomes the second, each slice at a time of its own."""
    height, width = first.shape[:2]
    made = np.empty_like(first)
    unrest = math.sin(math.pi * progress) ** 1.5
    mix = smooth(after(progress, 0.5, 0.6))
    for number, (top, bottom) in enumerate(pairwise(_cuts(height, seed))):
        still = chance(seed, number)
        changes, phase = still.random(), number * _GOLDEN % 1
        random = chance(seed, 1000 * (number + 1) + math.floor(progress * _STEPS + phase))
        slips, side, parts = random.random() > _CALM, random.uniform(-1, 1), random.random()
        changes = _OWN * changes + (1 - _OWN) * random.random()
        taken = (second if mix > changes else first)[top:bottom]
        by = round(unrest * _FAR * width * side * abs(side)) if slips else 0
        apart = round(unrest * _APART * width * (0.4 + (1.6 * parts if slips else 0)))
        _put(made[top:bottom], taken, by, apart)
    return made


def _cuts(height: int, seed: int) -> list[int]:
    """Where slices begin and end: many low ones and a few high ones."""
    random = chance(seed, 0)
    sizes = [math.exp(random.gauss(0, 0.8)) for _ in range(_SLICES)]
    ends = np.cumsum([0, *sizes]) / sum(sizes) * height
    return [round(end) for end in ends]


def _put(into: Pixels, taken: Pixels, by: int, apart: int) -> None:
    """Each colour moved aside; what leaves on one side comes back on the other."""
    if not by and not apart:
        into[:] = taken
        return
    for channel, move in ((0, by - apart), (1, by), (2, by + apart)):
        into[..., channel] = np.roll(taken[..., channel], move, axis=1)
    clear = taken[..., 3].min(initial=255) < 255
    into[..., 3] = into[..., :3].max(axis=2) if clear else 255
    if clear:
        np.maximum(into[..., 3], np.roll(taken[..., 3], by, axis=1), out=into[..., 3])
