"""A skyline at night over water."""

import numpy as np
from numpy.typing import NDArray

from gallery_pictures.darkroom import (
    Light,
    blur,
    colour,
    developed,
    fractal,
    mix,
    ramp,
    random,
    step,
)

_LAMPS = (colour(2.2, 1.35, 0.55), colour(1.8, 1.5, 1.0), colour(0.9, 1.25, 1.7))


def city(width: int = 1600, height: int = 900) -> NDArray[np.uint8]:
    """Towers with lit windows, and their lights in the water."""
    shore = round(height * 0.68)
    y, _ = np.mgrid[0 : 1 : shore * 1j, 0 : 1 : width * 1j]
    sky = ramp(y, ((0, (0.008, 0.015, 0.045)), (0.6, (0.03, 0.04, 0.10)), (1, (0.26, 0.15, 0.14))))
    haze = step(-0.1, 1.0, fractal(shore, width, 3.2, 51))
    sky = mix(sky, sky * 1.6 + colour(0.03, 0.02, 0.03), haze)
    for layer in range(3):
        sky = _towers(sky, layer)
    return developed(np.vstack([sky, _water(sky, height - shore)]), 7, 1.25)


def _towers(light: Light, layer: int) -> Light:
    """A row of towers in front of what is there; the last layer is the nearest."""
    height, width, _ = light.shape
    numbers, left = random(60 + layer), -10
    light = light.copy()
    while left < width:
        wide = int(width * numbers.uniform(0.022, 0.05) * (0.8 + 0.3 * layer))
        middle = np.exp(-(((left / width) - 0.42) ** 2) / 0.06)
        tall = height * (numbers.uniform(0.22, 0.5) + 0.42 * middle * numbers.random() ** 1.5)
        tall *= 1 - 0.24 * layer
        _tower(light, numbers, (max(left, 0), max(left + wide, 0)), int(height - tall), layer)
        left += wide + int(numbers.uniform(-0.2, 0.5) * wide)
    return light


def _tower(
    light: Light, numbers: np.random.Generator, sides: tuple[int, int], top: int, layer: int
) -> None:
    part = light[top:, sides[0] : sides[1]]
    tall, wide, _ = part.shape
    if wide < 6:
        return
    down = np.linspace(0, 1, tall)[:, None]
    wall = ramp(
        np.broadcast_to(down, (tall, wide)), ((0, (0.018, 0.022, 0.04)), (1, (0.07, 0.045, 0.045)))
    )
    wall *= 1.5 - 0.45 * layer
    part[:] = wall
    across, high = int(numbers.integers(5, 9)), int(numbers.integers(7, 11))
    rows, columns = tall // high + 1, wide // across + 1
    lit = numbers.random((rows, columns)) < numbers.uniform(0.12, 0.5)
    lit &= numbers.random((rows, 1)) < 0.85
    lamp = _LAMPS[int(numbers.choice(3, p=(0.5, 0.3, 0.2)))]
    power = lit * numbers.uniform(0.15, 1.0, (rows, columns)) * (0.55 + 0.2 * layer)
    panes = np.zeros((rows * high, columns * across))
    for row in range(2, high - 2):
        for column in range(1, across - 2):
            panes[row::high, column::across] = power
    part += blur(panes, 0.45, 0.45)[:tall, :wide, None] * lamp
    if numbers.random() < 0.3 and top > 12:
        light[top - 3 : top + 1, sides[0] + wide // 2 : sides[0] + wide // 2 + 3] += colour(
            3, 0.2, 0.1
        )


def _water(above: Light, height: int) -> Light:
    """What stands above, upside down in small waves."""
    width = above.shape[1]
    down = np.linspace(0, 1, height)[:, None]
    ripple = fractal(height, width // 8, 1.4, 71)
    ripple = np.repeat(ripple, 8, axis=1)[:, :width]
    ripple = blur(ripple, 9, 0.8) / 0.5
    rows = np.clip(
        len(above) - 1 - (down * len(above) * 0.95 + ripple * 46 * (0.15 + down)), 0, len(above) - 1
    )
    columns = np.clip(np.arange(width)[None, :] + ripple * 7, 0, width - 1)
    mirrored = above[rows.astype(int), columns.astype(int)]
    mirrored = blur(mirrored, 1.2, 7)
    return mirrored * (0.75 - 0.45 * down)[..., None] + colour(0.004, 0.008, 0.016)
