"""Samples, the forms that they have, and the way from one form to another."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

import av
import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Samples of shape (channels, n), full scale -1 to 1."""

_USUAL = {1: "mono", 2: "stereo", 3: "3.0", 4: "quad", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}
"""Layouts by number of channels."""

_PLANES = 8
"""PyAV reads and writes planar frames of fewer channels only."""


@dataclass(frozen=True)
class Form:
    """The form of samples: `rate` in Hz, `layout` by FFmpeg's name (`mono`, `stereo`, `5.1`)."""

    rate: int
    layout: str


def count(layout: str) -> int:
    """Number of channels of a layout."""
    return av.AudioLayout(layout).nb_channels


def layout_name(name: str) -> str:
    """A layout's name; the usual one of as many channels for one that does not say which is
    which."""
    channels, _, rest = name.partition(" ")
    return _USUAL.get(int(channels), name) if rest == "channels" else name


def floats(channels: int) -> str:
    """FFmpeg's sample format that blocks of so many channels are made of."""
    return "fltp" if channels < _PLANES else "flt"


def convert(blocks: Iterable[Samples], given: Form, wanted: Form) -> Iterator[Samples]:
    """Blocks of one form in another.

    Mono is the mean of left and right; surround is mixed down to those by ITU-R BS.775 without
    attenuation, so that it may exceed full scale. Of more than 8 channels the first two are taken.
    """
    if given == wanted:
        yield from blocks
        return
    if given.layout == wanted.layout:
        yield from _resampled(blocks, given, wanted)
        return
    stereo = Form(given.rate, "stereo")
    if given.layout == "mono":  # FFmpeg's two would be 3 dB quieter
        blocks, given = (np.repeat(block, 2, axis=0) for block in blocks), stereo
    if given.layout.endswith("channels") and wanted.layout != given.layout:  # nobody knows which
        blocks, given = (block[:2] for block in blocks), stereo
    if count(wanted.layout) == 1 and count(given.layout) > 2:
        blocks, given = convert(blocks, given, stereo), stereo
    yield from _resampled(blocks, given, wanted)


def _resampled(blocks: Iterable[Samples], given: Form, wanted: Form) -> Iterator[Samples]:
    options = {"rematrix_maxval": "1"} if wanted.layout == "mono" else None  # else it is a sum
    resampler = av.AudioResampler(
        floats(count(wanted.layout)), wanted.layout, wanted.rate, options=options
    )
    done = 0
    for block in blocks:
        frame = to_frame(block, given, done)
        done += block.shape[1]
        yield from map(to_array, resampler.resample(frame))
    if done:  # what the resampler still holds
        yield from map(to_array, resampler.resample(None))


def to_frame(block: Samples, form: Form, at: int) -> av.AudioFrame:
    """A block as FFmpeg's frame, `at` samples from the start."""
    name = floats(block.shape[0])
    array = np.ascontiguousarray(block if name == "fltp" else block.T.reshape(1, -1))
    frame = av.AudioFrame.from_ndarray(array, name, form.layout)
    frame.sample_rate, frame.pts, frame.time_base = form.rate, at, Fraction(1, form.rate)
    return frame


def to_array(frame: av.AudioFrame) -> Samples:
    """FFmpeg's frame of floats as a block."""
    array: Any = frame.to_ndarray()
    if not frame.format.is_planar:
        array = np.ascontiguousarray(array.reshape(frame.samples, -1).T)
    return cast(Samples, array)
