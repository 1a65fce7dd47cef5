"""Frames that are put down one after the other and taken up from the last: some in memory, the
earlier ones in a file."""

from collections import deque
from collections.abc import Iterator
from typing import IO, Any

import numpy as np
from av.video.frame import VideoFrame

from dragonet.media.video.graph import PIXELS


class Stack:
    """A stack of frames of one size in the pixels that are encoded.

    Args:
        file: an empty file, open for reading and writing.
        held: most frames in memory.
    """

    def __init__(self, file: IO[bytes], held: int) -> None:
        self._file, self._most = file, held
        self._held: deque[VideoFrame] = deque()
        self._times: list[int | None] = []  # of the frames in the file
        self._shape: tuple[int, ...] = ()
        self._bytes = 0

    def push(self, frame: VideoFrame) -> None:
        """Put a frame on top."""
        self._held.append(frame)
        if len(self._held) > self._most:
            self._spill(self._held.popleft())

    def drained(self) -> Iterator[VideoFrame]:
        """All frames from the top, each with the `pts` that it had; the stack is empty then."""
        while self._held:
            yield self._held.pop()
        while self._times:
            yield self._loaded()

    def _spill(self, frame: VideoFrame) -> None:
        pixels: Any = np.ascontiguousarray(frame.to_ndarray())
        self._shape, self._bytes = pixels.shape, pixels.nbytes
        self._file.write(pixels.data)
        self._times.append(frame.pts)

    def _loaded(self) -> VideoFrame:
        pts = self._times.pop()
        at = len(self._times) * self._bytes
        self._file.seek(at)
        pixels = np.frombuffer(self._file.read(self._bytes), np.uint8).reshape(self._shape)
        self._file.seek(at)
        self._file.truncate()  # what was read need never reach the disk
        frame = VideoFrame.from_ndarray(pixels, format=PIXELS)
        frame.pts = pts
        return frame
