"""The sound of single sentences made one: trimmed, equally loud, without clicks."""

import numpy as np

from dragonet.media.speech.engine import Wave

LOUDNESS = -16.5
"""Level of the sounding parts of a sentence, dB RMS below full scale: about -18.5 LUFS."""
CEILING = -3.0
"""Highest sample, dB below full scale; lossy codecs overshoot by 1 or 2 dB."""

_FRAME = 0.01
_MARGIN = 0.02
_FADE = 0.005
_SILENT, _SOUNDING = -50.0, -25.0  # of the loudest frame, dB
_STEP = 0.001
_REACH = 4  # steps that the limiter looks ahead and back


def levelled(wave: Wave, rate: int) -> Wave:
    """A sentence without the silence around it, at LOUDNESS, from zero to zero.

    Empty if it is silent.
    """
    size = int(_FRAME * rate)
    frames = wave[: len(wave) // size * size].reshape(-1, size)
    power = np.square(frames, dtype=np.float64).mean(axis=1)
    if not len(power) or power.max() < 1e-9:
        return np.zeros(0, np.float32)
    heard = np.flatnonzero(power > power.max() * 10 ** (_SILENT / 10))
    margin = int(_MARGIN * rate)
    kept = wave[max(0, heard[0] * size - margin) : (heard[-1] + 1) * size + margin]
    level = np.sqrt(power[power > power.max() * 10 ** (_SOUNDING / 10)].mean())
    return _faded(_limited(kept * np.float32(10 ** (LOUDNESS / 20) / level), rate), rate)


def silence(seconds: float, rate: int) -> Wave:
    """Nothing, for a while."""
    return np.zeros(round(seconds * rate), np.float32)


def _limited(wave: Wave, rate: int) -> Wave:
    """Turned down for some milliseconds around each peak above CEILING."""
    ceiling = 10 ** (CEILING / 20)
    step = int(_STEP * rate)
    steps = -(-len(wave) // step)
    peaks = np.abs(np.pad(wave, (0, steps * step - len(wave)))).reshape(steps, step).max(axis=1)
    gain = np.minimum(1, ceiling / np.maximum(peaks, ceiling))
    around = 2 * _REACH + 1
    padded = np.pad(gain, _REACH, mode="edge")
    lowest = np.lib.stride_tricks.sliding_window_view(padded, around).min(axis=1)
    inner = around - 2  # each value of the mean is low enough for the neighbouring steps as well
    smooth = np.convolve(
        np.pad(lowest, _REACH - 1, mode="edge"), np.full(inner, 1 / inner), "valid"
    )
    at = (np.arange(len(wave)) + 0.5) / step - 0.5
    return np.asarray(wave * np.interp(at, np.arange(steps), smooth), np.float32)


def _faded(wave: Wave, rate: int) -> Wave:
    length = min(int(_FADE * rate), len(wave) // 2)
    ramp = np.linspace(0, 1, length, dtype=np.float32)
    wave[:length] *= ramp
    wave[len(wave) - length :] *= ramp[::-1]
    return wave
