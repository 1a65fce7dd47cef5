"""Pictures with and without faces, from those that ship with scikit-image.

They are the only ones at hand under a licence that lets them: a frontal portrait (astronaut,
NASA, public domain), a man in profile (camera, CC0), and a hundred 25-pixel faces and as many
other patches (lfw_subset).
"""

from pathlib import Path
from typing import Any

import numpy as np
import skimage
from PIL import Image
from skimage import data

ASTRONAUT = (225.0, 120.0, 108.0)
"""Centre and width of the face in `person("astronaut")`, measured by hand."""
CAMERA = (239.0, 158.0, 68.0)
"""The same of the profile in `person("camera")`."""

NOBODY = (
    "brick", "chelsea", "coffee", "coins", "clock", "grass", "gravel", "hubble_deep_field",
    "immunohistochemistry", "moon", "page", "retina", "rocket", "text",
)  # fmt: skip


def person(name: str) -> Image.Image:
    """One of scikit-image's photographs."""
    return Image.fromarray(np.asarray(getattr(data, name)())).convert("RGB")


def motorcycle() -> Image.Image:
    """A crowded garage without anybody."""
    path = Path(skimage.__file__).parent / "data" / "motorcycle_left.png"
    return Image.open(path).convert("RGB")


def patches() -> tuple[Any, Any]:
    """A hundred faces and a hundred other patches, uint8 [100, 25, 25] each."""
    subset: Any = data.lfw_subset
    grey = (subset() * 255).astype(np.uint8)
    return grey[:100], grey[100:]


def turned_about(
    image: Image.Image, at: tuple[float, float, float], degrees: float, width: float
) -> tuple[Image.Image, tuple[float, float, float]]:
    """The picture turned counter-clockwise and scaled so that the face becomes `width` wide;
    and where the face is then."""
    scale = width / at[2]
    size = (round(image.width * scale), round(image.height * scale))
    small = image.resize(size, Image.Resampling.LANCZOS)
    turned = small.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=(128,) * 3)
    angle = np.radians(degrees)
    x, y = at[0] * scale - small.width / 2, at[1] * scale - small.height / 2
    return turned, (
        turned.width / 2 + x * np.cos(angle) + y * np.sin(angle),
        turned.height / 2 - x * np.sin(angle) + y * np.cos(angle),
        width,
    )
