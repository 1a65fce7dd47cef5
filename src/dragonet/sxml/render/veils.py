"""Small pictures that are laid over what a content covers, and masks that it is seen through."""

from typing import Any

import numpy as np
import skia
from numpy.typing import NDArray

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content
from dragonet.sxml.render.media.place import place
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.sheet import info

Levels = NDArray[Any]
"""Shape (height, width), 0 to 1, the first row at the top."""

_LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear)


def veil(light: Levels, dark: Levels) -> skia.Image:
    """White and black by two opacities, the white in front."""
    alpha = light + dark * (1 - light)
    made = np.empty((*alpha.shape, 4), np.uint8)
    made[..., :3] = np.rint(255 * light)[..., None]
    made[..., 3] = np.rint(255 * alpha)
    return skia.Image.MakeRasterCopy(skia.Pixmap(info(made), made, made.strides[0]))


def lay(
    pen: Pen, image: skia.Image, box: Box, mode: skia.BlendMode = skia.BlendMode.kSrcOver
) -> None:
    """Draw a small picture as large as a box, in any way that has no effect where it is clear.

    Skia is six times as quick at enlarging first, in a layer, and mixing that in then.
    """
    placed = place(pen, box)
    paint = pen.paint()
    paint.setBlendMode(mode)
    if mode == skia.BlendMode.kSrcOver or not placed.upright:
        with placed.on(pen.canvas) as rect:
            pen.canvas.drawImageRect(image, rect, _LINEAR, paint)
        return
    with pen.group(skia.Paint(BlendMode=mode)), placed.on(pen.canvas) as rect:
        pen.canvas.drawImageRect(image, skia.Rect.Make(rect.roundOut()), _LINEAR)


def overlaid(pen: Pen, content: Content, over: Content, *, opaque: bool) -> None:
    """Draw a content, and something over it where it is seen."""
    if opaque:
        with pen.together() as whole:
            content(whole)
            over(whole)
        return
    with pen.group() as whole:
        content(whole)
        with whole.group(skia.Paint(BlendMode=skia.BlendMode.kSrcATop)) as upon:
            over(upon)


def hidden(pen: Pen, box: Box) -> Box:
    """A box whose edges lie outside of those of a content that fills it, where they fall within
    pixels: smooth edges upon smooth edges would be darker."""
    if place(pen, box).exact is not None:
        return box
    lap = box.height / max(1.0, pen.pixels(box))
    return Box(box.left - lap, box.bottom - lap, box.right + lap, box.top + lap)


def masked(pen: Pen, content: Content, levels: Levels, box: Box) -> None:
    """Draw as much of a content as a mask as large as the box says."""
    upright = place(pen, box).upright
    mask = veil(levels, 0 * levels) if upright else _shape(levels)
    with pen.clipped(box) as inside, inside.group() as whole:
        content(whole)
        lay(whole, mask, box, skia.BlendMode.kDstIn)


def _shape(levels: Levels) -> skia.Image:
    """An opacity alone: quicker where it is turned."""
    made = np.rint(255 * levels).astype(np.uint8)
    kind = skia.ImageInfo.MakeA8(made.shape[1], made.shape[0])
    return skia.Image.MakeRasterCopy(skia.Pixmap(kind, made, made.strides[0]))


def grid(aspect: float, lines: int) -> tuple[Levels, Levels]:
    """The middles of the fields of a mask: across and down from its middle, in its heights."""
    columns = min(max(8, round(lines * aspect)), 2048)
    across = (np.arange(columns) + 0.5) / columns - 0.5
    down = (np.arange(lines) + 0.5) / lines - 0.5
    return np.asarray(across * aspect)[None, :], np.asarray(down)[:, None]


def smooth(levels: Levels) -> Levels:
    """From 0 to 1, softly at both ends; what is beyond is cut."""
    levels = np.clip(levels, 0, 1)
    return np.asarray(levels * levels * (3 - 2 * levels))
