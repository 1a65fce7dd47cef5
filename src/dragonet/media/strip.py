"""Many pictures in the cells of one. It grows in a file: while pictures are decoded memory holds
one of them, and the pages of the whole, mapped while it is encoded, can be dropped at any time."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyvips

from dragonet.errors import LimitError
from dragonet.media.geometry import MAX_PIXELS, MAX_SIDE, SIZE_LIMIT
from dragonet.media.series import Cell

pyvips.operation_block_set("VipsForeignLoadRaw", False)  # which `still` blocked; reads only ours


@dataclass(frozen=True)
class Grid:
    """Cells of one size, side by side, in rows from the top.

    Attributes:
        count: number of pictures; the last row may have empty cells.
        columns: cells a row.
        cell_width, cell_height: size of a cell, pixels.
    """

    count: int
    columns: int
    cell_width: int
    cell_height: int

    @property
    def width(self) -> int:
        """Width of the whole, pixels."""
        return self.columns * self.cell_width

    @property
    def height(self) -> int:
        """Height of the whole, pixels."""
        return -(-self.count // self.columns) * self.cell_height

    def place(self, index: int) -> tuple[slice, slice]:
        """Rows and columns of pixels of a cell, counted from 0."""
        row, column = divmod(index, self.columns)
        top, left = row * self.cell_height, column * self.cell_width
        return slice(top, top + self.cell_height), slice(left, left + self.cell_width)


def grid(count: int, width: int, height: int, wrap: int | None) -> Grid:
    """The grid of `count` cells of `width` x `height` pixels, `wrap` a row; None is one row.

    Raises LimitError if the whole would exceed `geometry.MAX_PIXELS` or MAX_SIDE.
    """
    made = Grid(count, min(count, wrap or count), width, height)
    if made.width * made.height > MAX_PIXELS or max(made.width, made.height) > MAX_SIDE:
        raise LimitError(
            f"a strip of {made.width} x {made.height} pixels is too large: at most {SIZE_LIMIT} "
            "are allowed; ask for smaller cells or another wrap"
        )
    return made


@contextmanager
def assembled(cells: Iterable[Cell], layout: Grid, scratch: Path) -> Iterator[pyvips.Image]:
    """One picture of `cells` in the places of `layout`, to be read once, from the top.

    It has alpha if anything in it is transparent, as empty cells are. Its pixels are kept in the
    file `scratch`, which goes with the block.
    """
    with scratch.open("wb") as file:
        file.truncate(layout.height * layout.width * 4)
    opaque = layout.count % layout.columns == 0
    for index, cell in enumerate(cells):
        # mapped anew for every cell: what was written before is the disk's, not this process's
        whole = np.memmap(scratch, np.uint8, "r+", shape=(layout.height, layout.width, 4))
        whole[layout.place(index)] = cell
        opaque = opaque and bool((cell[..., 3] == 255).all())
    image = pyvips.Image.rawload(
        str(scratch), layout.width, layout.height, 4, interpretation="srgb", access="sequential"
    )
    yield image[0:3] if opaque else image
    scratch.unlink()
