"""Put decoded blocks where their time stamps say, and cut a part out of them."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

GAP = 0.1
"""Seconds that time stamps may be off without a meaning."""

_JUMP = 3600.0
"""Seconds from which on a gap is a clock that was set, not sound that is missing."""

_REWOUND = 3.0
"""The same for time stamps that go back."""

_SILENCE = 1 << 16


class Timeline:
    """Takes blocks in order and gives those samples that lie between two times.

    Args:
        rate: samples per second.
        start, end: seconds, met to the sample; `end` None for all.

    Attributes:
        position: samples placed so far, from the begin of the stream.
    """

    def __init__(self, rate: int, start: float, end: float | None) -> None:
        self._rate = rate
        self._start = round(start * rate)
        self._end = None if end is None else round(end * rate)
        self._shift = 0
        self.position = 0

    @property
    def done(self) -> bool:
        """Whether the end is reached."""
        return self._end is not None and self.position >= self._end

    def place(self, block: NDArray[np.float32], at: int | None) -> Iterator[NDArray[np.float32]]:
        """The next block, of shape (channels, n), whose first sample is the one numbered `at`,
        None if that is unknown. Gaps come out as silence, overlaps are dropped."""
        late = 0 if at is None else at - self._shift - self.position
        if late > _JUMP * self._rate or late < -_REWOUND * self._rate:
            self._shift += late
        elif late > GAP * self._rate:
            yield from self._silence(late, block.shape[0])
        elif late < -GAP * self._rate:
            block = block[:, -late:]
        yield from self._window(block)

    def _silence(self, count: int, channels: int) -> Iterator[NDArray[np.float32]]:
        while count and not self.done:
            size = min(count, _SILENCE)
            yield from self._window(np.zeros((channels, size), np.float32))
            count -= size

    def _window(self, block: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
        begin = max(self._start - self.position, 0)
        stop = None if self._end is None else max(self._end - self.position, 0)
        self.position += block.shape[1]
        part = block[:, begin:stop]
        if part.shape[1]:
            yield part
