"""The two networks that find faces: one proposes, the other confirms.

BlazeFace full range of MediaPipe (Bazarevsky et al., "BlazeFace: Sub-millisecond Neural Face
Detection on Mobile GPUs", 2019) sees faces of about 20 to 80 pixels in a picture of any size,
turned by up to 60 degrees. O-Net, the last stage of MTCNN (Zhang et al., "Joint Face Detection
and Alignment Using Multitask Cascaded Convolutional Networks", 2016), tells faces from the rest.
Where the files come from and their licences: `models/README.md`.
"""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

Floats = NDArray[np.float32]

CELL = 4
"""Pixels between two places where BlazeFace looks for a face."""
GRAIN = 64
"""BlazeFace takes pictures whose sides are multiples of this many pixels."""
LEAST = 192
"""The side, in pixels, of the pictures that BlazeFace was trained with: none may be smaller."""
CROP = 48
"""The side, in pixels, of O-Net's crops."""

_POINTS = 6
_BATCH = 64


@cache
def _session(name: str) -> Any:
    """A network, loaded once a process; tasks run one to a process, so on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    path = Path(__file__).parent / "models" / f"{name}.onnx"
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def propose(picture: Floats, threshold: float) -> tuple[Floats, Floats]:
    """Places of BlazeFace whose score reaches `threshold` (0..1), before overlaps are removed.

    `picture` is RGB, 0..255, [height, width, 3], sides multiples of GRAIN from LEAST on.
    Returns scores [n] and, in pixels, [n, 8, (x, y)]: the box's centre and size, then the left
    and the right eye as seen, the nose, the mouth and the ears.
    """
    batch = np.ascontiguousarray(((picture - 127.5) / 127.5).transpose(2, 0, 1)[None])
    boxes, logits = _session("blazeface_full_range").run(["boxes", "scores"], {"image": batch})
    scores = logistic(logits[0, :, 0])
    kept = np.flatnonzero(scores >= threshold)
    across = picture.shape[1] // CELL
    cells = np.stack([kept % across, kept // across], 1)
    places = boxes[0, kept].reshape(-1, 2 + _POINTS, 2)
    anchors = ((cells + 0.5) * CELL)[:, None].astype(np.float32)
    places[:, 0:1] += anchors
    places[:, 2:] += anchors
    real = (places[:, 1] > 1).all(axis=1)
    return scores[kept][real], places[real]


def examine(crops: Floats) -> tuple[Floats, Floats]:
    """What O-Net says of crops, RGB 0..255 [n, CROP, CROP, 3].

    Returns how much each is an upright face, 0..1 [n], and where its eyes (as seen: left, right),
    nose and corners of the mouth are, 0..1 over the crop [n, 5, (x, y)].
    """
    batch = np.ascontiguousarray(((crops - 127.5) / 128).transpose(0, 2, 1, 3))  # columns first
    run, names = _session("mtcnn_onet").run, ["softmax_2", "dense_6"]
    parts = [
        run(names, {"input_3": batch[at : at + _BATCH]}) for at in range(0, len(batch), _BATCH)
    ]
    found, marks = map(np.concatenate, zip(*parts, strict=True))
    return found[:, 1], marks.reshape(-1, 2, 5).transpose(0, 2, 1)


def logistic(values: Floats) -> Floats:
    """Log odds as probabilities."""
    bounded: Floats = np.clip(values, -30, 30)
    return np.asarray(1 / (1 + np.exp(-bounded)), np.float32)
