"""When a callback is tried again."""

import random
from email.utils import parsedate_to_datetime

WINDOW = 24 * 3600.0
"""Seconds after the end of a task in which its callback is tried."""

_WAITS = (5, 30, 120, 600, 1800, 3600, 2 * 3600, 4 * 3600)
"""Seconds after each failed attempt; the last one again and again."""


def wait_after(tries: int, asked: float = 0.0) -> float:
    """Seconds to wait after the `tries`-th failed attempt (from 1), a fifth more or less, but
    not less than the receiver asked for."""
    base = _WAITS[min(tries, len(_WAITS)) - 1]
    return max(base * random.uniform(0.8, 1.2), asked)  # noqa: S311


def retry_after(value: str | None, now: float) -> float:
    """Seconds that a `Retry-After` header asks for (RFC 9110, 10.2.3); 0 if it says nothing."""
    if value is None:
        return 0.0
    if value.strip().isdigit():
        return float(value)
    try:
        return max(parsedate_to_datetime(value).timestamp() - now, 0.0)
    except (ValueError, TypeError):
        return 0.0
