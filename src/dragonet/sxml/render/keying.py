"""Colours of pictures that are made transparent."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyvips
from numpy.typing import NDArray

from dragonet.sxml.values import Colour

Pixels = NDArray[np.uint8]
"""Shape (height, width, 4): blue, green, red, alpha; premultiplied."""

Plane = NDArray[Any]

_BESIDE = 0.58
"""Of a hue's distance from that of the screen that speaks against it: 60 degrees are enough."""

_DARK = 40.0
"""Levels added to the brightness, as hues of what is almost black mean little."""

_SURE, _SURER = 0.7, 0.9
"""Likeness to the screen from which on a pixel tells how it is lit, and that with full weight."""

_LINES = 90
"""Of the small picture of how the screen is lit."""

_NEAR = 5.0
"""Of its pixels, a standard deviation: how far what is seen of the screen speaks for the rest."""

_GUESS = 0.003
"""Weight of the colour itself, for where none of the screen is near."""

_SPILT = 6.0
"""By how much of the screen in a colour all that goes towards its hue is held for its light."""

_GREY, _COLOURED = 0.14, 0.2
"""Of a screen: how far its channels are apart, up to which its hue says nothing, and from which on
it says all."""

_APART = 0.5
"""How far from a grey screen, 1 black from white, colours have nothing of it."""

_LEAST = 1e-3
_ROWS = 16
"""Of a picture that are worked on at once, so that they stay near the processor."""


class _Hue:
    """What colours have of the hue of a screen."""

    def __init__(self, screen: Colour) -> None:
        self.key = np.array((screen.blue, screen.green, screen.red), np.float32)
        way = self.key - self.key.mean()
        self.length = float(np.sqrt(way @ way))
        self.way = way / np.float32(max(self.length, 1.0))
        apart = float(np.ptp(self.key) / (self.key.max() + _DARK))
        self.counts = min(max((apart - _GREY) / (_COLOURED - _GREY), 0.0), 1.0)

    def pure(self, colours: Sequence[Plane]) -> Plane:
        """How far they go towards it, less what speaks against it."""
        return self.parts(colours)[1]

    def parts(self, colours: Sequence[Plane]) -> tuple[Plane, Plane]:
        """How far they go towards it, and that less what speaks against it; at least 0."""
        blue, green, red = colours
        grey = (blue + green + red) / np.float32(3)
        along = blue * self.way[0] + green * self.way[1] + red * self.way[2]
        chroma = blue * blue + green * green + red * red - 3 * grey * grey
        across = np.sqrt(np.maximum(chroma - along * along, 0))
        pure = np.maximum(along - np.float32(_BESIDE) * across, 0)
        return np.maximum(along, 0), pure

    def likeness(self, colours: Sequence[Plane]) -> Plane:
        """What they have of it, 1 what the screen has, however it is lit."""
        brightest = np.maximum(np.maximum(colours[0], colours[1]), colours[2])
        reach = np.float32((float(self.key.max()) + _DARK) / self.length)
        return np.asarray(self.pure(colours) / (brightest + np.float32(_DARK)) * reach)


def keyed(pixels: Pixels, screen: Colour, width: float, fade: float) -> Pixels:
    """Without what has the hue of a screen, whose light is taken from the rest.

    What counts is how much of the screen, as it is lit there, is in a colour: from 1 - `width` up
    it is transparent, from `fade` below that down opaque; in between it is mixed of the screen and
    of what is kept. Of a screen that is almost grey it is the colour itself that counts.
    """
    hue = _Hue(screen)
    if hue.counts == 1:
        return _without_hue(pixels, hue, width, fade)
    alike = cleared(pixels, screen, width * _APART, fade * _APART)
    if hue.counts == 0:
        return alike
    both = alike + (_without_hue(pixels, hue, width, fade) - alike.astype(np.float32)) * hue.counts
    return np.asarray(np.rint(both), np.uint8)


