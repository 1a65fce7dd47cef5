"""Long runs of blanks and marks, for which the library's time grows with their square."""

import re
from collections.abc import Callable, Iterable

_KEPT = 4
"""Characters at each end of a run that a rule may look at."""
_MARKS = (
    r"\u0300-\u034e\u0350-\u035b\u0363-\u036f\u1dc0-\u1dff\u20d0-\u20f0"
    r"\ufe00-\ufe0f\u200d"
)
"""Those of all scripts, which stay with what they are on; others have rules of their own."""
MARKS = re.compile(f"[{_MARKS}]{{{2 * _KEPT + 1},}}")
MARKS_OR_BLANKS = re.compile(f"{MARKS.pattern}| {{{2 * _KEPT + 1},}}")


def without(
    runs: re.Pattern[str], text: str, boundaries: Callable[[str], Iterable[int]]
) -> list[int]:
    """The boundaries in a text, found without the middle of its runs, where there are none."""
    places: list[int] = []
    last = 0
    for run in runs.finditer(text):
        places += range(last, run.start() + _KEPT)
        last = run.end() - _KEPT
    if not last:
        return list(boundaries(text))
    places += range(last, len(text))
    short = "".join(text[place] for place in places)
    return [places[end - 1] + 1 if end else 0 for end in boundaries(short)]
