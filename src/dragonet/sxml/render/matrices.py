"""4×4 transforms of column vectors, and the perspective of the screen.

The camera is at z = DISTANCE and looks along −z; what is at z = 0 fills the screen exactly.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
"""Shape (4, 4)."""

DISTANCE = 1 / math.tan(math.radians(22.5))
"""From the camera to the screen: half the screen's height is seen at 22.5 degrees."""


def identity() -> Matrix:
    """No change."""
    return np.eye(4)


def translate(x: float, y: float, z: float = 0.0) -> Matrix:
    """A move."""
    made = np.eye(4)
    made[:3, 3] = x, y, z
    return made


def scale(x: float, y: float, z: float = 1.0) -> Matrix:
    """Factors along the axes."""
    return np.diag([x, y, z, 1.0])


def rotate(degrees: float, x: float = 0.0, y: float = 0.0, z: float = 1.0) -> Matrix:
    """A turn around an axis, anti-clockwise as seen from its end; none for an axis of length 0."""
    length = math.hypot(x, y, z)
    if length == 0:
        return np.eye(4)
    half = math.radians(degrees) / 2
    share = math.sin(half) / length
    return orient((math.cos(half), x * share, y * share, z * share))


def orient(quaternion: Sequence[float]) -> Matrix:
    """The turn that a quaternion (w, x, y, z) of length 1 stands for."""
    w, x, y, z = quaternion
    made = np.eye(4)
    made[:3, :3] = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ]
    return made


def about(matrix: Matrix, x: float, y: float) -> Matrix:
    """A transform with the point `x`, `y` as its origin."""
    return translate(x, y) @ matrix @ translate(-x, -y)


def perspective(aspect: float, width: float, height: float) -> Matrix:
    """From the space of movies to pixels, y down, of a screen `width` × `height`."""
    seen = np.eye(4)
    seen[3] = 0, 0, -1 / DISTANCE, 1
    pixels = np.eye(4)
    pixels[0, 0], pixels[0, 3] = width / (2 * aspect), width / 2
    pixels[1, 1], pixels[1, 3] = -height / 2, height / 2
    return pixels @ seen


def place(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Where a point at z = 0 gets to on the plane that a matrix projects onto."""
    px, py, _, w = matrix @ (x, y, 0.0, 1.0)
    return float(px / w), float(py / w)
