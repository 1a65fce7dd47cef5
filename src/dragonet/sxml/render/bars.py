"""A colour behind a picture that does not fill its box."""

import skia

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content
from dragonet.sxml.render.colours import colour
from dragonet.sxml.render.pen import Pen, rect
from dragonet.sxml.values import Colour

BLACK = Colour(0, 0, 0)


def barred(pen: Pen, content: Content, box: Box, behind: Colour = BLACK) -> None:
    """Draw a content that lies inside a box, over a colour."""
    if behind[3] == 0:
        content(pen)
        return
    paint = skia.Paint(AntiAlias=pen.screen.smooth)
    paint.setColor4f(colour(behind))
    with pen.together() as both:
        both.canvas.drawRect(rect(box), paint)
        content(both)
