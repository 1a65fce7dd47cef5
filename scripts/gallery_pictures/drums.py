"""A loop of drums and a bass, for pictures to change on."""

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_RATE, _BEAT, _BARS = 22050, 0.5, 4
_ROOTS = (55.0, 55.0, 65.4, 49.0)
"""Of the bass, Hz, a bar each."""

_Sound = NDArray[np.float64]


def write(path: Path) -> None:
    """Write it as WAV: bars of four beats, 120 a minute."""
    tape = np.zeros(round(_BARS * 4 * _BEAT * _RATE))
    random = np.random.default_rng(7)
    for bar, root in enumerate(_ROOTS):
        first = 4 * bar
        for place in (0, 2, 2.5):
            _add(tape, first + place, _tone(0.25, 50, 14, sweep=3.0))
        for place in (1, 3):
            _add(tape, first + place, 0.4 * _noise(random, 0.2, 22) + 0.4 * _tone(0.2, 190, 20))
        for half in range(8):
            _add(tape, first + half / 2, (0.14 - 0.05 * (half % 2)) * _noise(random, 0.06, 70))
            _add(tape, first + half / 2, 0.3 * _tone(0.24, root, 5))
    samples = (0.8 * tape / np.abs(tape).max() * 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(samples.tobytes())


def _add(tape: _Sound, beat: float, sound: _Sound) -> None:
    start = round(beat * _BEAT * _RATE)
    part = tape[start : start + len(sound)]
    part += sound[: len(part)]


def _tone(seconds: float, pitch: float, fade: float, sweep: float = 0.0) -> _Sound:
    """A sine that falls from higher up to its pitch, Hz."""
    t = np.arange(round(seconds * _RATE)) / _RATE
    turns = pitch * t + sweep * (1 - np.exp(-40 * t))
    return np.asarray(np.sin(2 * np.pi * turns) * np.exp(-fade * t))


def _noise(random: np.random.Generator, seconds: float, fade: float) -> _Sound:
    t = np.arange(round(seconds * _RATE)) / _RATE
    return np.asarray(random.standard_normal(len(t)) * np.exp(-fade * t))
