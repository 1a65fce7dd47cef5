"""A content as one picture whose parts are put elsewhere."""

from dataclasses import dataclass

import skia

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content
from dragonet.sxml.render.pen import Pen, rect
from dragonet.sxml.render.sheet import info, sheet

_LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear)


@dataclass(frozen=True)
class Pieces:
    """A picture to be cut.

    A part at its own place is drawn pixel by pixel as the content had it.

    Attributes:
        image: the whole.
        space: from its pixels to the space that it was taken in.
        pixels: from that space to its pixels.
        opaque: whether nothing can be seen through it.
    """

    image: skia.Image
    space: skia.Matrix
    pixels: skia.Matrix
    opaque: bool = True

    def part(self, pen: Pen, part: Box, into: Box | None = None, dark: float = 0.0) -> None:
        """Draw a part of it, into another box if there is one, darkened by a share.

        Without one, cuts are between pixels, so that parts side by side join without a seam.
        """
        source = self.pixels.mapRect(rect(part))
        if into is None:
            source = goal = skia.Rect.Make(source.round())
        else:
            goal = self.pixels.mapRect(rect(into))
        paint = pen.paint()
        if dark > 0.003 and not self.opaque:  # what is seen through it keeps its light
            black = skia.Color4f(0, 0, 0, dark).toColor()
            paint.setColorFilter(skia.ColorFilters.Blend(black, skia.BlendMode.kSrcATop))
        fast = skia.Canvas.SrcRectConstraint.kFast_SrcRectConstraint
        pen.canvas.save()
        pen.canvas.concat(self.space)
        pen.canvas.drawImageRect(self.image, source, goal, _LINEAR, paint, fast)
        if dark > 0 and self.opaque:
            paint.setColor4f(skia.Color4f(0, 0, 0, dark * pen.alpha))
            pen.canvas.drawRect(goal, paint)
        pen.canvas.restore()


def pieces(pen: Pen, content: Content, box: Box) -> Pieces | None:
    """Take a content that covers a box; None if nothing of it can be seen."""
    made = sheet(pen, content, box, (0.0, 0.0))
    if made is None:
        return None
    back, pixels = skia.Matrix(), skia.Matrix()
    if not pen.canvas.getTotalMatrix().invert(back):
        return None
    space = skia.Matrix.Concat(back, made.matrix)
    space.invert(pixels)
    pixmap = skia.Pixmap(info(made.pixels), made.pixels, made.pixels.strides[0])
    opaque = int(made.pixels[..., 3].min()) == 255
    return Pieces(skia.Image.MakeRasterCopy(pixmap), space, pixels, opaque)
