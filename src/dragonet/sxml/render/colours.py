"""Colours of documents for Skia, and linear maps of colours."""

from collections.abc import Sequence

import skia

from dragonet.sxml.values import Colour

LUMA = (0.2126, 0.7152, 0.0722)
"""What red, green and blue add to the brightness (ITU-R BT.709)."""


def colour(value: Colour, alpha: float = 1.0) -> skia.Color4f:
    """A colour, whose channels may lie between whole numbers, made less opaque."""
    red, green, blue, opacity = (channel / 255 for channel in value)
    return skia.Color4f(red, green, blue, opacity * alpha)


def linear(rows: Sequence[Sequence[float]]) -> skia.ColorFilter:
    """Red, green, blue and alpha as sums of those of the picture and a constant, all 0 to 1.

    They are not premultiplied; what is out of range is cut.
    """
    return skia.ColorFilters.Matrix([value for row in rows for value in row])


def within(recolour: skia.ColorFilter) -> skia.ImageFilter:
    """The map as a filter of layers whose result is multiplied by the opacity of the picture."""
    filters = skia.ImageFilters
    return filters.Xfermode(skia.BlendMode.kDstIn, filters.ColorFilter(recolour), None)
