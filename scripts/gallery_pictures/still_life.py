"""Fruit on a table by a window: spheres, traced; the portrait format."""

import numpy as np
from numpy.typing import NDArray

from gallery_pictures.darkroom import Light, blur, colour, developed, fractal, ramp, random

_FRUIT = (  # middle, radius, skin
    ((-0.42, 0.50, 0.15), 0.50, (0.95, 0.33, 0.03)),
    ((0.52, 0.44, -0.20), 0.44, (0.92, 0.28, 0.02)),
    ((0.10, 0.40, 0.88), 0.40, (0.98, 0.40, 0.05)),
    ((0.80, 0.27, 0.62), 0.27, (0.42, 0.58, 0.05)),
)
_MIDDLES = np.array([middle for middle, _, _ in _FRUIT])
_RADII = np.array([radius for _, radius, _ in _FRUIT])
_EYE = colour(0.15, 1.55, 5.2)
_WINDOW = colour(-4.2, 4.6, 2.2)
_SAMPLES = 20
_GREEN = colour(0.03, 0.55, 0.06)


def oranges(width: int = 800, height: int = 1200, *, screen: bool = False) -> NDArray[np.uint8]:
    """Three oranges and a lime; before a green screen, or on a table."""
    y, x = np.mgrid[1 : -1 : height * 1j, -1 : 1 : width * 1j]
    ray = np.stack([x * width / height * 0.37, y * 0.37 - 0.19, np.full_like(x, -1.0)], -1)
    ray /= np.linalg.norm(ray, axis=2, keepdims=True)
    far, which = _hit(_EYE, ray)
    table = np.where(ray[..., 1] < -1e-4, -_EYE[1] / np.minimum(ray[..., 1], -1e-4), np.inf)
    table = np.where((_EYE + ray * table[..., None])[..., 2] > -2.2, table, np.inf)
    fruit = far < table
    distance = np.minimum(far, table)
    seen = np.isfinite(distance)
    at = _EYE + ray * np.where(seen, distance, 1.0)[..., None]
    normal = np.where(
        fruit[..., None], (at - _MIDDLES[which]) / _RADII[which][..., None], colour(0, 1, 0)
    )
    bump = fractal(height, width, 0.6, 81)
    down, across = np.gradient(blur(bump, 2.2, 2.2))
    rough = (
        np.stack([-across, down, np.zeros_like(down)], -1) * np.where(fruit, 1.6, 0.3)[..., None]
    )
    normal = normal + rough
    normal /= np.linalg.norm(normal, axis=2, keepdims=True)
    light = _lit(at, normal, ray, which, fruit)
    wall = np.broadcast_to(_GREEN, light.shape) if screen else _wall(x, y)
    edge = blur((fruit if screen else seen).astype(float), 1.0, 2.0)[..., None]
    return developed(blur(light * edge + wall * (1 - edge), 0.6, 0.6), 8, 0.95)


def _hit(start: Light, ray: Light) -> tuple[Light, NDArray[np.intp]]:
    """Distance of the first fruit along each ray, and which it is."""
    far = np.full((len(_FRUIT), *ray.shape[:2]), np.inf)
    for number, (middle, radius) in enumerate(zip(_MIDDLES, _RADII, strict=True)):
        to = np.asarray(middle - start)
        along = (ray * to).sum(-1)
        inside = along**2 - (to * to).sum(-1) + radius**2
        reach = along - np.sqrt(np.maximum(inside, 0))
        far[number] = np.where((inside > 0) & (reach > 1e-3), reach, np.inf)
    return far.min(axis=0), far.argmin(axis=0)


def _lit(
    at: Light, normal: Light, ray: Light, which: NDArray[np.intp], fruit: NDArray[np.bool_]
) -> Light:
    height, width = fruit.shape
    numbers, direct, shine = random(9), np.zeros(fruit.shape), np.zeros(fruit.shape)
    for _ in range(_SAMPLES):  # over the window, so that shadows are soft
        spot = _WINDOW + colour(0.2, *numbers.uniform(-1.1, 1.1, 2))
        to = spot - at + numbers.normal(0, 0.06, (*fruit.shape, 3))
        to /= np.linalg.norm(to, axis=2, keepdims=True)
        open_ = ~np.isfinite(_hit(at + normal * 2e-3, to)[0])
        direct += open_ * np.clip((normal * to).sum(-1), 0, None) / _SAMPLES
        half = to - ray
        half /= np.linalg.norm(half, axis=2, keepdims=True)
        shine += open_ * np.clip((normal * half).sum(-1), 0, 1) ** 90 / _SAMPLES
    grain = fractal(height * 6, width, 2.2, 82)[: height * 6 : 6]
    depth = np.clip((at[..., 2] + 2.2) / 7, 0, 1)
    wood = ramp(
        grain + 0.35 * np.sin(9 * grain + 30 * depth),
        ((-1, (0.10, 0.045, 0.02)), (1, (0.30, 0.15, 0.07))),
    )
    skin = np.array([skin for _, _, skin in _FRUIT])[which]
    ground = np.where(fruit[..., None], skin, wood)
    contact = _nearness(at, normal, fruit)
    sky = (0.5 + 0.5 * normal[..., 1])[..., None] * colour(0.16, 0.20, 0.28) + colour(
        0.03, 0.025, 0.02
    )
    bounce = np.clip(-normal[..., 1], 0, 1)[..., None] * colour(0.14, 0.07, 0.03)
    light = ground * (
        direct[..., None] * colour(2.5, 2.15, 1.7) + (sky + bounce) * contact[..., None]
    )
    gloss = np.where(fruit, 0.55, 0.06)[..., None] * shine[..., None]
    return np.asarray(light + gloss * colour(2.6, 2.5, 2.3))


def _nearness(at: Light, normal: Light, fruit: NDArray[np.bool_]) -> Light:
    """How much of the sky the fruit leave free."""
    free = np.ones(fruit.shape)
    for middle, radius in zip(_MIDDLES, _RADII, strict=True):
        to = middle - at
        far = np.linalg.norm(to, axis=2)
        own = far < radius * 1.02
        faces = np.clip((normal * to).sum(-1) / far, 0, 1)
        free *= np.where(own, 1, 1 - faces * np.clip(radius / far, 0, 1) ** 2)
    return np.where(fruit, free * np.clip(0.35 + at[..., 1] * 1.6, 0, 1), free)


def _wall(x: Light, y: Light) -> Light:
    """Behind, out of focus."""
    glow = np.exp(-((x + 0.75) ** 2) / 0.5 - ((y - 0.55) ** 2) / 0.35)
    plain = np.broadcast_to(colour(0.045, 0.050, 0.052), (*x.shape, 3))
    return np.asarray(plain + glow[..., None] * colour(0.26, 0.25, 0.21))
