"""Draw pictures that are held in memory."""

from collections.abc import Callable, Hashable

import skia

from dragonet.sxml.render.media.cache import ImageCache
from dragonet.sxml.render.media.place import Place
from dragonet.sxml.render.media.sampling import MIPMAPS, sampling
from dragonet.sxml.render.pen import Pen


def paint(pen: Pen, place: Place, image: skia.Image) -> None:
    """Put the whole of `image` into the place, with smooth edges if the screen has them."""
    with place.on(pen.canvas) as rect:
        pen.canvas.drawImageRect(image, rect, sampling(place, image), pen.paint())


def paint_kept(
    pen: Pen, place: Place, cache: ImageCache, key: Hashable, make: Callable[[], skia.Image]
) -> None:
    """Put a picture that the cache keeps into the place; its mipmaps are kept, too.

    Skia's own cache of them is small: a wall of pictures would have them made for every frame.
    """
    image = cache.image(key, make)
    if sampling(place, image) is MIPMAPS:
        image = cache.image((key, "mipmaps"), image.withDefaultMipmaps)
    paint(pen, place, image)
