"""Contents that are sharp in places only."""

import math

import numpy as np
import skia
from numpy.typing import NDArray

from dragonet.sxml.render.blur import softened
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.sheet import Sheet, density, info, sheet
from dragonet.sxml.render.veils import Levels, lay, smooth, veil

_HALFWAY = 0.45
"""Of the blur, where it has come half the way."""

_FINE = 1.5
"""Pixels of the lesser blur's standard deviation that are enough, as it is never seen alone."""

_COARSEST = 16
_NONE = 0.15
"""Pixels of a standard deviation that cannot be seen."""

_LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear)

Masks = tuple[skia.Image, skia.Image, skia.Image]


def masks(far: Levels) -> Masks:
    """How much is seen of the lesser blur, of the greater one in front of it, and of either, by how
    far out of focus a content is, 1 all of the way."""
    greater = smooth(2 * far - 1)
    lesser = smooth(2 * far) * (1 - greater)
    one, two, both = (veil(shape, 0 * shape) for shape in (lesser, greater, lesser + greater))
    return one, two, both


def defocused(
    pen: Pen, content: Content, box: Box, sigma: float, shapes: Masks, *, opaque: bool
) -> None:
    """Draw a content that covers a box, blurred by up to a standard deviation in the pen's units
    where masks as large as the box say."""
    with pen.together() if opaque else pen.group() as whole:
        content(whole)
        made = _softer(whole, content, box, sigma, shapes, opaque=opaque)
        if made is None:
            return
        if opaque:
            with whole.clipped(box) as inside:
                made.put(inside)
            return
        lay(whole, shapes[2], box, skia.BlendMode.kDstOut)
        with whole.group(skia.Paint(BlendMode=skia.BlendMode.kPlus)) as added:
            made.put(added)


def _softer(
    pen: Pen, content: Content, box: Box, sigma: float, shapes: Masks, *, opaque: bool
) -> Sheet | None:
    """What is blurred, as far as it is seen; None if nothing is."""
    scale = max(density(pen, box))
    pixels = min(sigma * scale, float(pen.screen.height))
    if pixels < _NONE:
        return None
    shrink = 1
    while _HALFWAY * pixels / shrink >= 2 * _FINE and shrink < _COARSEST:
        shrink *= 2
    margin = 3 * pixels / scale
    made = sheet(pen, content, box, (margin, margin), (shrink, shrink))
    if made is None:
        return None
    lesser, greater = _HALFWAY * pixels / shrink, pixels / shrink
    rest = math.sqrt(greater**2 - lesser**2)
    both = list(softened(made, [(lesser, lesser), (rest, rest)], opaque=opaque))
    return _mixed(both, shapes) if both else None


def _mixed(both: list[Sheet], shapes: Masks) -> Sheet:
    """What is seen of the two, by how much of each is."""
    one, two = both
    seen = np.multiply(one.pixels, _levels(one, shapes[0]), dtype=np.uint16)
    seen += np.multiply(two.pixels, _levels(two, shapes[1]), dtype=np.uint16)
    seen += 255
    seen >>= 8
    return one.made(seen.astype(np.uint8))


def _levels(made: Sheet, shape: skia.Image) -> NDArray[np.uint8]:
    """A mask for the pixels of a sheet, the same for each channel."""
    pixels = np.zeros_like(made.pixels)
    with skia.Surface.MakeRasterDirect(info(pixels), pixels) as canvas:
        canvas.drawImageRect(shape, skia.Rect.MakeLTRB(*made.box), _LINEAR)
    return pixels
