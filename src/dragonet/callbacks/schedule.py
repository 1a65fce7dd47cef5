"""When a callback is tried again."""

import random

WINDOW = 24 * 3600.0
"""Seconds after the end of a task in which its callback is tried."""

_WAITS = (5, 30, 120, 600, 1800, 3600, 2 * 3600, 4 * 3600)
"""Seconds after each failed attempt; the last one again and again."""


def wait_after(tries: int, asked: float = 0.0) -> float:
    """Seconds to wait after the `tries`-th failed attempt (from 1), a fifth more or less, but
    not less than the receiver asked for."""
    base = _WAITS[min(tries, len(_WAITS)) - 1]
    return max(base * random.uniform(0.8, 1.2), asked)  # noqa: S311
