"""Another speaker from Hibari's spectra: lower in pitch and in resonances.

The harmonics of a voice sample the shape that throat and mouth give its sound, the envelope. A
longer throat and slower vocal folds are this envelope moved down, sampled by lower harmonics:
the source-filter model of speech (Fant, "Acoustic Theory of Speech Production", 1960).
"""

import numpy as np
from hibari import dsp
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Wide = NDArray[np.float64]

VOICED = 40.0
"""Pitch in Hz below which a frame has no pulses."""

_BINS = np.arange(dsp.N_FFT // 2 + 1)
_STEP = dsp.SR / dsp.N_FFT  # Hz between bins
_DELAY = (0.004, 1000.0)
"""Seconds that the pulses' higher parts come later, and from which frequency on (Hz) they all do:
all parts at once would make peaks that leave no room for loudness."""


def shifted(
    tone: Floats,
    noise: Floats,
    rest: Floats,
    phase: Floats,
    f0: Floats,
    *,
    pitch: float,
    formants: float,
    random: np.random.Generator,
) -> Floats:
    """Speech with its pitch and its resonances multiplied by factors.

    `tone`, `noise` and `rest` are log magnitudes [bins, frames] as Hibari's network predicts them:
    of the filter of the pulses, of the noise and of what has the `phase`; `f0` [frames] is the
    pitch in Hz, below VOICED where there is none. Returns samples of `dsp.SR` Hz.
    """
    voiced = f0 > VOICED
    filters = (
        _at_harmonics(tone, np.where(voiced, f0, 0), formants),
        np.repeat(_dispersion()[:, None], len(f0), axis=1),
        _moved(noise, formants),
        _moved(rest, formants),
        phase,
        np.where(voiced, f0 * pitch, 0),
    )
    wanted = (np.ascontiguousarray(part, np.float32) for part in filters)
    return np.asarray(dsp.synth(*wanted, random), np.float32)


def _at_harmonics(level: Floats, f0: Floats, factor: float) -> Wide:
    """The envelope, which the network means only at the harmonics, moved by `factor`."""
    made = _moved(level, factor)
    hertz = _BINS * _STEP
    for frame in np.flatnonzero(f0):
        harmonics = np.arange(1, dsp.SR / 2 / f0[frame]) * f0[frame]
        known = np.interp(harmonics, hertz, level[:, frame])
        made[:, frame] = np.interp(hertz / factor, harmonics, known)
    return made


def _moved(level: Floats, factor: float) -> Wide:
    """Spectra whose frequencies are multiplied by `factor`."""
    at = np.minimum(_BINS / factor, _BINS[-1])
    low = at.astype(int)
    part = (at - low)[:, None]
    return np.asarray(level[low] * (1 - part) + level[np.minimum(low + 1, _BINS[-1])] * part)


def _dispersion() -> Wide:
    """The filter's phase for _DELAY, as `dsp.synth` takes phases: artanh(phase / pi)."""
    seconds, hertz = _DELAY
    delay = seconds * np.minimum(_BINS * _STEP / hertz, 1)
    turned = np.exp(-2j * np.pi * _STEP * np.cumsum(delay))
    return np.asarray(np.arctanh(np.clip(np.angle(turned) / np.pi, -0.9999, 0.9999)))
