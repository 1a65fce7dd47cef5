"""Gain that goes from 0 to 1 or back."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dragonet.media.audio.form import Samples

Wide = NDArray[np.float64]


@dataclass(frozen=True)
class Ramp:
    """Gain between two samples; before and after them it keeps its first and last value.

    Attributes:
        start: number of the first sample that it changes.
        end: of the first sample after it.
        rising: from 0 to 1, else from 1 to 0.
        power: by a quarter of a sine, so that a rising and a falling ramp together have the power
            of one; else in a straight line, so that they have the gain of one.
    """

    start: int
    end: int
    rising: bool
    power: bool = False

    def gain(self, first: int, count: int) -> Samples | float:
        """The gain of `count` samples from the one numbered `first` on."""
        if first + count <= self.start:
            return 0.0 if self.rising else 1.0
        if first >= self.end:
            return 1.0 if self.rising else 0.0
        place = np.arange(first - self.start, first - self.start + count)
        level = np.clip(place / (self.end - self.start), 0, 1)
        level = level if self.rising else 1 - level
        return (np.sin(level * (np.pi / 2)) if self.power else level).astype(np.float32)


def product(ramps: Iterable[Ramp], first: int, count: int) -> Samples | float:
    """The gain of several ramps together."""
    gain: Samples | float = 1.0
    for ramp in ramps:
        gain = gain * ramp.gain(first, count)
    return gain
