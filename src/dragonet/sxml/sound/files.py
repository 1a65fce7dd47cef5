"""The sound of an audio file as a track plays it: from `skip` on, once or over and over."""

from collections.abc import Iterator

import numpy as np

from dragonet.media.audio.decode import form, samples
from dragonet.media.audio.form import Form, Samples, convert
from dragonet.media.streams import Media

_HELD = 1 << 19
"""Samples of a channel that are held to be repeated; what is longer is decoded again."""

_LEAST = 1 << 14
"""Samples of a block of repeated sound, at least."""


def play(media: Media, skip: float, *, loops: bool, rate: int) -> Iterator[Samples]:
    """Stereo blocks at `rate` samples a second. Where it begins again no sample is missing and
    none is too much.

    Raises SourceError if nothing of it can be decoded.
    """
    own = form(media)
    found = _over_and_over(media, skip) if loops else samples(media, start=skip)
    blocks = convert(found, own, Form(rate, "stereo"))
    first = next(blocks, None)
    if first is None:
        raise media.damaged("there is no sound in it that can be decoded")
    yield first
    yield from blocks


def _over_and_over(media: Media, skip: float) -> Iterator[Samples]:
    """The sound from `skip` on without end, or nothing if there is none."""
    held: list[Samples] | None = []
    length = 0
    for block in samples(media, start=skip):
        length += block.shape[1]
        if held is not None:
            held = [*held, block] if length <= _HELD else None
        yield block
    if held:
        whole = np.tile(np.concatenate(held, axis=1), -(-_LEAST // length))
        while True:
            yield whole
    while length:
        yield from samples(media, start=skip)
