"""How movements gather and lose speed: from progress 0 to 1 to the share of the way."""


def within(progress: float) -> float:
    """Cut to 0 to 1."""
    return min(max(progress, 0.0), 1.0)


def smooth(progress: float) -> float:
    """Starts and ends at rest, softly."""
    progress = within(progress)
    return progress * progress * (3 - 2 * progress)


def swift(progress: float) -> float:
    """Starts and ends at rest, and is quick in between."""
    progress = within(progress)
    return 4 * progress**3 if progress < 0.5 else 1 - 4 * (1 - progress) ** 3


def gentle(progress: float) -> float:
    """Almost even, a little slower at both ends; never at rest, so that it may be cut anywhere."""
    progress = within(progress)
    return 0.65 * progress + 0.35 * smooth(progress)


def landing(progress: float) -> float:
    """Starts at full speed and comes to rest."""
    return 1 - (1 - within(progress)) ** 3


def after(progress: float, wait: float, part: float) -> float:
    """How far one of several movements is that start one after the other.

    `wait` is 0 for the first and 1 for the last; each takes that part of the whole.
    """
    return within((progress - wait * (1 - part)) / part)


CURVES = {
    "ease": (0.25, 0.1, 0.25, 1.0),
    "ease-in": (0.42, 0.0, 1.0, 1.0),
    "ease-out": (0.0, 0.0, 0.58, 1.0),
    "ease-in-out": (0.42, 0.0, 0.58, 1.0),
}
"""The curves that CSS has names for: control points x1, y1, x2, y2 (CSS Easing Functions 1)."""


def bezier(progress: float, x1: float, y1: float, x2: float, y2: float) -> float:
    """The height of the curve from (0, 0) to (1, 1) at x = progress; x1 and x2 are 0 to 1.

    It may be below 0 or above 1 in between.
    """
    if progress <= 0 or progress >= 1:
        return within(progress)
    low, high = 0.0, 1.0
    for _ in range(40):  # x rises with the parameter
        middle = (low + high) / 2
        if _curve(middle, x1, x2) < progress:
            low = middle
        else:
            high = middle
    return _curve(low, y1, y2)


def _curve(part: float, one: float, two: float) -> float:
    rest = 1 - part
    return 3 * rest * rest * part * one + 3 * rest * part * part * two + part**3
