"""Numbers that look like chance but are the same in every process."""

import math
from random import Random

from dragonet.sxml.render.easing import smooth


def chance(seed: int, step: int) -> Random:
    """A source of numbers for one step of one thing."""
    return Random(seed * 1_000_003 + step)  # noqa: S311 — grain and flicker, nothing secret


def wandering(seed: int, place: float) -> float:
    """A value from 0 to 1 that goes smoothly from one to another at every whole number."""
    step = math.floor(place)
    one, two = (chance(seed, at).random() for at in (step, step + 1))
    return one + (two - one) * smooth(place - step)
