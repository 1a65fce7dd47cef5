"""A wall of squares without end: which picture hangs where."""

import math
from dataclasses import dataclass
from functools import cached_property

_WAYS = {"right": (1, 0, 0, -1), "left": (-1, 0, 0, -1), "down": (0, -1, 1, 0), "up": (0, 1, 1, 0)}
"""To the next column, x and y, and to the next row."""

_ACROSS, _DOWN = 101, 103
"""How the pictures come again. Neither divides by their number: no neighbours are alike."""

Cell = tuple[int, int]
"""Steps to the right and up from the first picture."""


@dataclass(frozen=True)
class Wall:
    """Pictures row by row, there and back, so that each is beside the one before.

    Attributes:
        count: of the pictures.
        way: where the first row goes.
    """

    count: int
    way: str

    @cached_property
    def columns(self) -> int:
        """Pictures in a row; there are about as many rows."""
        return max(1, math.ceil(math.sqrt(self.count)))

    def cell(self, index: int) -> Cell:
        """Where a picture hangs."""
        row, column = divmod(index, self.columns)
        column = self.columns - 1 - column if row % 2 else column
        x, y, row_x, row_y = _WAYS[self.way]
        return column * x + row * row_x, column * y + row * row_y

    def picture(self, cell: Cell) -> int:
        """The index of the picture in a cell: around those of the rows they come again."""
        x, y, row_x, row_y = _WAYS[self.way]
        column, row = cell[0] * x + cell[1] * y, cell[0] * row_x + cell[1] * row_y
        if 0 <= column < self.columns and row >= 0:
            index = row * self.columns + (self.columns - 1 - column if row % 2 else column)
            if index < self.count:
                return index
        return (column * _ACROSS + row * _DOWN) % self.count
