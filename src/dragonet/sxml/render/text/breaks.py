"""Where lines may break (Unicode Annex 14)."""

import re
from functools import lru_cache

from uniseg.linebreak import line_break_boundaries

_PLAIN = re.compile(r"(?<=[A-Za-z] )(?=[A-Za-z])")
"""Between two plain words, where no rule looks further than the blank."""


def breaks(text: str) -> list[int]:
    """The ends of the parts that a line may not break, the start of the text included."""
    made, start = [0], 0
    for part in _PLAIN.split(text):
        made.extend(start + end for end in _within(part) if end)
        start += len(part)
    return made


@lru_cache(maxsize=2048)
def _within(part: str) -> tuple[int, ...]:
    return tuple(line_break_boundaries(part)) if part else ()
