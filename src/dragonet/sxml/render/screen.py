"""What is drawn onto."""

from dataclasses import dataclass

FONT_SCREEN = 360
"""Height of the screen that sizes in pixels (`fontsize`, `diameter`) are meant for."""


@dataclass(frozen=True)
class Screen:
    """A picture to be drawn.

    Attributes:
        width, height: pixels.
        aspect: width over height as it is shown; pixels need not be square.
        antialias: 1 for hard edges, 2 or 4 for smooth ones.
    """

    width: int
    height: int
    aspect: float
    antialias: int = 4

    @property
    def smooth(self) -> bool:
        """Whether edges are anti-aliased."""
        return self.antialias > 1
