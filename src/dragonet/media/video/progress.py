"""Progress from time stamps."""

import time
from collections.abc import Callable

_INTERVAL = 0.25
"""Least seconds between two reports."""


def percent(report: Callable[[float], None], whole: float) -> Callable[[float], None]:
    """A function that is told the seconds that are done of `whole`, and reports per cent.

    What it reports never falls, and stays below 100: the file is not checked yet. It reports four
    times a second even where nothing has changed, as long as it is called: work goes on.
    """
    latest, due = 0.0, 0.0

    def done(seconds: float) -> None:
        nonlocal latest, due
        now = time.monotonic()
        if now < due:
            return
        latest = max(latest, min(99.0, round(100 * seconds / whole, 1) if whole > 0 else 0.0))
        due = now + _INTERVAL
        report(latest)

    return done
