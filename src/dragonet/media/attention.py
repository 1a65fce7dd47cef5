"""Where in a picture people look: at faces, and at what stands out."""

import numpy as np

from dragonet.media.faces import Face, find_faces
from dragonet.media.pixels import Pixels
from dragonet.media.saliency import Map, normal, saliency_map

PIXELS = 1_000_000
"""What a picture may be reduced to before its attention is asked for."""

_BESIDE = 0.7
_ABOVE = 4.0
_REACH = 0.6


def attention(picture: Pixels, *, faces_first: bool = False) -> Map:
    """How much each place draws the eye, [height, width] of a small copy, 0..1.

    `picture` is sRGB [height, width, 3]. Faces add to the saliency map; with `faces_first` they
    take nearly all of it. Without faces, both are the saliency map.
    """
    saliency = saliency_map(picture)
    found = find_faces(picture)
    if not found:
        return saliency
    people = np.max([_around(face, picture.shape, saliency.shape) for face in found], axis=0)
    if not faces_first:
        return normal(saliency + _BESIDE * people)
    rest = saliency.sum() / people.sum()
    return normal(saliency + _ABOVE * rest * people)


def _around(face: Face, picture: tuple[int, ...], shape: tuple[int, ...]) -> Map:
    """A bell over a face, so that a box gains by having it in the middle."""
    x = (np.arange(shape[1]) + 0.5) * picture[1] / shape[1] - face.x - face.width / 2
    y = (np.arange(shape[0]) + 0.5) * picture[0] / shape[0] - face.y - face.height / 2
    across = np.exp(-((x / (face.width * _REACH)) ** 2) / 2)
    down = np.exp(-((y / (face.height * _REACH)) ** 2) / 2)
    return np.asarray(face.confidence * across[None, :] * down[:, None])
