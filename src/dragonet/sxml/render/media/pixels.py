"""Pixels as images of Skia in the one layout that it draws quickly: BGRA, premultiplied."""

from typing import Any

import skia


def from_rgba(pixels: Any, width: int, height: int, *, opaque: bool) -> skia.Image:
    """An image of packed RGBA, not premultiplied."""
    alpha = skia.kOpaque_AlphaType if opaque else skia.kUnpremul_AlphaType
    info = skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, alpha)
    bitmap = skia.Bitmap()
    bitmap.allocPixels(info_of(width, height))
    skia.Image.MakeRasterData(info, pixels, width * 4).readPixels(bitmap.pixmap(), 0, 0)
    bitmap.setImmutable()
    return skia.Image.MakeFromBitmap(bitmap)


def info_of(width: int, height: int) -> skia.ImageInfo:
    """The layout of an image of that size."""
    return skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
