"""Find faces in a picture: proposals at every scale, each confirmed by a second network."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from dragonet.media.face_networks import GRAIN, LEAST, Floats, propose
from dragonet.media.face_proof import prove
from dragonet.media.overlap import distinct
from dragonet.media.pixels import Pixels
from dragonet.media.pyramid import Level, pyramid

PIXELS = 12_000_000
"""Largest picture that is searched whole; in it, faces from about 20 pixels on are found."""

_THRESHOLD = 0.3
_TILE, _OVERLAP = 384, 64
_GREY = 127.5
_MOST = 500
_NESTED = 0.4
_SMALLEST = 16
_LANDMARKS = ("left_eye", "right_eye", "nose", "mouth")
_SIDEWAYS = 0.4


@dataclass(frozen=True)
class Face:
    """A face, in pixels of the picture.

    Attributes:
        confidence: how surely it is one, 0..1; from 0.5 on it more likely is than is not.
        x, y: top left corner of its box, from the brows to the chin, within the picture.
        width, height: size of the box.
        type: profile if the nose is far from the middle between the ears.
        landmarks: `left_eye`, `right_eye` (as seen), `nose` and `mouth`, each (x, y).
    """

    confidence: float
    x: float
    y: float
    width: float
    height: float
    type: Literal["frontal", "profile"]
    landmarks: dict[str, tuple[float, float]]

    def scaled(self, across: float, down: float) -> "Face":
        """The face in a picture of another size."""
        return Face(
            self.confidence,
            self.x * across,
            self.y * down,
            self.width * across,
            self.height * down,
            self.type,
            {name: (x * across, y * down) for name, (x, y) in self.landmarks.items()},
        )


def find_faces(picture: Pixels, least: float = 0.5) -> list[Face]:
    """The faces whose confidence reaches `least`, best first.

    `picture` is sRGB, [height, width, 3], upright; faces may be turned by up to 45 degrees.
    """
    levels = pyramid(picture)
    scores, places = map(np.concatenate, zip(*(_search(level) for level in levels), strict=True))
    kept = distinct(scores, places[:, 0], places[:, 1], _MOST)
    if not kept:
        return []
    scores, places = scores[kept], places[kept]
    surely = prove(levels, scores, places)
    best = distinct(surely, places[:, 0], places[:, 1], _MOST, inside=_NESTED)
    return [
        _face(places[index], surely[index], picture.shape)
        for index in best
        if surely[index] >= least and places[index, 1, 0] >= _SMALLEST
    ]


def _search(level: Level) -> tuple[Floats, Floats]:
    """Proposals in one level, tile by tile, in pixels of the original."""
    height, width = level.pixels.shape[:2]
    scores, places = [], []
    for top in range(0, max(1, height - _OVERLAP), _TILE - _OVERLAP):
        for left in range(0, max(1, width - _OVERLAP), _TILE - _OVERLAP):
            tile = level.pixels[top : top + _TILE, left : left + _TILE]
            sides = [max(LEAST, -(-side // GRAIN) * GRAIN) for side in tile.shape[:2]]
            canvas = np.full((*sides, 3), _GREY, np.float32)
            y, x = ((side - have) // 2 for side, have in zip(sides, tile.shape[:2], strict=True))
            canvas[y : y + tile.shape[0], x : x + tile.shape[1]] = tile
            found, at = propose(canvas, _THRESHOLD)
            at[:, [0, *range(2, at.shape[1])]] += np.array([left - x, top - y], np.float32)
            scores.append(found)
            places.append(at / np.float32(level.scale))
    return np.concatenate(scores), np.concatenate(places)


def _face(place: Floats, confidence: float, shape: tuple[int, ...]) -> Face:
    """The box cut at the picture's edges."""
    limits = np.array(shape[1::-1])
    low = np.clip(place[0] - place[1] / 2, 0, limits)
    high = np.clip(place[0] + place[1] / 2, 0, limits)
    points = {
        name: (float(x), float(y)) for name, (x, y) in zip(_LANDMARKS, place[2:6], strict=True)
    }
    x, y, width, height = map(float, (*low, *(high - low)))
    kind: Literal["frontal", "profile"] = "profile" if _sideways(place) else "frontal"
    return Face(float(confidence), x, y, width, height, kind, points)


def _sideways(place: Floats) -> bool:
    """Between the ears the nose of a face seen from the front is in the middle."""
    nose, ears = place[4], place[6:8]
    along = ears[1] - ears[0]
    beside = (nose - ears.mean(axis=0)) @ along / max(float(along @ along), 1e-6)
    return bool(abs(beside) > _SIDEWAYS)
