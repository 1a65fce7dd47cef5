"""The lowest and highest samples of sound, column by column of time; no sample is left out."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragonet.media.audio.decode import Samples, form, samples
from dragonet.media.probe import audio_timing
from dragonet.media.streams import Media

Positions = NDArray[np.int64]

Grid = Callable[[int], Positions]
"""The first samples of the columns that n samples are divided into."""

_BATCH = 1 << 16
"""Samples that are looked at together; the blocks of a decoder are far smaller."""

_HELD = 1 << 24
"""Samples that are held until their number is known, 64 MiB: six minutes of mixed sound."""


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


@dataclass(frozen=True)
class Heard:
    """What was heard of a file.

    Attributes:
        peaks: those of the part asked for; without samples if the sound ends before it begins.
        rate: samples a second.
        duration: seconds of all the sound.
    """

    peaks: Peaks
    rate: int
    duration: float


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


def hear(
    media: Media,
    start: float,
    end: float | None,
    grid: Grid,
    *,
    split: bool,
    progress: Callable[[int], Any],
) -> Heard:
    """Peaks of the main audio stream from `start` to `end`, seconds, in the columns of `grid`.

    There is one row a channel, or without `split` one of the channels' mean. A sample that is no
    number counts as none. `progress` is told how much is done, per cent.

    Raises SourceError if there is no audio stream, or it cannot be read.
    """
    rate = form(media).rate
    begin = round(start * rate)
    stop = None if end is None else max(round(end * rate), begin + 1)

    def batches() -> Iterator[Samples]:
        last = None if stop is None else stop / rate
        return _batches(samples(media, rate=rate, start=begin / rate, end=last), split=split)

    if not begin and stop is None:
        found = _exact(batches, lambda: round(audio_timing(media)[0] * rate), grid, progress)
        return Heard(found, rate, found.samples / rate)
    duration = audio_timing(media)[0]
    count = min(round(duration * rate), stop or sys.maxsize) - begin
    found = _exact(batches, lambda: count, grid, progress) if count > 0 else _peaks([], 0, grid)
    return Heard(found, rate, duration)


def _exact(
    batches: Callable[[], Iterator[Samples]],
    claimed: Callable[[], int],
    grid: Grid,
    progress: Callable[[int], Any],
) -> Peaks:
    """Peaks in columns that begin at exact samples, for which their number must be known before.

    Sound that is too long to be held is taken to be as long as is claimed, and if that turns out
    wrong, it is decoded again.
    """
    coming = batches()
    held, complete = _held(coming)
    count = sum(batch.shape[1] for batch in held) if complete else claimed()
    found = _peaks(chain(held, coming), count, grid, progress)
    while found.samples != count:
        count = found.samples
        found = _peaks(batches(), count, grid, progress)
    return found


def _held(batches: Iterator[Samples]) -> tuple[list[Samples], bool]:
    """As many batches as may be held, and whether they are all."""
    held, size = [], 0
    for batch in batches:
        held.append(batch)
        size += batch.size
        if size >= _HELD:
            return held, False
    return held, True


def _peaks(
    batches: Iterable[Samples],
    count: int,
    grid: Grid,
    progress: Callable[[int], Any] = lambda percent: None,
) -> Peaks:
    """Peaks of `count` samples in the columns of `grid`; the last column takes all that is left."""
    bins, column = np.unique(grid(count), return_inverse=True)
    low: Samples = np.empty((0, len(bins)), np.float32)
    high, done = low, 0
    for batch in batches:
        if not done:
            low, high = (np.full((len(batch), len(bins)), np.nan, np.float32) for _ in range(2))
        _extend(low, high, bins, done, batch)
        done += batch.shape[1]
        progress(min(100 * done // max(count, 1), 100))
    low, high = (np.clip(np.nan_to_num(array[:, column]), -1, 1) for array in (low, high))
    return Peaks(low, high, done)


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
    """The blocks joined to batches of about _BATCH samples, mixed unless `split`."""
    held: list[Samples] = []
    size = 0
    for block in blocks:
        held.append(block)
        size += block.shape[1]
        if size >= _BATCH:
            yield _joined(held, split=split)
            held, size = [], 0
    if held:
        yield _joined(held, split=split)


def _joined(blocks: list[Samples], *, split: bool) -> Samples:
    joined = np.concatenate(blocks, axis=1)
    if split or len(joined) == 1:
        return joined
    mixed: Samples = np.add.reduce(joined, axis=0, keepdims=True)
    mixed *= 1 / len(joined)
    return mixed
