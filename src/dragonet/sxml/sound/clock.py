"""From ticks to numbers of samples."""

from fractions import Fraction

from dragonet.sxml.ticks import TICKS, ticks


def sample(time: int, rate: int) -> int:
    """The number of the sample at `time`, ticks, at `rate` samples a second."""
    return round(Fraction(time * rate, TICKS))


def samples_in(seconds: float, rate: int) -> int:
    """How many samples `seconds` are."""
    return sample(ticks(seconds), rate)
