"""Rectangles in the space of movies."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """An upright rectangle at z = 0; y goes upwards, the screen is 2 high.

    Attributes:
        left, bottom, right, top: its sides.
    """

    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def screen(cls, aspect: float) -> "Box":
        """The whole of a screen."""
        return cls(-aspect, -1.0, aspect, 1.0)

    @classmethod
    def around(cls, x: float, y: float, width: float, height: float) -> "Box":
        """One with its centre at `x`, `y`."""
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.top - self.bottom

    @property
    def aspect(self) -> float:
        """Width over height; 1 if it is empty."""
        return self.width / self.height if self.width > 0 and self.height > 0 else 1.0

    @property
    def center(self) -> tuple[float, float]:
        """Its middle."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def filled(self, aspect: float | None) -> "Box":
        """The smallest around its centre that covers it and has that aspect; None: itself."""
        return self._shaped(aspect, covering=True)

    def fitted(self, aspect: float | None) -> "Box":
        """The largest around its centre that fits inside and has that aspect; None: itself."""
        return self._shaped(aspect, covering=False)

    def scaled(self, factor: float) -> "Box":
        """One `factor` times as large around the same centre."""
        return Box.around(*self.center, self.width * factor, self.height * factor)

    def wider(self, more: float) -> "Box":
        """One that goes on at its left and its right."""
        return Box(self.left - more, self.bottom, self.right + more, self.top)

    def _shaped(self, aspect: float | None, *, covering: bool) -> "Box":
        if aspect is None:
            return self
        wide = (aspect > self.aspect) == covering
        width = self.height * aspect if wide else self.width
        height = self.height if wide else self.width / aspect
        return Box.around(*self.center, width, height)
