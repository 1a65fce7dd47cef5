"""Colours of pictures that are made transparent."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragonet.sxml.values import Colour

Pixels = NDArray[np.uint8]
"""Shape (height, width, 4): blue, green, red, alpha; premultiplied."""

Plane = NDArray[Any]

_BESIDE = 0.58
"""Of a hue's distance from that of the screen that speaks against it: 60 degrees are enough."""

_DARK = 40.0
"""Levels added to the brightness, as hues of what is almost black mean little."""

_LEAST = 1e-3
_ROWS = 16
"""Of a picture that are worked on at once, so that they stay near the processor."""


def keyed(pixels: Pixels, screen: Colour, width: float, fade: float) -> Pixels:
    """Without what has the hue of a screen, whose light is taken from the rest.

    What counts is the saturation in the direction of that hue, 1 that of the screen: from
    1 - `width` up a colour is transparent, from `fade` below that down it is opaque.
    """
    key = (screen.blue, screen.green, screen.red)
    way = np.array(key, np.float32) - np.float32(sum(key) / 3)
    length = float(np.sqrt(way @ way))
    if length < 1:
        return pixels
    hue, reach = way / length, np.float32((max(key) + _DARK) / length)

    def without(planes: Sequence[Plane]) -> Sequence[Plane]:
        *colours, alpha = planes
        along, pure, likeness = _likeness(colours, hue, reach)
        opacity = np.clip((1 - width - likeness) / np.float32(max(fade, _LEAST)), 0, 1)
        spill = pure + (np.maximum(along, 0) - pure) * (1 - opacity)
        kept = (plane - spill * share for plane, share in zip(colours, hue, strict=True))
        return *(colour * opacity for colour in kept), alpha * opacity

    return _through(pixels, without)


def _likeness(
    colours: Sequence[Plane], hue: NDArray[np.float32], reach: np.float32
) -> tuple[Plane, Plane, Plane]:
    """How far colours go towards a hue, how much they are of it, and that as a share of what the
    screen is."""
    blue, green, red = colours
    grey = (blue + green + red) / np.float32(3)
    along = blue * hue[0] + green * hue[1] + red * hue[2]
    chroma = blue * blue + green * green + red * red - 3 * grey * grey
    across = np.sqrt(np.maximum(chroma - along * along, 0))
    pure = np.maximum(along - np.float32(_BESIDE) * across, 0)
    bright = np.maximum(np.maximum(blue, green), red) + np.float32(_DARK)
    return along, pure, pure / bright * reach


def cleared(pixels: Pixels, clear: Colour, width: float, fade: float) -> Pixels:
    """Without a colour; what is mixed with it, within `fade` beyond `width`, loses its share.

    Over that colour the result looks as before.
    """
    key = (clear.blue, clear.green, clear.red)

    def without(planes: Sequence[Plane]) -> Sequence[Plane]:
        *colours, alpha = planes
        whole = alpha / np.float32(255)
        apart = [abs(plane - whole * value) for plane, value in zip(colours, key, strict=True)]
        far = np.maximum(np.maximum(apart[0], apart[1]), apart[2]) / np.maximum(alpha, 1)
        opacity = np.clip((far - np.float32(width)) / np.float32(max(fade, _LEAST)), 0, 1)
        lost = whole * (1 - opacity)
        kept = (plane - lost * value for plane, value in zip(colours, key, strict=True))
        return *kept, alpha * opacity

    return _through(pixels, without)


def _through(pixels: Pixels, work: Callable[[Sequence[Plane]], Sequence[Plane]]) -> Pixels:
    """What becomes of the planes of blue, green, red and alpha, some rows at a time."""
    made = np.empty_like(pixels)
    for top in range(0, len(pixels), _ROWS):
        rows = np.ascontiguousarray(pixels[top : top + _ROWS].transpose(2, 0, 1), np.float32)
        *colours, alpha = work(tuple(rows))
        band = made[top : top + _ROWS]
        band[..., 3] = np.rint(alpha)
        for channel, plane in enumerate(colours):  # none is more than the alpha
            band[..., channel] = np.clip(np.rint(plane), 0, band[..., 3])
    return made
