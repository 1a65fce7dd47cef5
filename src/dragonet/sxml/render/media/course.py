"""Which moment of a moving picture is seen at which time of the movie."""

from dataclasses import dataclass

from dragonet.sxml.ticks import TICKS, ticks
from dragonet.sxml.timing import Span


@dataclass(frozen=True)
class Course:
    """How a moving picture runs.

    Attributes:
        span: when it is seen.
        duration: of the whole file, seconds.
        skip: seconds at its beginning that are not seen.
        speed: seconds of it that pass in one.
        loops: whether it starts again at its end, else it stays there.
    """

    span: Span
    duration: float
    skip: float = 0.0
    speed: float = 1.0
    loops: bool = False

    def position(self, time: int) -> float:
        """Seconds on the file's own time line; outside its span as it begins and ends."""
        inside = min(max(time, self.span.start), max(self.span.start, self.span.end - 1))
        passed = inside - self.span.start
        if self.loops:
            passed %= max(1, ticks((self.duration - self.skip) / self.speed))
        return min(self.skip + passed / TICKS * self.speed, self.duration)
