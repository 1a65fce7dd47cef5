"""Many boxes around the same things: keep the best of each."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SAME = 0.3


def distinct(
    scores: Floats, centres: Floats, sizes: Floats, most: int, inside: float = 0.7
) -> list[int]:
    """Indices of at most `most` boxes, best first: of every heap of overlapping ones the best.

    Non-maximum suppression; scores are [n], centres and sizes [n, (x, y)]. Boxes overlap if they
    share SAME of their union, or `inside` of the smaller one.
    """
    low, high = centres - sizes / 2, centres + sizes / 2
    areas = sizes.prod(axis=1)
    left = np.argsort(-scores, kind="stable")
    kept: list[int] = []
    while len(left) and len(kept) < most:
        best = int(left[0])
        kept.append(best)
        sides = np.minimum(high[left], high[best]) - np.maximum(low[left], low[best])
        common = np.clip(sides, 0, None).prod(axis=1)
        same = common > SAME * (areas[left] + areas[best] - common)
        nested = common > inside * np.minimum(areas[left], areas[best])
        left = left[~(same | nested)]
    return kept
