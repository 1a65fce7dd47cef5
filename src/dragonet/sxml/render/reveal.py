"""One picture uncovered in another: by shapes, soft or sharp."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import skia

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content
from dragonet.sxml.render.framing import stretched
from dragonet.sxml.render.pen import Pen, rect

_PLUS = skia.BlendMode.kPlus


def revealed(
    pen: Pen, first: Content, second: Content, mask: Content, box: Box, *, opaque: bool
) -> None:
    """Draw the second where `mask`, which fills the box, draws white, and the first elsewhere.

    `opaque` tells whether the second covers the first whole, which is quicker.
    """
    with pen.clipped(box) as inner:
        if opaque:
            with inner.together() as over:
                first(over)
                _cut(over, second, mask, skia.BlendMode.kDstIn)
            return
        with inner.group() as both:
            _cut(both, first, mask, skia.BlendMode.kDstOut)
            _cut(both, second, mask, skia.BlendMode.kDstIn, skia.Paint(BlendMode=_PLUS))


def _cut(
    pen: Pen, content: Content, mask: Content, mode: skia.BlendMode, paint: skia.Paint | None = None
) -> None:
    with pen.group(paint) as whole:
        content(whole)
        with whole.group(skia.Paint(BlendMode=mode)) as cut:
            mask(cut)


@contextmanager
def sharp(pen: Pen, box: Box) -> Iterator[Pen]:
    """One that draws inside a box cut between pixels, so that boxes side by side join."""
    pen.canvas.save()
    pen.canvas.clipRect(rect(box), doAntiAlias=False)
    try:
        yield pen
    finally:
        pen.canvas.restore()


@contextmanager
def less(pen: Pen, boxes: Sequence[Box]) -> Iterator[Pen]:
    """One that draws outside of some boxes only."""
    gone = skia.Path()
    for box in boxes:
        gone.addRect(rect(box))
    pen.canvas.save()
    if boxes:  # at once: where two of them meet there is nothing between
        pen.canvas.clipPath(gone, skia.ClipOp.kDifference, pen.screen.smooth)
    try:
        yield pen
    finally:
        pen.canvas.restore()


def zoomed(content: Content, box: Box, factor: float) -> Content:
    """What fills a box, `factor` times as large around its middle; itself for 1."""
    if factor == 1:
        return content
    into = stretched(content, box)

    def larger(pen: Pen) -> None:
        into(pen.moving(), box.scaled(factor))

    return larger
