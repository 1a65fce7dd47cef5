"""Pictures that are kept until there are too many bytes of them."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import NamedTuple

import skia


class Picture(NamedTuple):
    """An image and where it is; `texel` is the side of one of its pixels there."""

    image: skia.Image
    left: float
    top: float
    texel: float = 1.0


class Kept:
    """The pictures that were used last."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = 0
        self._pictures: OrderedDict[Hashable, Picture] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Picture]) -> Picture:
        """The picture of a key, made if it is not there."""
        made = self._pictures.get(key)
        if made is None:
            made = self._pictures[key] = make()
            self._bytes += _bytes(made)
        self._pictures.move_to_end(key)
        while self._bytes > self._most and len(self._pictures) > 1:
            self._bytes -= _bytes(self._pictures.popitem(last=False)[1])
        return made


def _bytes(picture: Picture) -> int:
    return int(picture.image.width() * picture.image.height() * 4)


def surface(width: int, height: int) -> skia.Surface:
    """What to draw a picture on: of the kind that is drawn fastest, and clear."""
    info = skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    return skia.Surface.MakeRaster(info)
