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


def shape(levels: Levels) -> skia.Image:
    """An opacity; drawn, it has the colour of the paint."""
    made = np.rint(255 * levels).astype(np.uint8)
    kind = skia.ImageInfo.MakeA8(made.shape[1], made.shape[0])
    return skia.Image.MakeRasterCopy(skia.Pixmap(kind, made, made.strides[0]))


def lay(pen: Pen, image: skia.Image, box: Box, paint: skia.Paint | None = None) -> None:
    """Draw a small picture as large as a box."""
    with place(pen, box).on(pen.canvas) as rect:
        pen.canvas.drawImageRect(image, rect, _LINEAR, paint or pen.paint())


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


def masked(pen: Pen, content: Content, mask: skia.Image, box: Box) -> None:
    """Draw what a mask as large as the box lets through of a content."""
    with pen.clipped(box) as inside, inside.group() as whole:
        content(whole)
        lay(whole, mask, box, skia.Paint(BlendMode=skia.BlendMode.kDstIn))


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
