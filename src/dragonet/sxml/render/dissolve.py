"""From one picture to another without moving either."""

import skia

from dragonet.sxml.render.calls import Content
from dragonet.sxml.render.pen import Pen


def dissolve(pen: Pen, first: Content, second: Content, share: float, *, opaque: bool) -> None:
    """Draw a mix: `share` of the second, the rest of the first; what both have stays as it is.

    `opaque` tells whether the second covers the first whole, which is quicker.
    """
    if opaque:
        with pen.together() as over:
            first(over)
            second(over.faded(share))
        return
    with pen.group() as both:
        first(both.faded(1 - share))
        adding = skia.Paint(BlendMode=skia.BlendMode.kPlus)
        with both.faded(share).group(adding) as added:
            second(added)
