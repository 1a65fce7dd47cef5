"""Contents bent like rubber: every pixel is taken from somewhere else."""

from collections.abc import Callable

import numpy as np
import pyvips
import skia
from numpy.typing import NDArray

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.rims import completed
from dragonet.sxml.render.sheet import info, sheet

Plane = NDArray[np.float32]
"""A number for each of some places, shape (rows, columns)."""

Field = Callable[[Plane, Plane], tuple[Plane, Plane]]
"""Where places x, y, in units of space from the middle, are taken from."""

_COARSE = 180
"""Rows of light and shade."""

_FINE = 240
"""Rows of places that are reckoned; those between are interpolated."""


def warped(
    pen: Pen, content: Content, box: Box, field: Field, margin: tuple[float, float] = (0.0, 0.0)
) -> None:
    """Draw a content that fills a box, bent by a field; it is mirrored beyond its sides.

    `margin` is how far, across and up, what comes from outside of what can be seen comes from.
    """
    made = sheet(pen, content, box, margin)
    if made is None:
        return
    (left, top, right, bottom), (height, width) = completed(made).box, made.pixels.shape[:2]
    units = box.width / (right - left), box.height / (bottom - top)
    step = max(1, height // _FINE)
    columns = (np.arange(-1, width // step + 2, dtype=np.float32) + 0.5) * step
    rows = (np.arange(-1, height // step + 2, dtype=np.float32) + 0.5) * step
    x = (columns - (left + right) / 2) * np.float32(units[0])
    y = ((top + bottom) / 2 - rows) * np.float32(units[1])
    across, up = np.meshgrid(x, y)
    from_x, from_y = field(across, up)
    across = _folded(from_x / units[0] + (left + right) / 2, left, right)
    down = _folded((top + bottom) / 2 - from_y / units[1], top, bottom)
    index = np.stack((across, down), 2).astype(np.float32) - np.float32(0.5)
    bent = _bent(made.pixels, index, step)
    made.made(bent).put(pen)


def lit(pen: Pen, box: Box, field: Field, bright: float) -> None:
    """Draw light and shade on a box bent by a field, as by a light above and left of it."""
    columns, rows = max(2, round(_COARSE * box.aspect)), _COARSE
    x = (np.arange(columns, dtype=np.float32) + 0.5) / columns - 0.5
    y = 0.5 - (np.arange(rows, dtype=np.float32) + 0.5) / rows
    across, up = np.meshgrid(
        (x * box.width).astype(np.float32), (y * box.height).astype(np.float32)
    )
    from_x, from_y = field(across, up)
    slope = (from_y - up) - (from_x - across)
    light = np.clip(slope * np.float32(bright * 255), -200, 200)
    pixels = np.zeros((rows, columns, 4), np.uint8)
    pixels[..., :3] = np.maximum(light, 0)[..., None]
    pixels[..., 3] = np.abs(light)
    pixmap = skia.Pixmap(info(pixels), pixels, pixels.strides[0])
    pen.canvas.save()
    pen.canvas.translate(box.left, box.top)
    pen.canvas.scale(box.width / columns, -box.height / rows)
    linear = skia.SamplingOptions(skia.FilterMode.kLinear)
    pen.canvas.drawImage(skia.Image.MakeRasterCopy(pixmap), 0, 0, linear, pen.paint())
    pen.canvas.restore()


def _bent(pixels: NDArray[np.uint8], index: NDArray[np.float32], step: int) -> NDArray[np.uint8]:
    """The pixels at coordinates, of which every `step`th is given, one more on each side."""
    height, width = pixels.shape[:2]
    places = pyvips.Image.new_from_memory(index.data, index.shape[1], index.shape[0], 2, "float")
    if step > 1:
        places = places.resize(step, kernel="linear")
    places = places.crop(step, step, width, height)
    image = pyvips.Image.new_from_memory(pixels.data, width, height, 4, "uchar")
    bilinear = pyvips.Interpolate.new("bilinear")
    bent = image.mapim(places, interpolate=bilinear, extend="copy")
    made: NDArray[np.uint8] = np.frombuffer(bent.write_to_memory(), np.uint8)
    return made.reshape(height, width, 4)


def _folded(places: Plane, least: float, most: float) -> Plane:
    """Places beyond either end, mirrored back inside."""
    length = np.float32(most - least)
    share = (places - np.float32(least)) % (2 * length)
    folded: Plane = np.float32(least) + length - np.abs(share - length)
    return folded
