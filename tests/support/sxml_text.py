"""Texts of movies on a plain ground, to be read from their pixels."""

from typing import Any

import numpy as np
import skia
from numpy.typing import NDArray

from dragonet.sxml.parse import parse
from dragonet.sxml.render import matrices
from dragonet.sxml.render.pen import Pen, flat
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.render.text import TextPicture
from dragonet.sxml.render.text.style import draw
from dragonet.sxml.tree import Node

Pixels = NDArray[np.uint8]
ASPECT = 16 / 9


def node(words: str, kind: str = "advanced", inside: str = "", **attributes: Any) -> Node:
    """A text node with attributes."""
    given = "".join(f" {name}='{value}'" for name, value in attributes.items())
    movie = parse(f"<text type='{kind}'{given}>{words}{inside}</text>")
    return next(found for found in movie.body.walk() if found.element == "text")


def screen(height: int = 360) -> Screen:
    return Screen(round(height * ASPECT), height, ASPECT)


def picture(words: str, kind: str = "advanced", **attributes: Any) -> TextPicture:
    return TextPicture(node(words, kind, **attributes), screen())


def drawn(
    found: Node, height: int = 360, shift: tuple[float, float] = (0.0, 0.0), alpha: float = 1.0
) -> Pixels:
    """Blue, green, red, alpha of the text on nothing."""
    size = screen(height)
    pixels = np.zeros((size.height, size.width, 4), np.uint8)
    surface = skia.Surface(pixels, colorType=skia.kBGRA_8888_ColorType)
    pen = Pen(surface.getCanvas(), size, 0, alpha)
    surface.getCanvas().setMatrix(flat(pen.matrix))
    made = TextPicture(found, size)
    style = next((child for child in found.children if child.element == "filter"), None)
    with pen.moved(matrices.translate(*shift)) as moved:
        if style is None:
            made.draw(moved)
        else:
            draw(moved, made.outline, style.values, style.given)
    surface.flushAndSubmit()
    return pixels


def ink(pixels: Pixels, least: int = 128) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is opaque."""
    rows, columns = np.nonzero(pixels[..., 3] >= least)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def columns(pixels: Pixels, least: int = 128) -> NDArray[np.bool_]:
    """Which columns have ink."""
    return np.asarray((pixels[..., 3] >= least).any(axis=0))
