"""From light to a picture: textures of nature, colours, tone and grain."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Light = NDArray[np.float64]
"""Linear light, shape (height, width, 3), 1 a bright white; or one channel of it."""


def random(seed: int) -> np.random.Generator:
    """Always the same numbers."""
    return np.random.default_rng(seed)


def fractal(height: int, width: int, slope: float, seed: int) -> Light:
    """Noise like clouds and ground have it: power falls with frequency by `slope`; -1 to 1."""
    y, x = np.meshgrid(np.fft.fftfreq(height), np.fft.rfftfreq(width), indexing="ij")
    frequency = np.hypot(y * height, x * width)
    frequency[0, 0] = np.inf
    waves = np.fft.rfft2(random(seed).standard_normal((height, width)))
    noise = np.fft.irfft2(waves * frequency ** (-slope / 2), (height, width))
    return np.asarray(np.clip(noise / (2.5 * noise.std()), -1, 1))


def ridge(width: int, slope: float, seed: int) -> Light:
    """A skyline: heights -1 to 1, shape (width,)."""
    frequency = np.fft.rfftfreq(width) * width
    frequency[0] = np.inf
    waves = np.fft.rfft(random(seed).standard_normal(width)) * frequency ** (-slope / 2)
    line = np.fft.irfft(waves, width)
    return np.asarray(line / np.abs(line).max())


def colour(*channels: float) -> Light:
    """A colour in linear light."""
    return np.array(channels)


def ramp(along: Light, stops: Sequence[tuple[float, Sequence[float]]]) -> Light:
    """Colours between stops, eased; `along` of any shape gets a last axis of 3."""
    places = [place for place, _ in stops]
    channels = [np.interp(along, places, [stop[1][c] for stop in stops]) for c in range(3)]
    return np.stack(channels, axis=-1)


def step(start: float, end: float, value: Light) -> Light:
    """0 before `start` to 1 after `end`, smoothly; the two may be the other way round."""
    t = np.clip((value - start) / (end - start), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def mix(one: Light, other: Light, share: Light) -> Light:
    """`share` of the other, the rest of the one."""
    return np.asarray(one + (other - one) * share[..., None])


def blur(picture: Light, across: float, down: float) -> Light:
    """Gaussian, by standard deviations in pixels; edges are mirrored."""
    from scipy.ndimage import gaussian_filter

    rest = (0,) * (picture.ndim - 2)
    return np.asarray(gaussian_filter(picture, (down, across, *rest), mode="reflect"))


def developed(light: Light, seed: int, exposure: float = 1.0) -> NDArray[np.uint8]:
    """As a camera gives it: lens, film curve, grain; sRGB."""
    height, width, _ = light.shape
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    halo = blur(np.clip(light - 0.8, 0, 4), width / 60, width / 60)
    seen = (light + 0.35 * halo) * (exposure * (1 - 0.16 * (x * x + y * y)))[..., None]
    # filmic curve by Hejl and Burgess-Dawson, display gamma included
    over = np.maximum(0, seen * 0.8 - 0.002)
    film = (over * (6.2 * over + 0.5)) / (over * (6.2 * over + 1.7) + 0.06)
    grain = blur(random(seed).standard_normal((height, width)), 0.6, 0.6)
    film += (0.022 * grain * np.sqrt(np.clip(1.1 - film.mean(axis=2), 0, 1)))[..., None]
    return np.asarray(np.clip(film * 255 + 0.5, 0, 255), np.uint8)
