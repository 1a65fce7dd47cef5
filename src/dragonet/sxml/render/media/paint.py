"""Draw a picture that is held in memory."""

import skia

from dragonet.sxml.render.media.place import Place
from dragonet.sxml.render.media.sampling import sampling
from dragonet.sxml.render.pen import Pen


def paint(pen: Pen, place: Place, image: skia.Image) -> None:
    """Put the whole of `image` into the place, with smooth edges if the screen has them."""
    with place.on(pen.canvas) as rect:
        pen.canvas.drawImageRect(image, rect, sampling(place, image), pen.paint())
