"""A content as a picture of itself, for what draws it more than once."""

import skia

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.pieces import pieces

_LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear)


def pictured(pen: Pen, content: Content, box: Box) -> Content:
    """What fills a box, drawn once for the pen and then as often as it is asked for, moved too."""
    taken = pieces(pen, content, box)

    def draw(inner: Pen) -> None:
        if taken is None:
            return
        inner.canvas.save()
        inner.canvas.concat(taken.space)
        inner.canvas.drawImage(taken.image, 0, 0, _LINEAR, inner.paint())
        inner.canvas.restore()

    return draw
