"""Decoded pictures and open videos that all media of a scene share, within limits."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Protocol

import skia

LIMIT = 256 << 20
"""Bytes of decoded pictures that are kept."""

MOST_OPEN = 24
"""Videos that are open at once: a decoder of Full HD takes some 60 MB."""


class Closable(Protocol):
    """Something open that can be closed, and opened again when it is needed."""

    def close(self) -> None:
        """Close it."""


class ImageCache:
    """Keeps what was used last; what goes is made again when it is needed.

    Args:
        limit: bytes of pictures; a single larger one is still made, and kept alone.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._images: OrderedDict[Hashable, skia.Image] = OrderedDict()
        self._open: OrderedDict[Closable, int] = OrderedDict()
        self.bytes = 0

    def image(self, key: Hashable, make: Callable[[], skia.Image]) -> skia.Image:
        """The picture of a key, made if it is not there."""
        found = self._images.get(key)
        if found is None:
            found = make()
            self._images[key] = found
            self.bytes += _size(found)
            self._shrink()
        self._images.move_to_end(key)
        return found

    def opened(self, item: Closable, end: int, time: int) -> None:
        """Note that `item` is in use at `time`, and until `end`: others whose end is over, or which
        are too many, are closed."""
        self._open[item] = end
        self._open.move_to_end(item)
        for other, last in list(self._open.items()):
            if other is not item and (last < time or len(self._open) > MOST_OPEN):
                del self._open[other]
                other.close()

    def close(self) -> None:
        """Let go of everything."""
        self._images.clear()
        self.bytes = 0
        for item in self._open:
            item.close()
        self._open.clear()

    def _shrink(self) -> None:
        while self.bytes > self._limit and len(self._images) > 1:
            _, oldest = self._images.popitem(last=False)
            self.bytes -= _size(oldest)


def _size(image: skia.Image) -> int:
    pixels = int(image.width()) * int(image.height()) * 4
    return pixels * 4 // 3 if image.hasMipmaps() else pixels
