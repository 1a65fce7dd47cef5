"""Frames of movies over pictures that a test draws, as the renderer makes them."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dragonet.sxml.assets import Asset, Assets
from dragonet.sxml.parse import parse
from dragonet.sxml.probes import PROBES
from dragonet.sxml.render.scene import Scene
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.ticks import ticks
from dragonet.sxml.timing import resolve

Pixels = NDArray[np.uint8]
"""Red, green, blue, and perhaps alpha; shape (height, width, 3 or 4)."""


class Album:
    """Pictures by name, to be used in documents as `http://pictures/NAME`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, name: str, pixels: Pixels) -> str:
        """Put a picture in; returns the `<image/>` that shows it."""
        Image.fromarray(pixels).save(self._folder / f"{name}.png")
        return self.image(name)

    def image(self, name: str, inside: str = "") -> str:
        """The `<image>` of a picture that was put in, with what it holds."""
        return f'<image filename="http://pictures/{name}">{inside}</image>'

    def scene(self, body: str, size: tuple[int, int], antialias: int = 4) -> Scene:
        """The movie of some elements."""
        movie = parse(f'<movie service="craftsman-1.0"><body>{body}</body></movie>')
        found: dict[int, Asset] = {}
        for node in movie.body.walk():
            url = str(node.values.get("filename") or "")
            if url:
                path = self._folder / f"{url.rpartition('/')[2]}.png"
                found[node.index] = PROBES["image"](path, url)
        timing = resolve(movie, {})
        screen = Screen(*size, size[0] / size[1], antialias)
        return Scene(movie, timing, Assets(found), screen)

    def frames(self, body: str, *times: float, size: tuple[int, int] = (160, 90)) -> list[Pixels]:
        """What the movie shows at some times, seconds: red, green, blue."""
        scene = self.scene(body, size)
        seen = [scene.picture(ticks(time))[..., 2::-1].copy() for time in times]
        scene.close()
        return seen

    def frame(self, body: str, time: float = 0.0, size: tuple[int, int] = (160, 90)) -> Pixels:
        """What it shows at one time."""
        return self.frames(body, time, size=size)[0]


def plain(colour: tuple[int, ...], width: int = 64, height: int = 36) -> Pixels:
    """A picture of one colour."""
    return np.tile(np.array(colour, np.uint8), (height, width, 1))


def noise(width: int, height: int, seed: int = 1) -> Pixels:
    """A picture in which no place looks like another, but smooth enough to be moved."""
    random = np.random.default_rng(seed)
    small = Image.fromarray(random.integers(0, 256, (height // 8 + 2, width // 8 + 2, 3), np.uint8))
    return np.asarray(small.resize((width, height), Image.Resampling.BICUBIC))
