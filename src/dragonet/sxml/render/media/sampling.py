"""At which size a picture is held, and how it is sampled when it is drawn.

Measured on four pictures in a slow pan at 720p, against exact resampling of the full picture;
"breathing" is how much the energy of gradients varies with the phase of the pixels:

| held at | sampled | breathing | error (RMS, photo) | ms |
| --- | --- | --- | --- | --- |
| 1.0 | bilinear | 12 % | 4.3 | 2.7 |
| 1.0 | Catmull-Rom | 6 % | 2.7 | 24 |
| 1.25 | bilinear | 0.8 % | 2.7 | 2.7 |
| 1.35 | bilinear | 0.4 % | 2.4 | 2.7 |
| 1.45 | bilinear | 0.5 % | 2.2 | 2.7 |
| 2.0 | bilinear | 5 % | 2.4 | 3.3 |
| 2.0 | mipmaps | 7 % | 2.7 | 18 |

So pictures are held a little larger than they are seen, also those which must be enlarged for it.
Where the edges are on whole pixels they are held at exactly that size, and copied.
"""

import math

import skia

from dragonet.sxml.render.media.place import Place

_STEPS = 4
"""Sizes at which pictures are held, for each factor of two."""

_FINER = 1.25
"""How much larger than it is seen a picture is held at least; at most a step more."""

_MOST = 16_000_000
"""Pixels of a picture that is held; one that would be enlarged beyond is held as it is."""

_COARSE = 2.1
"""Pixels of the picture for one of the screen from which mipmaps are better."""

_SLACK = 0.01
"""Of a step: what rounding leaves of a size that is meant to stay does not change the step."""

_STILL = 1.001
"""Below, a picture does not get larger."""

_COPY = skia.SamplingOptions(skia.FilterMode.kNearest)
_LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear)
MIPMAPS = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
_CUBIC = skia.SamplingOptions(skia.CubicResampler.Mitchell())


def held_size(place: Place, detail: float, whole: tuple[int, int], screen: int) -> tuple[int, int]:
    """Width and height, pixels, at which a picture is held to be drawn at a place.

    `detail` is how much larger it will get, `whole` the size of the file's picture, `screen` the
    height of the screen.
    """
    exact = place.exact
    if exact is not None and detail < _STILL and exact[0] * exact[1] <= _MOST:
        return exact
    seen = place.size or (screen * 4 * whole[0] / whole[1], screen * 4.0)
    if not place.upright:  # it is not held anew for each angle
        scale = max(side / all_ for side, all_ in zip(seen, whole, strict=True))
        seen = whole[0] * scale, whole[1] * scale
    width, height = (_rung(side * detail, all_) for side, all_ in zip(seen, whole, strict=True))
    enlarged = max(1.0, width / whole[0]) * max(1.0, height / whole[1])
    if enlarged > 1 and width * height > _MOST:
        width, height = min(width, whole[0]), min(height, whole[1])
    shrunk = min(1.0, math.sqrt(_MOST / (width * height)))
    return max(1, round(width * shrunk)), max(1, round(height * shrunk))


def _rung(side: float, whole: int) -> int:
    """A side of the file's picture times or divided by a power of the step, so that the sizes to
    which JPEG's decoder reduces are among them."""
    step = math.ceil(math.log2(max(1.0, side * _FINER) / whole) * _STEPS - _SLACK)
    return max(1, round(whole * 2 ** (step / _STEPS)))


def sampling(place: Place, image: skia.Image) -> skia.SamplingOptions:
    """How a picture is sampled at a place."""
    width, height = image.width(), image.height()
    if place.exact == (width, height):
        return _COPY
    least, most = place.scales(width, height)
    if least < 1 / _COARSE:
        return MIPMAPS
    if not place.upright or most > 1.2:  # as quick as bilinear where the picture is turned
        return _CUBIC
    return _LINEAR
