"""A content as one picture whose parts are put elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import skia
from numpy.typing import NDArray

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content
from dragonet.sxml.render.easing import smooth
from dragonet.sxml.render.pen import Pen, rect
from dragonet.sxml.render.sheet import info, sheet

Outline = NDArray[np.float64]
"""Points around a middle, shape (number, 2)."""

Edge = tuple[Outline, Outline]
"""Where something begins to be seen, and where it is opaque: as many points each."""

Shade = float | NDArray[np.floating[Any]]

_STEPS = 4
"""Rings of triangles that make a soft edge."""

_CLAMP = skia.TileMode.kClamp
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
        instead: whether its parts take the place of what is there: those of a translucent one that
            lie upon each other would be seen both.
    """

    image: skia.Image
    space: skia.Matrix
    pixels: skia.Matrix
    opaque: bool = True
    instead: bool = False

    @contextmanager
    def grouped(self, pen: Pen) -> Iterator[tuple[Pen, "Pieces"]]:
        """A pen, and pieces, to draw parts upon each other with."""
        if self.opaque:
            yield pen, self
            return
        with pen.group() as whole:
            yield whole, replace(self, instead=True)

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
        if self.instead:
            paint.setBlendMode(skia.BlendMode.kSrc)
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

    def soft(self, pen: Pen, part: Box, into: Box, edge: Edge, dark: Shade = 0.0) -> None:
        """Draw a part of it into another box, seen inside an outline from whose first to whose
        second line it gets opaque, darkened by a share, or by one towards each point.
        """
        places, opacities, faces = _mesh(*edge)
        found = (places - into.center) * (part.width / into.width, part.height / into.height)
        from_ = [skia.Point(*place) for place in (found + part.center).tolist()]
        light = 1 - np.broadcast_to(dark, len(edge[0]))
        lights = [*np.tile(light, _STEPS + 1).tolist(), float(light.mean())]
        colours = [
            skia.Color4f(light, light, light, alpha).toColor()
            for light, alpha in zip(lights, opacities, strict=True)
        ]
        where = [skia.Point(*place) for place in places.tolist()]
        seen = pen.canvas.getTotalMatrix().mapPoints(where)
        kind = skia.Vertices.kTriangles_VertexMode
        mesh = skia.Vertices(kind, seen, self.pixels.mapPoints(from_), colours, faces)
        shader = self.image.makeShader(_CLAMP, _CLAMP, _LINEAR)
        paint = skia.Paint(Shader=shader, Alphaf=pen.alpha)  # Paint.setShader() takes 150 ms
        before = pen.canvas.save()
        pen.canvas.resetMatrix()
        if self.instead:
            gone = skia.Paint(BlendMode=skia.BlendMode.kDstOut)
            pen.canvas.drawVertices(mesh, gone, skia.BlendMode.kDst)
            # Pixels in which triangles meet may be drawn twice: added at once, from a layer.
            pen.canvas.saveLayer(mesh.bounds(), skia.Paint(BlendMode=skia.BlendMode.kPlus))
            paint.setBlendMode(skia.BlendMode.kSrc)
        pen.canvas.drawVertices(mesh, paint, skia.BlendMode.kModulate)
        pen.canvas.restoreToCount(before)


def corners(box: Box) -> Outline:
    """The outline of a box."""
    across, up = (box.left, box.right), (box.bottom, box.top)
    return np.array([(across[x], up[y]) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))])


def _mesh(outer: Outline, inner: Outline) -> tuple[Outline, list[float], list[int]]:
    """Points, how opaque they are, and the triangles between them, in threes."""
    count, steps = len(outer), [step / _STEPS for step in range(_STEPS + 1)]
    rings = [outer + (inner - outer) * step for step in steps]
    places = np.concatenate((*rings, inner.mean(axis=0, keepdims=True)))
    opacities = [smooth(step) for step in steps for _ in range(count)]
    faces = []
    for point in range(count * (_STEPS + 1)):
        beside = point + 1 - count * (point % count == count - 1)
        if point < count * _STEPS:
            faces += [point, beside, point + count, beside, beside + count, point + count]
        else:
            faces += [point, beside, len(places) - 1]
    return places, [*opacities, 1.0], faces


def pieces(pen: Pen, content: Content, box: Box) -> Pieces | None:
    """Take a content that covers a box; None if nothing of it can be seen."""
    made = sheet(pen, content, box, (0.0, 0.0), whole=True)
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
