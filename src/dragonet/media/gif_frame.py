"""One frame of a GIF: its best 256 colours, dithered and compressed by libvips."""

from dataclasses import dataclass

import numpy as np
import pyvips
from numpy.typing import NDArray

Frame = NDArray[np.uint32]
"""Pixels, [height, width]: red, green, blue and alpha from the lowest byte up; alpha is 255, or
the whole pixel is 0, which is transparent."""

OPAQUE = 0xFF000000
"""Alpha of a pixel that has a colour."""

_COLOURS = 256  # of more than 254 libvips merges the nearest two
_SAMPLE = 30_011
"""Pixels that a palette is made from. Three times as many cost half as much again for 0.3 dB; a
prime number does not fall in step with rows."""

_ACROSS = 317
_EFFORT = 7  # from here on libvips refines a palette by k-means: 3 dB for photographs
_EXTENSION, _CONTROL = 0x21, 0xF9
_TABLE, _SIZE = 0x80, 0x07  # bits of both descriptors: is there a colour table, and how large


@dataclass(frozen=True)
class Encoded:
    """A frame as it stands in a file.

    Attributes:
        table: red, green and blue of 2, 4, 8 … 256 colours.
        transparent: the index that leaves a pixel as it was; None if every pixel has a colour.
        data: the compressed indices, from the code size to the closing empty block.
    """

    table: bytes
    transparent: int | None
    data: bytes


def encode(frame: Frame) -> Encoded:
    """Reduce to a palette of the frame's own: exactly if it has few colours, else dithered."""
    image = _image(frame).copy()
    palette = _palette(frame).view(np.int32).tolist()
    image.set_type(pyvips.GValue.array_int_type, "gif-palette", palette)
    return _only_frame(image.gifsave_buffer(reuse=True, dither=1.0, keep="none"))


def _palette(frame: Frame) -> Frame:
    """At most 256 colours, the transparent one among them if there are transparent pixels."""
    opaque = frame[frame != 0]
    hole = np.zeros(int(opaque.size < frame.size), np.uint32)
    colours = np.concatenate([hole, np.unique(opaque)])
    if colours.size <= _COLOURS:
        return colours
    count = min(opaque.size, _SAMPLE)
    sample = np.concatenate([hole, opaque[np.arange(count) * opaque.size // count]])
    square = np.resize(sample, (sample.size // _ACROSS + 1, min(sample.size, _ACROSS)))
    made = _only_frame(_image(square).gifsave_buffer(effort=_EFFORT, dither=0, keep="none"))
    rgb = np.frombuffer(made.table, np.uint8).reshape(-1, 3).astype(np.uint32)
    palette: Frame = rgb @ np.array([1, 1 << 8, 1 << 16], np.uint32) | np.uint32(OPAQUE)
    if made.transparent is not None:
        palette[made.transparent] = 0
    return palette


def _image(frame: Frame) -> pyvips.Image:
    height, width = frame.shape
    rgba = frame.astype("<u4", copy=False).view(np.uint8).reshape(height, width, 4)
    return pyvips.Image.new_from_array(rgba, interpretation="srgb")


def _only_frame(gif: bytes) -> Encoded:
    """Take a GIF of one frame apart."""
    table, at = _table(gif, 10, 13)
    transparent = None
    while gif[at] == _EXTENSION:
        if gif[at + 1] == _CONTROL and gif[at + 3] & 1:
            transparent = gif[at + 6]
        at += 2
        while gif[at]:  # blocks with their lengths before them, up to an empty one
            at += gif[at] + 1
        at += 1
    own, at = _table(gif, at + 9, at + 10)
    return Encoded(own or table, transparent, gif[at:-1])


def _table(gif: bytes, flags_at: int, at: int) -> tuple[bytes, int]:
    """The colour table that may be at `at`, as the flags say, and where it ends."""
    flags = gif[flags_at]
    end = at + (3 * 2 << (flags & _SIZE) if flags & _TABLE else 0)
    return gif[at:end], end
