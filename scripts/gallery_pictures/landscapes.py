"""Outdoors: hills at dusk, dunes, and the sea, still and moving."""

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
    ridge,
    step,
)

_DUSK = ((0.0, (0.05, 0.10, 0.26)), (0.4, (0.30, 0.22, 0.36)), (0.55, (0.95, 0.42, 0.22)))
_DAY = ((0.0, (0.10, 0.24, 0.55)), (0.7, (0.32, 0.50, 0.72)), (1.0, (0.72, 0.76, 0.76)))


def dusk(width: int = 1500, height: int = 1000) -> NDArray[np.uint8]:
    """Hills behind hills in the mist, the sun just gone."""
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    light = ramp(y, _DUSK)
    around = np.hypot((x - 0.63) * 1.5, y - 0.52)
    light += np.exp(-(around[..., None] ** 2) / colour(0.10, 0.05, 0.03)) * colour(1.1, 0.55, 0.2)
    light += np.exp(-((around / 0.03) ** 4))[..., None] * colour(6, 4, 2)
    wisps = fractal(height * 4, width, 3.2, 3)[: height * 4 : 4]
    clouds = step(0.05, 0.8, wisps + 0.3 * fractal(height, width, 2.4, 4)) * step(0.55, 0.25, y)
    light = mix(light, light * 0.55 + colour(0.5, 0.16, 0.12) * (y[..., None] + 0.1), clouds)
    for layer in range(7):
        light = _hill(light, x, y, layer / 6)
    return developed(light, 1, 0.85)


def _hill(light: Light, x: Light, y: Light, near: float) -> Light:
    """One more ridge in front; `near` 0 to 1."""
    height, width = y.shape
    seed = 20 + round(near * 6)
    line = ridge(width, 2.6 - 0.3 * near, seed) * (0.055 + 0.05 * near)
    top = 0.53 + 0.37 * near**1.1 + line[None, :]
    top = top - _firs(width, seed, near)[None, :]
    haze = colour(0.80, 0.36, 0.24) * np.exp(-((x - 0.63) ** 2) / 0.09)[..., None]
    haze = haze * 0.8 + colour(0.20, 0.16, 0.26)
    ground = mix(
        haze * 0.9,
        np.broadcast_to(colour(0.006, 0.008, 0.014), light.shape),
        np.full(y.shape, near**0.55),
    )
    mist = (1 - near) * 0.9 * step(0.0, 0.16, y - top)
    ground = mix(ground, haze, mist)
    return mix(light, ground, step(-0.7 / height, 0.7 / height, y - top))


def _firs(width: int, seed: int, near: float) -> Light:
    """Tops of trees along a ridge, heights in screens."""
    numbers, line = random(seed), np.zeros(width)
    along = np.arange(width) / width
    for _ in range(int(900 - 760 * near)):
        at, tall = numbers.random(), (0.004 + 0.05 * near**1.5) * (0.45 + 0.55 * numbers.random())
        cone = tall - np.abs(along - at) * (6.5 + 2 * numbers.random())
        boughs = 0.12 * tall * np.sin(cone / tall * 26) * (cone < 0.8 * tall)
        line = np.maximum(line, cone + boughs)
    return np.asarray(line)


def dunes(side: int = 1100) -> NDArray[np.uint8]:
    """Ripples of sand in low sun, the square format."""
    y, x = np.mgrid[0 : 1 : side * 1j, 0 : 1 : side * 1j]
    warp = fractal(side, side, 5.0, 11)
    crest = 0.36 + 0.16 * np.sin(2.6 * x + 0.4) + 0.05 * warp
    lee = y - crest
    phase = (y + x * 0.35 + 0.16 * warp) * 150 / (0.8 + 0.7 * y)
    ripples = np.sin(phase + 0.5 * np.sin(phase)) * (0.7 + 0.3 * fractal(side, side, 4.0, 12))
    ground = np.where(lee > 0, -lee * 2.5, lee * 7.0) + 0.034 * ripples * step(-0.01, 0.12, lee)
    ground = ground + 0.5 * warp + 0.0004 * fractal(side, side, 0.2, 13)
    down, across = np.gradient(ground, 1 / side)
    normal = np.stack([-across, down, np.full_like(across, 5.0)], -1)
    normal /= np.linalg.norm(normal, axis=2, keepdims=True)
    lit = np.clip(normal @ (colour(-0.72, 0.43, 0.54)), 0, None)
    shade = step(-0.006, 0.012, lee) * 0.85 + 0.15
    sand = ramp(fractal(side, side, 2.0, 14), ((-1, (0.50, 0.27, 0.12)), (1, (0.66, 0.40, 0.20))))
    light = sand * (
        lit[..., None] * colour(2.6, 2.0, 1.35) * shade[..., None] + colour(0.10, 0.15, 0.26)
    )
    return developed(light, 2, 0.85)