def _without_hue(pixels: Pixels, hue: _Hue, width: float, fade: float) -> Pixels:
    lit = _lit(pixels, hue)

    def without(planes: Sequence[Plane], rows: slice) -> Sequence[Plane]:
        *colours, alpha = planes
        *there, most = _between(lit, 1, len(pixels), rows)
        whole = alpha / np.float32(255)
        share = hue.pure(colours) / np.maximum(most * whole, 1)
        opacity = np.clip((1 - width - share) / np.float32(max(fade, _LEAST)), 0, 1)
        lost = whole * (1 - opacity)
        kept = [
            np.maximum(plane - lost * level, 0) for plane, level in zip(colours, there, strict=True)
        ]
        along, pure = hue.parts(kept)
        spill = pure + (along - pure) * np.minimum(share * np.float32(_SPILT), 1)
        clean = (plane - spill * part for plane, part in zip(kept, hue.way, strict=True))
        return *clean, alpha * opacity

    return _through(pixels, without)


def _lit(pixels: Pixels, hue: _Hue) -> Plane:
    """Blue, green and red of the screen, by what is seen of it around, and how pure that is: shape
    (4, some lines, width)."""
    step = max(1, len(pixels) // _LINES)
    planes = pixels[::step, ::step].transpose(2, 0, 1).astype(np.float32)
    colours = list(planes[:3])
    sure = np.clip((hue.likeness(colours) - _SURE) / (_SURER - _SURE), 0, 1) * (planes[3] > 254)
    stacked = np.stack([*(plane * sure for plane in colours), sure], 2).astype(np.float32)
    rows, columns = sure.shape
    image = pyvips.Image.new_from_memory(
        np.ascontiguousarray(stacked).data, columns, rows, 4, "float"
    )
    spread = image.gaussblur(_NEAR * rows / _LINES, precision="float", min_ampl=0.02)
    found = np.frombuffer(spread.write_to_memory(), np.float32).reshape(rows, columns, 4)
    weight = found[..., 3:] + _GUESS
    screen = (found[..., :3] + _GUESS * hue.key) / weight
    most = hue.pure(list(screen.transpose(2, 0, 1)))
    small = np.ascontiguousarray(np.dstack([screen, most]).transpose(2, 0, 1), np.float32)
    width = pixels.shape[1]
    return _between(small, 2, width, slice(0, width))


def _between(few: Plane, axis: int, count: int, part: slice) -> Plane:
    """Values of a line of a few that are to be `count`, in a part of those; linear in between."""
    have = few.shape[axis]
    places = (np.arange(count, dtype=np.float32)[part] + 0.5) * np.float32(have / count) - 0.5
    places = np.clip(places, 0, have - 1)
    before = np.minimum(places.astype(np.intp), max(0, have - 2))
    share = (
        (places - before).astype(np.float32).reshape([-1 if axis == at else 1 for at in range(3)])
    )
    one, two = (few.take(np.minimum(at, have - 1), axis) for at in (before, before + 1))
    return np.asarray(one + (two - one) * share)


def cleared(pixels: Pixels, clear: Colour, width: float, fade: float) -> Pixels:
    """Without a colour; what is mixed with it, within `fade` beyond `width`, loses its share.

    Over that colour the result looks as before.
    """
    key = (clear.blue, clear.green, clear.red)

    def without(planes: Sequence[Plane], _: slice) -> Sequence[Plane]:
        *colours, alpha = planes
        whole = alpha / np.float32(255)
        apart = [abs(plane - whole * value) for plane, value in zip(colours, key, strict=True)]
        far = np.maximum(np.maximum(apart[0], apart[1]), apart[2]) / np.maximum(alpha, 1)
        opacity = np.clip((far - np.float32(width)) / np.float32(max(fade, _LEAST)), 0, 1)
        lost = whole * (1 - opacity)
        kept = (plane - lost * value for plane, value in zip(colours, key, strict=True))
        return *kept, alpha * opacity

    return _through(pixels, without)


def _through(pixels: Pixels, work: Callable[[Sequence[Plane], slice], Sequence[Plane]]) -> Pixels:
    """What becomes of the planes of blue, green, red and alpha, some rows at a time."""
    made = np.empty_like(pixels)
    for top in range(0, len(pixels), _ROWS):
        rows = np.ascontiguousarray(pixels[top : top + _ROWS].transpose(2, 0, 1), np.float32)
        *colours, alpha = work(tuple(rows), slice(top, top + _ROWS))
        band = made[top : top + _ROWS]
        band[..., 3] = np.rint(alpha)
        for channel, plane in enumerate(colours):  # none is more than the alpha
            band[..., channel] = np.clip(np.rint(plane), 0, band[..., 3])
    return made
