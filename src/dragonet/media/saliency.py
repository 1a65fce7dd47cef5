"""A map of what catches the eye, and its peaks.

The method is our own mix of classical cues, each measured in CIELAB on a copy of fixed area, so
that the size of the file does not matter:

- border contrast: how unlike the picture's borders a place's colour is, by Mahalanobis distance
  to the colours of each but the most alike; what fills the frame's edge is background more often
  than not (after Wei et al., "Geodesic saliency using background priors", ECCV 2012);
- centre-surround contrast at three scales (after Itti, Koch and Niebur, "A model of
  saliency-based visual attention for rapid scene analysis", PAMI 1998);
- edge energy, the strength of the lightness' gradient around a place;
- a mild preference for the centre, where photographers put what matters.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyvips
from numpy.typing import NDArray

from dragonet.media.pixels import Pixels, as_image

Map = NDArray[np.float64]

AREA = 1 << 16
"""Pixels of the copy that the map is measured on."""

_SCALES = (1 / 64, 1 / 24, 1 / 10)
_SMOOTH = 1 / 48
_BORDER = 1 / 16
_SPREAD = 1 / 12
_CENTRE = 0.35
_NOISE = 9.0
_TOP = 99.8
_WEIGHTS = (0.4, 0.35, 0.25)


@dataclass(frozen=True)
class Point:
    """A salient point: `x`, `y` in pixels of the map's picture, `saliency` 0..1."""

    x: float
    y: float
    saliency: float


def saliency_map(picture: Pixels) -> Map:
    """How salient each pixel is, [height, width], 0..1; all zero if nothing stands out.

    `picture` is sRGB, [height, width, 3], of any size; the map has about AREA pixels.
    """
    image = _of_area(as_image(picture)).colourspace("lab")
    side = float(np.sqrt(image.width * image.height))
    cues = [_border_contrast(image), _centre_surround(image, side), _edge_energy(image)]
    cues = [_blurred(cue, side * _SMOOTH) for cue in cues]
    mixed = sum(
        weight * normal(np.minimum(blurred, np.percentile(blurred, _TOP)))
        for weight, blurred in zip(_WEIGHTS, cues, strict=True)
    )
    return normal(np.asarray(mixed) * _centre(image.width, image.height))


def salient_points(saliency: Map, most: int = 25, least: float = 0.1) -> list[Point]:
    """Peaks of a map, best first, none nearer to a better one than a twelfth of its diagonal."""
    height, width = saliency.shape
    rows, columns = np.mgrid[0:height, 0:width]
    radius = np.hypot(width, height) * _SPREAD
    left = saliency.copy()
    points: list[Point] = []
    while len(points) < most:
        y, x = np.unravel_index(int(left.argmax()), left.shape)
        if left[y, x] < least:
            break
        points.append(Point(float(x) + 0.5, float(y) + 0.5, float(saliency[y, x])))
        left[(rows - y) ** 2 + (columns - x) ** 2 < radius**2] = 0
    return points


def _of_area(image: pyvips.Image) -> pyvips.Image:
    scale = math.sqrt(AREA / (image.width * image.height))
    across, down = (max(1, round(side * scale)) / side for side in (image.width, image.height))
    return image.resize(across, vscale=down).copy_memory()


def _border_contrast(lab: pyvips.Image) -> Map:
    pixels = lab.numpy().astype(np.float64)
    height, width = pixels.shape[:2]
    rows, columns = max(1, round(height * _BORDER)), max(1, round(width * _BORDER))
    borders = (pixels[:rows], pixels[-rows:], pixels[:, :columns], pixels[:, -columns:])
    distances = [_distance(pixels, border.reshape(-1, 3)) for border in borders]
    # the subject may touch one border, rarely two
    return np.asarray(np.sort(distances, axis=0)[1:].mean(axis=0))


def _distance(pixels: Map, colours: Map) -> Map:
    """Mahalanobis distance of every pixel to a set of colours; it saturates."""
    away = pixels - colours.mean(axis=0)
    spread = np.cov(colours, rowvar=False) + np.eye(3) * _NOISE if len(colours) > 1 else np.eye(3)
    squared = np.einsum("yxi,ij,yxj->yx", away, np.linalg.inv(spread), away)
    return np.asarray(np.minimum(np.sqrt(squared), 8.0))


def _centre_surround(lab: pyvips.Image, side: float) -> Map:
    blurred = [lab] + [lab.gaussblur(max(side * scale, 0.5)) for scale in _SCALES]
    total = np.zeros((lab.height, lab.width))
    for fine, coarse in pairwise(blurred):
        total += np.sqrt((((fine - coarse).numpy().astype(np.float64)) ** 2).sum(axis=2))
    return total


def _edge_energy(lab: pyvips.Image) -> Map:
    lightness = lab[0].gaussblur(1.0).numpy().astype(np.float64)
    down, across = (
        np.gradient(lightness, axis=axis) if lightness.shape[axis] > 1 else np.zeros(1)
        for axis in (0, 1)
    )
    return np.asarray(np.sqrt(np.hypot(down, across)))


def _centre(width: int, height: int) -> Map:
    x = (np.arange(width) + 0.5) / width - 0.5
    y = (np.arange(height) + 0.5) / height - 0.5
    distance = (x**2)[None, :] + (y**2)[:, None]
    return np.asarray(1 - _CENTRE + _CENTRE * np.exp(-distance / (2 * 0.25**2)))


def _blurred(values: Map, sigma: float) -> Map:
    return np.asarray(as_image(values).gaussblur(max(sigma, 0.5)).numpy(), np.float64)


def normal(values: Map) -> Map:
    """From the lowest to the highest value as 0..1; zero where nothing differs."""
    low, high = values.min(), values.max()
    if high - low < 1e-3:
        return np.zeros_like(values)
    return np.asarray((values - low) / (high - low))
