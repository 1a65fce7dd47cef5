"""Pictures that have a time of their own inside an effect or a box."""

from collections.abc import Hashable
from dataclasses import dataclass

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Medium
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.timing import Span


@dataclass(frozen=True)
class InTime:
    """A picture that is there only for its own time."""

    medium: Medium
    span: Span
    opaque = False

    @property
    def aspect(self) -> float | None:
        """That of the picture."""
        return self.medium.aspect

    def draw(self, pen: Pen, box: Box) -> None:
        """Draw it, if it is its time."""
        if self.span.start <= pen.time < self.span.end:
            self.medium.draw(pen, box)

    def state(self, time: int) -> Hashable:
        """The picture, whose own state may be None, or nothing."""
        return (self.medium.state(time),) if self.span.start <= time < self.span.end else ()


@dataclass(frozen=True)
class Turn:
    """A picture that is seen before and after its turn, too: as it begins and as it ends."""

    medium: Medium
    span: Span

    @property
    def aspect(self) -> float | None:
        """That of the picture."""
        return self.medium.aspect

    @property
    def opaque(self) -> bool:
        """Whether the picture is."""
        return self.medium.opaque

    def draw(self, pen: Pen, box: Box) -> None:
        """Draw it as it is at the time of its turn that is nearest."""
        self.medium.draw(pen.at(self._nearest(pen.time)), box)

    def state(self, time: int) -> Hashable:
        """The picture at that time."""
        return self.medium.state(self._nearest(time))

    def _nearest(self, time: int) -> int:
        return min(max(time, self.span.start), max(self.span.start, self.span.end - 1))
