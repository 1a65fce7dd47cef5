"""The lowest and highest samples of sound, column by column of time; no sample is left out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragonet.job import SourceFile
from dragonet.media.audio.decode import Samples, samples
from dragonet.media.container import open_media

Grid = Callable[[int], "Positions"]
"""The first samples of the columns that n samples are divided into."""

Positions = NDArray[np.int64]

BLOCK = 1 << 18
"""Samples that are looked at together; the blocks of a decoder are far smaller."""


@dataclass(frozen=True)
class Section:
    """A part of the sound of a file, in samples.

    Attributes:
        begin: first sample.
        end: where it ends at the latest, None for the end of the sound.
        expected: how many samples it has, by what the file says.
    """

    begin: int
    end: int | None
    expected: int


@dataclass(frozen=True)
class Peaks:
    """The extremes of each column.

    Attributes:
        low: lowest sample of each column, full scale -1 to 1, shape (rows, columns).
        high: highest sample, likewise.
        samples: number of samples a channel that the columns cover together.
    """

    low: Samples
    high: Samples
    samples: int


def equal(columns: int) -> Grid:
    """Columns that share n samples: the one numbered i begins at sample `i * n // columns`.

    Where there are more columns than samples, each shows the sample that its begin falls on.
    """
    return lambda samples: np.arange(columns, dtype=np.int64) * samples // columns


def whole(most: int) -> Grid:
    """At most `most` columns of the same whole number of samples; the last may be shorter."""
    return lambda samples: np.arange(0, samples, step(samples, most), dtype=np.int64)


def step(samples: int, most: int) -> int:
    """Samples of each of at most `most` columns."""
    return max(1, -(-samples // most))


def section(rate: int, total: int, start: float, end: float | None) -> Section:
    """From `start` to `end`, seconds, of sound said to have `total` samples, `rate` a second."""
    begin = round(start * rate)
    stop = None if end is None else max(round(end * rate), begin + 1)
    return Section(begin, stop, (total if stop is None else min(stop, total)) - begin)


def peaks_of_file(
    source: SourceFile,
    rate: int,
    part: Section,
    grid: Grid,
    *,
    split: bool,
    progress: Callable[[int], Any],
) -> Peaks:
    """Peaks of a part of the main audio stream of `source`, decoded at `rate` Hz.

    The columns begin at exact samples, so the number of samples must be known before: where the
    file is wrong about it, it is decoded again. No samples are found if the sound ends before the
    part begins. `progress` is told how much is done, per cent.

    Raises SourceError if the file cannot be read.
    """
    expected = part.expected

    def report(done: int) -> None:
        progress(min(99, 100 * done // expected))

    while True:
        with open_media(source.path, source.url, "audio") as media:
            blocks = _cut(samples(media, rate=rate), part.begin, part.end)
            found = peaks(blocks, grid(expected), split=split, progress=report)
        if found.samples in (0, expected):
            return found
        expected = found.samples


def _cut(blocks: Iterable[Samples], begin: int, end: int | None) -> Iterator[Samples]:
    at = 0
    for block in blocks:
        if end is not None and at >= end:
            return
        after = at + block.shape[1]
        if after > begin:
            yield block[:, max(begin - at, 0) : None if end is None else end - at]
        at = after


def peaks(
    blocks: Iterable[Samples], starts: Positions, *, split: bool, progress: Callable[[int], Any]
) -> Peaks:
    """Extremes of the sound in `blocks`, arrays of shape (channels, n), one row a channel.

    `starts` are the first samples of the columns, which end where the next begin; the last one
    takes all that is left. Without `split` there is one row, of the channels' mean. `progress`
    is told how many samples are done. A sample that is no number counts as none.
    """
    bins, column = np.unique(starts, return_inverse=True)
    low: Samples = np.zeros((0, len(bins)), np.float32)
    high, done = low, 0
    for batch in _batches(blocks, split=split):
        if len(batch) > len(low):  # the first; or channels that turn up later
            low, high = (_grown(array, len(batch)) for array in (low, high))
        _extend(low, high, bins, done, batch)
        done += batch.shape[1]
        progress(done)
    low, high = (np.clip(np.nan_to_num(array[:, column]), -1, 1) for array in (low, high))
    return Peaks(low, high, done)


def _grown(array: Samples, rows: int) -> Samples:
    return np.pad(array, ((0, rows - len(array)), (0, 0)), constant_values=np.nan)


def _extend(low: Samples, high: Samples, bins: Positions, done: int, batch: Samples) -> None:
    """Let `batch`, which begins at sample `done`, into the extremes of the bins it touches."""
    first = int(np.searchsorted(bins, done, "right")) - 1
    stop = int(np.searchsorted(bins, done + batch.shape[1]))
    cuts = np.maximum(bins[first:stop] - done, 0)
    for row, values in enumerate(batch):
        for extremes, pick in ((low, np.fmin), (high, np.fmax)):
            part = extremes[row, first:stop]
            pick(part, pick.reduceat(values, cuts), out=part)


def _batches(blocks: Iterable[Samples], *, split: bool) -> Iterator[Samples]:
    """The blocks, mixed unless `split`, joined to about BLOCK samples; the array is used again."""
    buffer: Samples = np.empty((0, BLOCK), np.float32)
    filled = 0
    for block in _pieces(blocks):
        rows = len(block) if split else 1
        if filled and (rows != len(buffer) or filled + block.shape[1] > BLOCK):
            yield buffer[:, :filled]
            filled = 0
        if rows != len(buffer):
            buffer = np.empty((rows, BLOCK), np.float32)
        place = buffer[:, filled : filled + block.shape[1]]
        if split:
            place[:] = block
        else:
            np.add.reduce(block, axis=0, out=place[0])
            place *= 1 / len(block)
        filled += block.shape[1]
    if filled:
        yield buffer[:, :filled]


def _pieces(blocks: Iterable[Samples]) -> Iterator[Samples]:
    for block in blocks:
        for at in range(0, block.shape[1], BLOCK):
            yield block[:, at : at + BLOCK]
