"""How movements gather and lose speed: from progress 0 to 1 to the share of the way."""


def _within(progress: float) -> float:
    return min(max(progress, 0.0), 1.0)


def smooth(progress: float) -> float:
    """Starts and ends at rest, softly."""
    progress = _within(progress)
    return progress * progress * (3 - 2 * progress)


def swift(progress: float) -> float:
    """Starts and ends at rest, and is quick in between."""
    progress = _within(progress)
    return 4 * progress**3 if progress < 0.5 else 1 - 4 * (1 - progress) ** 3


def gentle(progress: float) -> float:
    """Almost even, a little slower at both ends; never at rest, so that it may be cut anywhere."""
    progress = _within(progress)
    return 0.65 * progress + 0.35 * smooth(progress)
