"""High dynamic range and wide gamut frames to sRGB."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.float32]

PQ, HLG = 16, 18
"""Transfer characteristics of ITU-T H.273: SMPTE ST 2084 and ARIB STD-B67."""

_WHITE = 203.0  # nits of diffuse white, ITU-R BT.2408
_PEAK = 1000.0 / _WHITE  # brightest light told apart, in whites
_KNEE = 0.5  # light below half of white stays as it is
_SDR_GAMMA = 2.4  # ITU-R BT.1886

TO_BT709: dict[int, NDArray[np.float32]] = {
    9: np.array(
        [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]],
        np.float32,
    ),
    12: np.array(
        [[1.2249, -0.2247, 0.0], [-0.0420, 1.0419, 0.0], [-0.0197, -0.0786, 1.0979]], np.float32
    ),
}
"""Linear light to BT.709 by colour primaries of H.273: BT.2020 (BT.2087) and Display P3."""


def needs_mapping(frame: Any) -> bool:
    """Whether a VideoFrame's colours are not those of sRGB displays."""
    return frame.color_trc in (PQ, HLG) or frame.color_primaries in TO_BT709


def to_srgb(rgb: NDArray[np.uint16], transfer: int, primaries: int) -> NDArray[np.uint8]:
    """Full-range coded RGB, shape (height, width, 3), as 8-bit sRGB; see `mapping`."""
    mapped = mapping(transfer, primaries)
    out = np.empty(rgb.shape, np.uint8)
    for top in range(0, rgb.shape[0], 64):  # in strips: floats are six times the pixels
        out[top : top + 64] = np.rint(mapped(rgb[top : top + 64]) * 255)
    return out


def mapping(transfer: int, primaries: int) -> Callable[[NDArray[np.uint16]], Pixels]:
    """The function from full-range coded RGB, shape (…, 3), to sRGB, 0..1.

    `transfer` and `primaries` are H.273's numbers. HDR keeps its tones up to half of diffuse
    white (203 nits); brighter light up to 1000 nits is compressed into the rest, hues kept.
    """
    matrix = TO_BT709.get(primaries, np.eye(3, dtype=np.float32))
    codes = np.linspace(0, 1, 65536, dtype=np.float32)
    light_of = {PQ: _pq, HLG: _hlg}.get(transfer, _sdr)(codes)

    def mapped(rgb: NDArray[np.uint16]) -> Pixels:
        light = light_of[rgb]
        if transfer == HLG:
            light = _hlg_display(light)
        light = np.maximum(light @ matrix.T, 0)
        return _srgb(_compressed(light)) if transfer in (PQ, HLG) else _sdr_code(light)

    return mapped


def _sdr(code: Pixels) -> Pixels:
    light: Pixels = np.power(code, _SDR_GAMMA, dtype=np.float32)
    return light


def _sdr_code(light: Pixels) -> Pixels:
    code: Pixels = np.power(np.minimum(light, 1), 1 / _SDR_GAMMA, dtype=np.float32)
    return code


def _pq(code: Pixels) -> Pixels:
    """Display light in whites (SMPTE ST 2084)."""
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    power = code ** (1 / m2)
    light = (np.maximum(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1)
    return np.asarray(light * (10000 / _WHITE), np.float32)


def _hlg(code: Pixels) -> Pixels:
    """Scene light, 0..1 (ITU-R BT.2100)."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.where(code <= 0.5, code**2 / 3, (np.exp((code - c) / a) + b) / 12).astype(np.float32)


def _hlg_display(scene: Pixels) -> Pixels:
    """Scene light to the light of a display of 1000 nits, in whites (BT.2100, gamma 1.2)."""
    luma = scene @ np.array([0.2627, 0.678, 0.0593], np.float32)
    return scene * (luma**0.2 * _PEAK)[..., None]


def _compressed(light: Pixels) -> Pixels:
    """Light in whites squeezed into 0..1 by its brightest channel: linear up to the knee, then
    the hyperbola that leaves it smoothly and reaches 1 at the peak (the "mobius" curve)."""
    a = -(_KNEE**2) * (_PEAK - 1) / (_KNEE**2 - 2 * _KNEE + _PEAK)
    b = (_KNEE**2 - 2 * _KNEE * _PEAK + _PEAK) / (_PEAK - 1)
    scale = (b**2 + 2 * b * _KNEE + _KNEE**2) / (b - a)
    peak = np.minimum(light.max(axis=-1, keepdims=True), _PEAK)
    bright = scale * (peak + a) / (peak + b)
    return np.minimum(light * np.where(peak > _KNEE, bright / np.maximum(peak, 1e-6), 1), 1)


def _srgb(light: Pixels) -> Pixels:
    """Linear light to sRGB's code (IEC 61966-2-1)."""
    code: Pixels = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return code
