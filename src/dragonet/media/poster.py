"""A translucent play button in the centre of a picture, as posters of videos carry."""

import numpy as np
import pyvips
from numpy.typing import NDArray

Field = NDArray[np.float64]

_SHARE = 0.28  # the disc's diameter over the picture's shorter side
_SMALLEST = 16  # pixels; below, a play button is not told from a spot
_DISC_ALPHA = 0.55
_GLYPH_ALPHA = 0.95


def add_poster(image: pyvips.Image) -> pyvips.Image:
    """`image` (8-bit sRGB or grey, with or without alpha) with the button drawn over its centre.

    Frames of videos come in with `pyvips.Image.new_from_array(rgb)`. Alpha stays; the result has
    colours.
    """
    image = image.colourspace("srgb")
    button = play_button(image.width, image.height)
    overlay = pyvips.Image.new_from_array(button, interpretation="srgb")
    left, top = (image.width - overlay.width) // 2, (image.height - overlay.height) // 2
    over = image.composite2(overlay, "over", x=left, y=top).cast("uchar")
    return over if image.hasalpha() else over[0:3]


def play_button(width: int, height: int) -> NDArray[np.uint8]:
    """The button for a picture of `width` x `height` pixels: RGBA, not premultiplied,
    [rows, columns, 4].

    A dark disc with a white rim and a white triangle with rounded corners whose centroid is the
    disc's centre. Edges are anti-aliased by their exact distance, so any size is crisp.
    """
    shorter = min(width, height)
    diameter = min(shorter, max(_SMALLEST, _SHARE * shorter))
    radius = diameter / 2
    x, y = np.meshgrid(_axis(diameter, width), _axis(diameter, height))
    distance = np.hypot(x, y)
    rim = max(0.7, radius * 0.06)
    disc = _coverage(distance - radius)
    ring = disc - _coverage(distance - (radius - rim))
    glyph = _coverage(_triangle(x, y, radius * 0.54, radius * 0.07))
    white = np.maximum(glyph * _GLYPH_ALPHA, ring * _GLYPH_ALPHA)
    dark = disc * _DISC_ALPHA * (1 - white)
    alpha = white + dark
    level = 255 * white / np.maximum(alpha, 1e-9)
    rgba = np.dstack([level, level, level, 255 * alpha])
    pixels: NDArray[np.uint8] = np.rint(rgba).astype(np.uint8)
    return pixels


def _axis(diameter: float, side: int) -> Field:
    """Pixel centres around the middle; of the picture's parity, so that the middles coincide."""
    count = int(diameter) + 1
    count = min(side, count + (side - count) % 2)
    return np.arange(count, dtype=np.float64) + 0.5 - count / 2


def _coverage(distance: Field) -> Field:
    """Share of a pixel inside a shape whose edge is `distance` pixels away (negative: inside)."""
    return np.clip(0.5 - distance, 0.0, 1.0)


def _triangle(x: Field, y: Field, radius: float, corner: float) -> Field:
    """Signed distance to a triangle pointing right, around its centroid.

    `radius` reaches from the centroid to the sharp corners, of which `corner` is rounded off.
    """
    inner = radius - 2 * corner  # inset by `corner`, then grown back by it: round corners
    apothem = inner / 2
    half = inner * np.sqrt(3) / 2
    distance = np.full_like(x, np.inf)
    inside = np.full_like(x, -np.inf)
    for angle in (np.pi, np.pi / 3, -np.pi / 3):  # outward normals of the three sides
        along = x * np.cos(angle) + y * np.sin(angle) - apothem
        across = np.clip(-x * np.sin(angle) + y * np.cos(angle), -half, half)
        edge_x = apothem * np.cos(angle) - across * np.sin(angle)
        edge_y = apothem * np.sin(angle) + across * np.cos(angle)
        distance = np.minimum(distance, np.hypot(x - edge_x, y - edge_y))
        inside = np.maximum(inside, along)
    return np.where(inside <= 0, inside, distance) - corner
