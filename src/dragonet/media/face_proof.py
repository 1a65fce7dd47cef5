"""Confirm proposals of faces, say how surely they are faces, and place their landmarks."""

import numpy as np

from dragonet.media.face_networks import CROP, Floats, examine, logistic
from dragonet.media.pyramid import Level, sample

_GROWTHS = (0.85, 1.0, 1.2, 1.45)
_ODDS = (2.0, 1.7, -2.9)
_FEW, _DOUBT = 24, 5.0


def prove(levels: list[Level], scores: Floats, places: Floats) -> Floats:
    """How surely each proposal is a face, 0..1 [n]; eyes, nose and mouth in `places` are moved to
    where O-Net sees them.

    `scores` [n] and `places` [n, 8, 2] are BlazeFace's, in pixels of the original.
    """
    axes = _aligned(levels, places)
    crops = np.concatenate([_crops(levels, *at, _GROWTHS) for at in zip(places, axes, strict=True)])
    proofs, marks = examine(np.concatenate([crops, crops[:, :, ::-1]]))
    proofs = _odds(proofs).reshape(2, len(scores), -1).mean(axis=(0, 2))
    surely = _calibrated(_odds(scores), proofs, places[:, 1, 0])
    _mark(places, axes, marks[: len(crops)].reshape(len(scores), -1, 5, 2))
    return surely


def _aligned(levels: list[Level], places: Floats) -> Floats:
    """Unit vectors [n, (x, y)] from the left to the right of each face.

    BlazeFace says how a face is turned only roughly: O-Net sees it turned back by that and
    corrects it.
    """
    eyes, mouths = places[:, 3] - places[:, 2], places[:, 5] - places[:, 2:4].mean(axis=1)
    axes = _units(eyes + np.stack([mouths[:, 1], -mouths[:, 0]], 1))  # a profile's eyes say little
    crops = [_crops(levels, *at, _GROWTHS[2:3]) for at in zip(places, axes, strict=True)]
    marks = examine(np.concatenate(crops))[1]
    eyes, mouths = marks[:, 1] - marks[:, 0], marks[:, 3:5].mean(axis=1) - marks[:, :2].mean(axis=1)
    turns = _units(eyes + np.stack([mouths[:, 1], -mouths[:, 0]], 1))
    return turns[:, :1] * axes + turns[:, 1:] * np.stack([-axes[:, 1], axes[:, 0]], 1)


def _units(vectors: Floats) -> Floats:
    lengths = np.maximum(np.hypot(*vectors.T), 1e-6)
    return np.asarray(vectors / lengths[:, None], np.float32)


def _crops(levels: list[Level], place: Floats, axis: Floats, growths: tuple[float, ...]) -> Floats:
    """The proposal turned upright, cut at several sizes, from the level where it is nearest to
    CROP: what only looks like a face seldom does so in all of them."""
    level = min(levels, key=lambda level: abs(np.log(place[1, 0] * level.scale / CROP)))
    steps = (np.arange(CROP) + 0.5) / CROP - 0.5
    grid = steps[:, None, None] * (-axis[1], axis[0]) + steps[None, :, None] * axis
    return np.stack([sample(level, place[0] + grid * place[1] * growth) for growth in growths])


def _mark(places: Floats, axes: Floats, marks: Floats) -> None:
    """Put O-Net's eyes, nose and middle of the mouth, the mean over the crops, into places."""
    downs = np.stack([-axes[:, 1], axes[:, 0]], 1)
    away = (marks - 0.5) * np.array(_GROWTHS, np.float32)[:, None, None] * places[:, 1, None, None]
    away = away.mean(axis=1)
    at = places[:, :1] + away[..., :1] * axes[:, None] + away[..., 1:] * downs[:, None]
    places[:, 2:5] = at[:, :3]
    places[:, 5] = at[:, 3:].mean(axis=1)


def _calibrated(proposed: Floats, confirmed: Floats, widths: Floats) -> Floats:
    """One confidence out of both networks' log odds, by a logistic regression of ours.

    The fewer the pixels, the easier a lamp passes for a face: more proof is asked.
    """
    doubt = _DOUBT * np.log2(np.minimum(widths / _FEW, 1))
    odds = _ODDS[0] * proposed + _ODDS[1] * confirmed + _ODDS[2] + doubt
    return logistic(np.asarray(odds, np.float32))


def _odds(share: Floats) -> Floats:
    """Probabilities as log odds, bounded."""
    bounded = np.clip(share, 1e-3, 1 - 1e-3)
    return np.asarray(np.log(bounded / (1 - bounded)), np.float32)
