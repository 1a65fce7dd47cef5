"""What the beat networks hear: a logarithmic spectrogram and its rise.

The front end of BeatNet (Heydari, Cwitkowitz and Duan, "BeatNet: CRNN and Particle Filtering for
Online Joint Beat, Downbeat and Meter Tracking", ISMIR 2021), which is madmom's (Böck et al.,
"madmom: a New Python Audio and Music Signal Processing Library", ACM Multimedia 2016).
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RATE = 22_050
"""Samples per second of the sound, mono."""
HOP = 441
"""Samples between two frames as the networks were trained: 50 frames a second."""
BANDS = 136
"""Bands of the spectrogram, 24 an octave where they are wider than a bin of the transform."""

_FRAME = 1411
_BLOCK = 512
_BINS = _FRAME // 2
_PER_OCTAVE = 24
_LOW = 8
"""Bands below 170 Hz."""
_LOWEST, _HIGHEST = 30.0, 17_000.0  # the highest bands end at half the rate


class Features:
    """Features of sound that comes in blocks; frame k is centred on sample k * `hop`."""

    def __init__(self, hop: int = HOP) -> None:
        self._hop = hop
        self._held = np.zeros(_FRAME // 2, np.float32)  # silence before the sound
        self._heard = self._given = 0
        self._before: Floats | None = None

    def hear(self, sound: Floats) -> list[Floats]:
        """The features [_BLOCK, 2 * BANDS] that mono `sound` at RATE, -1 to 1, completes."""
        self._heard += len(sound)
        self._held = np.concatenate([self._held, sound])
        found = []
        while len(self._held) >= (_BLOCK - 1) * self._hop + _FRAME:
            found.append(self._take(_BLOCK))
        return found

    def end(self) -> list[Floats]:
        """The features that are left when all sound was heard: a frame for every begun hop."""
        self._held = np.concatenate([self._held, np.zeros(_FRAME + self._hop, np.float32)])
        left = -(-self._heard // self._hop) - self._given
        return [self._take(min(_BLOCK, left - at)) for at in range(0, left, _BLOCK)]

    def _take(self, count: int) -> Floats:
        """Magnitudes of bands, log10(1 + x), and how much they rose since the frame before."""
        frames = np.lib.stride_tricks.sliding_window_view(self._held, _FRAME)
        frames = frames[: count * self._hop : self._hop]
        spectrum = np.abs(np.fft.rfft(frames * _window(), axis=1)[:, :_BINS])
        bands = np.log10(spectrum @ filterbank() + 1).astype(np.float32)
        before = bands[:1] if self._before is None else self._before
        rise = np.maximum(bands - np.concatenate([before, bands[:-1]]), 0)
        self._before = bands[-1:]
        self._held = self._held[count * self._hop :]
        self._given += count
        return np.hstack([bands, rise])


def chroma(features: Floats) -> Floats:
    """How loud the twelve pitch classes are, [n, 12], from 120 Hz to 2100 Hz."""
    return features[:, :BANDS] @ _folding()


def bass(features: Floats) -> Floats:
    """How much the sound below 170 Hz rises, [n, 1]."""
    return np.asarray(features[:, BANDS : BANDS + _LOW].sum(axis=1, keepdims=True), np.float32)


@cache
def _window() -> Floats:
    return np.hanning(_FRAME).astype(np.float32)


@cache
def _grid() -> NDArray[np.float64]:
    return np.arange(_BINS) * RATE / (2 * _BINS)


@cache
def filterbank() -> Floats:
    """Triangles of area 1 [bin, band] between the bins nearest to 24 pitches an octave."""
    steps = np.arange(-5 * _PER_OCTAVE, 6 * _PER_OCTAVE)
    pitches = 440 * 2.0 ** (steps / _PER_OCTAVE)
    pitches = pitches[(pitches >= _LOWEST) & (pitches <= _HIGHEST)]
    corners = np.unique(np.abs(_grid()[:, None] - pitches).argmin(axis=0))
    bank = np.zeros((_BINS, BANDS), np.float32)
    for band, (low, peak, high) in enumerate(zip(corners, corners[1:], corners[2:], strict=False)):
        bins = np.arange(low, high)
        rise, fall = (bins - low) / (peak - low), (high - bins) / (high - peak)
        bank[low:high, band] = np.where(bins < peak, rise, fall)
    return np.asarray(bank / bank.sum(axis=0), np.float32)


@cache
def _folding() -> Floats:
    """The mean of each pitch class's bands [band, pitch class]."""
    centre = _grid() @ filterbank()
    used = np.flatnonzero((centre > 120) & (centre < 2100))
    fold = np.zeros((BANDS, 12), np.float32)
    fold[used, np.round(12 * np.log2(centre[used] / 440)).astype(int) % 12] = 1
    return np.asarray(fold / fold.sum(axis=0), np.float32)
