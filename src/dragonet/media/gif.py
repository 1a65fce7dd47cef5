"""Animated GIFs written frame by frame: two frames are held at a time, however many there are.

Each frame holds only what changed: pixels that are the same in the next picture stay as they
are shown, so still areas neither flicker nor cost bytes, and a frame's 256 colours all go to
what is new. The format: https://www.w3.org/Graphics/GIF/spec-gif89a.txt
"""

import struct
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from dragonet.media.gif_frame import OPAQUE, Frame, encode

FOREVER = 0
"""As `plays`: until the viewer is closed."""

MAX_PLAYS = 65536
_HALF = 128  # of alpha
_KEEP, _CLEAR = 1, 2  # what players do with a frame's rectangle before they show the next


class GifWriter:
    """Writes an animation to a file.

    Args:
        file: open for writing.
        width, height: of every frame, pixels, 1..65535.
        delay: how long a frame is shown, 1/100 s, 0..65535.
        plays: how often the animation is shown, 1..MAX_PLAYS, or FOREVER.
    """

    def __init__(self, file: BinaryIO, width: int, height: int, delay: int, plays: int) -> None:
        self._file = file
        self._delay = delay
        self._shown = np.zeros((height, width), np.uint32)
        self._pending: Frame | None = None
        file.write(b"GIF89a" + struct.pack("<HHBBB", width, height, 0x70, 0, 0))
        if plays != 1:
            # The count is of repetitions: players show an animation once more than it says.
            repeats = 0 if plays == FOREVER else plays - 1
            file.write(b"!\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<HB", repeats, 0))

    def add(self, picture: NDArray[np.uint8]) -> None:
        """The next frame, RGBA: [height, width, 4]. GIF knows no translucency: pixels are
        opaque from half their alpha on."""
        packed = np.ascontiguousarray(picture).view("<u4")[..., 0]
        frame = np.where(picture[..., 3] >= _HALF, packed | np.uint32(OPAQUE), np.uint32(0))
        if self._pending is not None:
            self._write(self._pending, following=frame)
        self._pending = frame

    def close(self) -> None:
        """Write what is pending and the end; the file stays open."""
        if self._pending is not None:
            self._write(self._pending, following=None)
            self._pending = None
        self._file.write(b";")

    def _write(self, frame: Frame, following: Frame | None) -> None:
        """Write `frame`; takes it over. Where `following` is transparent and it is not, its
        rectangle has to be cleared before that is shown: nothing else takes pixels away."""
        changed = frame != self._shown
        touched, disposal = changed, _KEEP
        if following is not None:
            gone = (frame != 0) & (following == 0)
            if gone.any():
                touched, disposal = changed | gone, _CLEAR
        box = _box(touched)
        self._write_part(np.where(changed[box], frame[box], np.uint32(0)), box, disposal)
        if disposal == _CLEAR:
            frame[box] = 0
        self._shown = frame

    def _write_part(self, part: Frame, box: tuple[slice, slice], disposal: int) -> None:
        encoded = encode(part)
        transparent = encoded.transparent is not None
        control = disposal << 2 | transparent
        self._file.write(
            b"!\xf9\x04" + struct.pack("<BHBB", control, self._delay, encoded.transparent or 0, 0)
        )
        rows, columns = box
        height, width = part.shape
        table = 0x80 | (len(encoded.table) // 3).bit_length() - 2
        self._file.write(
            b"," + struct.pack("<4HB", columns.start, rows.start, width, height, table)
        )
        self._file.write(encoded.table + encoded.data)


def _box(mask: NDArray[np.bool_]) -> tuple[slice, slice]:
    """The smallest rows and columns that hold every set pixel; one pixel if none is set."""
    rows, columns = (np.flatnonzero(mask.any(axis)) for axis in (1, 0))
    if not len(rows):
        return slice(0, 1), slice(0, 1)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
