"""Several pictures that become one: brought to a common size, faults named by place."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pyvips
from numpy.typing import NDArray

from dragonet.errors import SourceError
from dragonet.job import SourceFile
from dragonet.media.geometry import fit
from dragonet.media.still import Still, open_still, reading
from dragonet.media.thumbnail import thumbnail

Cell = NDArray[np.uint8]
"""Pixels of a picture, RGBA, not premultiplied: [height, width, 4]."""


def common_size(
    sources: Sequence[SourceFile], width: int | None, height: int | None
) -> tuple[int, int]:
    """Width and height, pixels, that every one of `sources` is to be shown in.

    What is left out follows from each picture's aspect as image.thumb does it, and the largest
    one counts; without both that is the largest width and the largest height. Reads all headers.

    Raises SourceError naming the item if one is no picture that can be read, LimitError if one
    would become too large.
    """
    sizes = []
    for index, source in enumerate(sources):
        with item(index):
            still = open_still(source.path, source.url)
        fitted = fit(still.width, still.height, width, height, turned=_turned(still))
        sizes.append((fitted.width, fitted.height))
    widths, heights = zip(*sizes, strict=True)
    return (width or max(widths), height or max(heights))


def cells(
    sources: Sequence[SourceFile],
    width: int,
    height: int,
    report: Callable[[float], None],
    *,
    crop: bool = False,
) -> Iterator[Cell]:
    """Every picture in `width` x `height` pixels, upright, one at a time.

    With `crop` false the whole picture is in the middle and what is left over is transparent
    (all zero); with `crop` true it fills the cell and is cut around its centre. `report` is told,
    per cent, how many have been dealt with.

    Raises SourceError naming the item if one cannot be decoded.
    """
    for index, source in enumerate(sources):
        with item(index):
            cell = _cell(source, width, height, crop)
        yield cell
        report(100 * (index + 1) / len(sources))


@contextmanager
def item(index: int) -> Iterator[None]:
    """Say which item of the list, counted from 0, a SourceError is about."""
    try:
        yield
    except SourceError as error:
        raise SourceError(f"item {index}: {error.text}") from error


def _cell(source: SourceFile, width: int, height: int, crop: bool) -> Cell:
    still = open_still(source.path, source.url)
    plan = fit(still.width, still.height, width, height, crop=crop, turned=_turned(still))
    with reading(still.url, still.kind):
        return as_cell(thumbnail(still, plan).colourspace("srgb"), width, height)


def as_cell(image: pyvips.Image, width: int, height: int) -> Cell:
    """An sRGB image, at most `width` x `height` pixels, in the middle of a transparent cell."""
    cell = np.zeros((height, width, 4), np.uint8)
    top, left = (height - image.height) // 2, (width - image.width) // 2
    inside = cell[top : top + image.height, left : left + image.width]
    inside[...] = (image if image.hasalpha() else image.addalpha()).numpy()
    return cell


def _turned(still: Still) -> bool:
    return still.orientation >= 5
