"""A screen for media of movies: what they draw, as pixels, and the documents they come from."""

from pathlib import Path
from typing import Any

import numpy as np
import skia
from numpy.typing import NDArray

from dragonet.sxml.assets import Kind
from dragonet.sxml.probes import PROBES
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Medium
from dragonet.sxml.render.matrices import Matrix, identity
from dragonet.sxml.render.media import ImageCache, medium_of
from dragonet.sxml.render.pen import Pen, flat
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.ticks import TICKS, ticks
from dragonet.sxml.timing import Span
from dragonet.sxml.tree import Node

URL = "http://files.test/file"
WHOLE = Span(0, 10 * TICKS, 10 * TICKS, 0)

Pixels = NDArray[np.uint8]


def medium(
    element: Kind,
    path: Path,
    *,
    cache: ImageCache | None = None,
    span: Span = WHOLE,
    skip: float = 0.0,
    speed: float = 1.0,
    loop: bool = False,
) -> Medium:
    """An `image` or a `video` of a file, probed as the assets pass does it."""
    node = Node(0, element, 1, values={"skip": skip, "speed": speed, "loop": loop})
    return medium_of(node, PROBES[element](path, URL), span, cache or ImageCache())


def shown(
    seen: Medium,
    size: tuple[int, int],
    box: Box | None = None,
    *,
    time: float = 0.0,
    alpha: float = 1.0,
    detail: float = 1.0,
    antialias: int = 4,
    aspect: float | None = None,
    matrix: Matrix | None = None,
    background: tuple[int, int, int] = (0, 0, 0),
) -> Pixels:
    """What a medium draws at a time, seconds, onto a screen: RGB, shape (height, width, 3)."""
    width, height = size
    screen = Screen(width, height, aspect or width / height, antialias)
    pixels = np.empty((height, width, 4), np.uint8)
    info = skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    surface: Any = skia.Surface.MakeRasterDirect(info, pixels)
    with surface as canvas:
        canvas.clear(skia.ColorSetRGB(*background))
        pen = Pen(canvas, screen, ticks(time), alpha, detail)
        canvas.setMatrix(flat(pen.matrix))
        with pen.moved(identity() if matrix is None else matrix) as moved:
            seen.draw(moved, box or Box.screen(screen.aspect))
    return pixels[..., 2::-1]
