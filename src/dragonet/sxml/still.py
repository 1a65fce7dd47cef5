"""One moment of a movie as a picture file."""

from typing import Literal

import pyvips

from dragonet.media.thumbnail import encode
from dragonet.sxml.compose import Composition
from dragonet.sxml.render.scene import Scene
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.ticks import seconds, ticks


def still(
    movie: Composition, at: float, screen: Screen, form: Literal["png", "jpeg"] = "png"
) -> bytes:
    """A movie at a time, seconds, which is moved into it, as a PNG or JPEG file.

    Raises SourceError if a file that is seen then cannot be decoded.
    """
    scene = Scene(movie.movie, movie.timing, movie.assets, screen)
    try:
        with movie.locating():
            picture = scene.picture(ticks(min(at, seconds(movie.timing.duration))))
    finally:
        scene.close()
    image = pyvips.Image.new_from_array(picture[:, :, 2::-1].copy(), interpretation="srgb")
    return encode(image, form)
