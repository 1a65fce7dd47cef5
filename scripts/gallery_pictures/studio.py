"""The files that the documents of the gallery name, made when they are asked for."""

import io
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dragonet.job import SourceFile
from gallery_pictures import animation, city, drums, landscapes, still_life, tiles

TILES = "tiles/{z}/{x}/{y}.png"
"""Server of the maps, for the options of a job."""

_RATE, _SECONDS, _SIZE = 12, 4, (640, 360)
_PHOTOS: dict[str, Callable[[], NDArray[np.uint8]]] = {
    "dusk.jpg": landscapes.dusk,
    "dunes.jpg": landscapes.dunes,
    "coast.jpg": landscapes.coast,
    "city.jpg": city.city,
    "oranges.jpg": still_life.oranges,
    "green-screen.jpg": partial(still_life.oranges, screen=True),
}


class Studio:
    """Draws files into a folder, each once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def source(self, name: str) -> SourceFile:
        """The file of a name. Raises KeyError for one that no document may use."""
        path = self._folder / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(f"part{os.getpid()}-{path.name}")
            _make(name, part)
            part.replace(path)
        return SourceFile(path, name)


def _make(name: str, path: Path) -> None:
    """Draw it; two processes may do so at once."""
    if name == "waves.mp4":
        _film(path)
    elif name == "drums.wav":
        drums.write(path)
    elif name == "delivered.json":
        path.write_bytes(animation.delivered())
    elif name == "badge.png":
        path.write_bytes(_badge())
    elif name == "drawing.png":
        badge = Image.open(io.BytesIO(_badge())).getchannel("A")
        Image.eval(badge, lambda alpha: 255 - alpha).save(path)
    elif name.startswith("tiles/"):
        Image.fromarray(tiles.tile(*map(int, name[6:-4].split("/")))).save(path)
    else:
        Image.fromarray(_PHOTOS[name]()).save(path, quality=92, subsampling=0)


def _film(path: Path) -> None:
    with av.open(str(path), "w") as film:
        stream = film.add_stream("libx264", rate=_RATE, options={"crf": "20", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = *_SIZE, "yuv420p"
        for number in range(_RATE * _SECONDS):
            picture = landscapes.waves(number / _RATE, *_SIZE)
            film.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        film.mux(stream.encode())


def _badge(side: int = 600) -> bytes:
    """A round emblem, transparent around it."""
    y, x = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j]
    out, pixel = np.hypot(x, y), 2 / side

    def inside(distance: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.clip(0.5 - distance / pixel, 0, 1))

    ring = inside(np.abs(out - 0.86) - 0.05)
    sun = inside(out - 0.3) * inside(y - 0.1)
    hills = inside(np.maximum(0.16 - y - 0.10 * np.cos(7 * x + 0.6), out - 0.7))
    rays = np.abs(np.arctan2(x, -y) * 8 / np.pi % 1 - 0.5) - 0.16
    rays = inside(np.maximum(rays * out * 0.4, np.abs(out - 0.5) - 0.1)) * inside(y + 0.02)
    alpha = np.clip(ring + sun + hills + rays, 0, 1)
    white = np.full((side, side, 3), 255, np.uint8)
    picture = np.dstack([white, np.asarray(alpha * 255 + 0.5, np.uint8)])
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG", optimize=True)
    return file.getvalue()