def coast(width: int = 2200, height: int = 825) -> NDArray[np.uint8]:
    """A wide bay under clouds, the panorama."""
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    horizon = 0.56
    light = ramp(y / horizon, _DAY)
    puffs = fractal(height, width, 2.9, 31) + 0.25 * fractal(height, width, 1.8, 32)
    cover = step(0.0, 0.45, puffs + 0.35 * np.sin(9 * y) - 0.25) * step(horizon, 0.3, y)
    belly = blur(puffs, 6, 14) - puffs
    cloud = colour(1.25, 1.2, 1.15) - step(-0.1, 0.5, belly)[..., None] * colour(0.5, 0.42, 0.34)
    light = mix(light, cloud, cover)
    for near in (0.0, 0.5, 1.0):
        light = _headland(light, x, y, horizon, near)
    light = _sea(light, x, y, horizon, 0.0)
    sand = ramp(
        fractal(height, width, 1.6, 37), ((-1, (0.42, 0.33, 0.22)), (1, (0.62, 0.51, 0.37)))
    )
    shore = 0.93 - 0.33 * np.exp(-(((x - 0.05) / 0.22) ** 2)) + 0.012 * ridge(width, 2.4, 38)[None]
    wet = step(0.10, 0.0, y - shore)
    light = mix(light, sand * (1 - 0.45 * wet[..., None]), step(0, 0.01, y - shore))
    foam = np.exp(-(((y - shore + 0.004) / 0.008) ** 2)) * step(
        -0.3, 0.5, fractal(height, width, 2, 39)
    )
    return developed(light + foam[..., None] * 0.9, 3, 0.8)


def _headland(light: Light, x: Light, y: Light, horizon: float, near: float) -> Light:
    height, width = y.shape
    line = 0.5 + 0.5 * ridge(width, 2.5, 33 + round(4 * near))
    reach = step(0.35 + 0.3 * near, 0.75 + 0.2 * near, x) if near else step(0.5, 0.1, x)
    top = horizon - (0.06 + 0.15 * near) * line[None] * reach
    woods = ramp(
        fractal(height, width, 1.8, 41), ((-1, (0.03, 0.06, 0.03)), (1, (0.12, 0.15, 0.06)))
    )
    ground = mix(
        woods,
        np.broadcast_to(colour(0.36, 0.47, 0.60), light.shape),
        np.full(y.shape, 0.85 - 0.7 * near),
    )
    inside = step(-0.7 / height, 0.7 / height, y - top) * (reach > 0.002)
    return mix(light, ground, inside)


def _sea(light: Light, x: Light, y: Light, horizon: float, seconds: float) -> Light:
    """Water from the horizon down, the sky in its waves."""
    aspect = y.shape[1] / y.shape[0]
    depth = 0.02 / np.maximum(y - horizon, 1e-4)
    across, along = (x - 0.5) * aspect * depth * 50, depth * 50
    numbers, tilt = random(5), np.zeros_like(y)
    for octave in range(26):
        turn, length = numbers.normal(0, 0.55), 1.25 ** (octave - 4)
        wave = length * (along * np.cos(turn) + across * np.sin(turn))
        pace = 2.2 * np.sqrt(length)
        fine = np.exp(-((depth * length * 0.35) ** 2))  # what is finer than pixels is left out
        tilt += fine * np.cos(wave + pace * seconds + 6.3 * numbers.random()) * 0.22
    sky = ramp(
        np.clip(0.5 + 0.45 * tilt, 0, 1),
        ((0, (0.02, 0.10, 0.14)), (0.5, (0.07, 0.20, 0.28)), (1, (0.45, 0.60, 0.68))),
    )
    glint = step(1.0, 1.7, tilt + 0.9 * np.exp(-(((x - 0.6) / 0.16) ** 2)))
    water = mix(
        sky, np.broadcast_to(colour(0.45, 0.58, 0.66), light.shape), np.exp(-(y - horizon) / 0.05)
    )
    water = water + glint[..., None] * colour(2.2, 1.9, 1.4)
    return mix(light, water, step(0, 0.003, y - horizon))


def waves(seconds: float, width: int = 640, height: int = 360) -> NDArray[np.uint8]:
    """The open sea at a time, towards the evening."""
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    sky = ramp(
        y / 0.4, ((0, (0.10, 0.20, 0.42)), (0.7, (0.55, 0.44, 0.42)), (1, (1.3, 0.75, 0.42)))
    )
    sun = np.hypot((x - 0.6) * width / height, y - 0.3)
    sky += np.exp(-((sun / 0.16) ** 2))[..., None] * colour(1.4, 0.8, 0.35)
    sky += np.exp(-((sun / 0.045) ** 6))[..., None] * colour(5, 4, 2.6)
    return developed(_sea(sky, x, y, 0.4, seconds) * colour(1.06, 0.98, 0.94), 6, 0.8)
