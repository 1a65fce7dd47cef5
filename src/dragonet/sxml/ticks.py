"""Time in integer ticks, so that nothing accumulates an error.

A tick is a flick, 1/705,600,000 s: a frame at 24, 25, 30, 50 or 60 per second, at 12.5 or 15, at
their 1000/1001 variants (24000/1001, 30000/1001, 12000/1001 …) and a sample at 8 to 192 kHz,
44,100 Hz and 48,000 Hz among them, are all a whole number of ticks. So the times of frames and of
samples are compared exactly.
"""

from decimal import Decimal

TICKS = 705_600_000
"""Ticks of a second."""


def ticks(seconds: float) -> int:
    """The nearest tick. Below 10⁶ s a float is right to less than half a tick."""
    return round(seconds * TICKS)


def seconds(count: int) -> float:
    """Seconds of a number of ticks."""
    return count / TICKS


def told(count: int) -> str:
    """Seconds for people: to the microsecond, without zeros at the end."""
    return f"{Decimal(count) / TICKS:.6f}".rstrip("0").rstrip(".")
