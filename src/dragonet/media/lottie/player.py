"""Draw Lottie with ThorVG."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from thorvg_python.animation.lottie import LottieAnimation
from thorvg_python.base import Colorspace, Matrix, Result
from thorvg_python.canvas.sw import SwCanvas
from thorvg_python.engine import Engine

Pixels = NDArray[np.uint8]
"""Shape (height, width, 4): blue, green, red and alpha, multiplied in."""

_LAST = 0.01
"""How many frames before its end an animation is drawn last: at the end itself nothing is there."""

_SHEAR = 1e-3
"""Pixels by which an upright animation is askew. ThorVG puts upright rectangles on whole pixels,
so that they stutter when they move; what is nearer than 1/256 it cannot tell apart."""

_TYPE = "lottie+json"


class LottieError(Exception):
    """ThorVG does not do something."""


@cache
def _engine() -> Engine:
    """ThorVG, drawing in the thread that calls it."""
    return Engine(threads=0)


class Player:
    """An animation that is open, to be drawn at any moment; close it when it is over.

    Args:
        data: the document as JSON, harmless as `document.open_lottie` makes it.
        frames: how many it has.

    Raises LottieError if ThorVG cannot read or draw it.
    """

    def __init__(self, data: bytes, frames: float) -> None:
        self._frames = frames
        engine = _engine()
        self._animation = LottieAnimation(engine)
        self._picture = self._animation.get_picture()
        self._canvas = SwCanvas(engine)
        self._size = (0, 0)
        self._pixels: Pixels = np.zeros((0, 0, 4), np.uint8)
        try:
            _check(self._picture.load_data(data, _TYPE, None, True), "read it")
            result, *self._own = self._picture.get_size()
            _check(result, "read it")
            _check(self._canvas.add(self._picture), "draw it")
        except LottieError:
            self.close()
            raise

    def draw(self, frame: float, width: int, height: int) -> Pixels:
        """The picture of a moment, counted in frames, from 0 on; valid until the next one is
        drawn."""
        if self._size != (width, height):
            self._resize(width, height)
        moment = min(max(frame, 0.0), self._frames - _LAST)
        self._animation.set_frame(moment)  # refused if it is the moment that is there
        for result in (self._canvas.update(), self._canvas.draw(True), self._canvas.sync()):
            _check(result, f"draw frame {moment:g}")
        return self._pixels

    def close(self) -> None:
        """Free its memory."""
        self._canvas.destroy()
        self._animation._del()

    def _resize(self, width: int, height: int) -> None:
        self._canvas.set_target(width, height, None, Colorspace.ARGB8888)
        across, down = width / self._own[0], height / self._own[1]
        matrix = Matrix(across, _SHEAR / self._own[1], 0, _SHEAR / self._own[0], down, 0, 0, 0, 1)
        _check(self._picture.set_transform(matrix), f"be {width} x {height} pixels")
        pixels = self._canvas.buffer_arr
        assert pixels is not None
        self._pixels = np.ctypeslib.as_array(pixels).view(np.uint8).reshape(height, width, 4)
        self._size = width, height


def _check(result: Result, what: str) -> None:
    if result != Result.SUCCESS:
        raise LottieError(f"ThorVG cannot {what}: {Result(result).name}")
