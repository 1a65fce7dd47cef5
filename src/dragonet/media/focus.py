"""Where to cut a picture that is too long for its box: around what people look at."""

from dataclasses import replace
from typing import Literal

import numpy as np
import pyvips

from dragonet.media.attention import PIXELS, attention
from dragonet.media.geometry import Fit
from dragonet.media.pixels import Pixels
from dragonet.media.saliency import Map
from dragonet.media.still import Still
from dragonet.media.thumbnail import WHITE, thumbnail

Focus = Literal["faces", "smart"]


def focused(still: Still, fit: Fit, rotation: int, focus: Focus) -> pyvips.Image:
    """As `thumbnail`, but cut around what people look at instead of around the centre.

    `faces` keeps faces before all else, `smart` weighs them with what else stands out; where
    nothing does, the cut is around the centre.
    """
    whole = replace(fit, left=0, top=0, cut_width=fit.scaled_width, cut_height=fit.scaled_height)
    image = thumbnail(still, whole).copy_memory()
    width, height = fit.cut_width, fit.cut_height
    if still.orientation >= 5:
        width, height = height, width
    if (image.width, image.height) != (width, height):
        weights = attention(_pixels(image), faces_first=focus == "faces")
        left = _start(weights.sum(axis=0), image.width, width)
        top = _start(weights.sum(axis=1), image.height, height)
        image = image.crop(left, top, width, height)
    return image.rot(f"d{-rotation % 360}") if rotation else image


def _pixels(image: pyvips.Image) -> Pixels:
    image = image.colourspace("srgb")
    flat = image.flatten(background=WHITE) if image.hasalpha() else image
    scale = (PIXELS / (image.width * image.height)) ** 0.5
    small: Pixels = (flat.resize(scale) if scale < 1 else flat).numpy()
    return small


def _start(weights: Map, length: int, kept: int) -> int:
    """First of `kept` of `length` pixels that hold the most weight, the most central of equals."""
    starts = np.arange(length - kept + 1)
    sums = np.concatenate([[0.0], np.cumsum(weights)])
    places = np.linspace(0, length, len(sums))
    held = np.interp(starts + kept, places, sums) - np.interp(starts, places, sums)
    best = starts[held >= held.max() - 1e-6 * (sums[-1] or 1.0)]
    return int(best[np.argmin(np.abs(best - (length - kept) / 2))])
