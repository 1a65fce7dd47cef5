"""Animated WebP of small pictures, put together from stills as its container specification says.

Encoders of whole animations leave out what has changed a little, frame after frame: slow movements
through soft skies leave ghosts and seams. Here each picture has all that changed, by its rectangle.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyvips
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Frame:
    """A picture (rows, columns, RGB), and the milliseconds that it stays."""

    picture: Picture
    delay: int


def animation(frames: Sequence[Frame], quality: int) -> bytes:
    """A file that runs for ever; what rests for a while is of a higher quality."""
    height, width, _ = frames[0].picture.shape
    chunks = [
        _chunk(b"VP8X", _little(2, 4), _little(width - 1, 3), _little(height - 1, 3)),
        _chunk(b"ANIM", _little(0, 4), _little(0, 2)),
        *_pictures(frames, quality),
    ]
    return _chunk(b"RIFF", b"WEBP", *chunks)


def still(picture: Picture, quality: int) -> bytes:
    """A file of one picture."""
    image = pyvips.Image.new_from_array(picture, interpretation="srgb")
    return bytes(image.webpsave_buffer(Q=quality, effort=6, smart_subsample=True, keep="none"))


_RESTING, _BETTER, _BLOCK = 300, 30, 16
"""Milliseconds that count as rest, what that adds to the quality; pixels of a block."""


def _pictures(frames: Sequence[Frame], quality: int) -> Iterator[bytes]:
    before: Picture | None = None
    for frame in frames:
        rests = frame.delay >= _RESTING
        top, bottom, left, right = _changed(before, frame.picture)
        part = still(frame.picture[top:bottom, left:right], quality + _BETTER * rests)
        yield _chunk(
            b"ANMF",
            *(_little(place // 2, 3) for place in (left, top)),
            *(_little(size - 1, 3) for size in (right - left, bottom - top)),
            _little(frame.delay, 3),
            _little(2, 1),  # replaces what is there
            part[12:],  # without the head of its file
        )
        before = frame.picture


def _changed(before: Picture | None, after: Picture) -> tuple[int, int, int, int]:
    """Top, bottom, left and right of what differs, and of what its blocks blur around it."""
    height, width, _ = after.shape
    if before is None:
        return 0, height, 0, width
    rows, columns = np.nonzero((before != after).any(axis=2))
    if not rows.size:
        return 0, _BLOCK, 0, _BLOCK
    return *_blocks(rows, height), *_blocks(columns, width)


def _blocks(places: NDArray[np.intp], size: int) -> tuple[int, int]:
    first, last = int(places.min()) - _BLOCK // 2, int(places.max()) + _BLOCK // 2
    return max(0, first // _BLOCK * _BLOCK), min(size, (last // _BLOCK + 1) * _BLOCK)


def _little(number: int, size: int) -> bytes:
    return int(number).to_bytes(size, "little")


def _chunk(name: bytes, *parts: bytes) -> bytes:
    data = b"".join(parts)
    return name + _little(len(data), 4) + data + b"\0" * (len(data) % 2)
