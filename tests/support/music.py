"""Short pieces of music with known beats: a drum kit and chords, synthesised by NumPy."""

import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

RATE = 22_050
Sound = np.ndarray[Any, np.dtype[np.float64]]

CHORDS = ((48, 64, 67, 72), (45, 64, 69, 72), (41, 65, 69, 72), (43, 62, 67, 71))
"""C, A minor, F and G as MIDI pitches, the bass first."""


@dataclass
class Band:
    """Plays onto a tape; beats are places on a grid of times, s."""

    grid: Sound
    meter: int
    tape: Sound
    random: np.random.Generator

    def time(self, beat: float) -> float:
        return float(np.interp(beat, np.arange(len(self.grid)), self.grid))

    def add(self, beat: float, sound: Sound) -> None:
        at = round((self.time(beat) + self.random.normal(0, 0.004)) * RATE)
        self.tape[at : at + len(sound)] += sound[: len(self.tape) - at]

    def kick(self, beat: float) -> None:
        t = np.arange(int(0.25 * RATE)) / RATE
        self.add(beat, 0.9 * np.sin(2 * np.pi * (50 * t + 3 * (1 - np.exp(-t * 40)))) * fade(t, 15))

    def snare(self, beat: float) -> None:
        t = np.arange(int(0.2 * RATE)) / RATE
        noise = self.random.standard_normal(len(t))
        self.add(beat, (0.25 * noise + 0.3 * np.sin(2 * np.pi * 190 * t)) * fade(t, 20))

    def hat(self, beat: float, loud: float = 0.1) -> None:
        t = np.arange(int(0.06 * RATE)) / RATE
        self.add(beat, loud * np.diff(self.random.standard_normal(len(t) + 1)) * fade(t, 70))

    def tone(self, beat: float, beats: float, pitch: int, loud: float = 0.12) -> None:
        long = self.time(beat + beats) - self.time(beat)
        t = np.arange(int(long * RATE)) / RATE
        pure = 440 * 2 ** ((pitch - 69) / 12)
        wave = sum(np.sin(2 * np.pi * pure * k * t) / k**1.4 for k in range(1, 6))
        edges = np.minimum(t / 0.006, 1) * np.clip((long - t) / 0.03, 0, 1)
        self.add(beat, loud * wave * edges * fade(t, 2.5))


def fade(t: Sound, rate: float) -> Sound:
    return np.asarray(np.exp(-t * rate))


Style = Callable[[Band, int, tuple[int, ...]], None]


def rock(band: Band, at: int, chord: tuple[int, ...]) -> None:
    for place in (0, 2, 2.5):
        band.kick(at + place)
    for place in (1, 3):
        band.snare(at + place)
    for step in range(8):
        band.hat(at + step / 2, 0.12 if step % 2 == 0 else 0.07)
        band.tone(at + step / 2, 0.5, chord[0] - 12, 0.25)
    for pitch in chord[1:]:
        band.tone(at, 4, pitch)


def house(band: Band, at: int, chord: tuple[int, ...]) -> None:
    """A bass drum on every beat, louder hi-hats between them."""
    for beat in range(4):
        band.kick(at + beat)
        band.hat(at + beat + 0.5, 0.3)
    for pitch in chord[1:]:
        band.tone(at, 4, pitch, 0.08)


def waltz(band: Band, at: int, chord: tuple[int, ...]) -> None:
    band.kick(at)
    band.tone(at, 1, chord[0] - 12, 0.3)
    for beat in (1, 2):
        band.hat(at + beat)
        for pitch in chord[1:]:
            band.tone(at + beat, 0.6, pitch)


def piano(band: Band, at: int, chord: tuple[int, ...]) -> None:
    """Broken chords in eighths over a bass and a chord a bar, without drums."""
    for pitch in (chord[0] - 12, *chord):
        band.tone(at, band.meter, pitch, 0.2)
    for step in range(2 * band.meter):
        pitch = chord[(0, 2, 1, 2, 3, 2, 1, 2)[step % 8]]
        band.tone(at + step / 2, 1, pitch, 0.25 if step % 2 == 0 else 0.15)


@dataclass(frozen=True)
class Piece:
    """Samples, -1 to 1, at RATE, and the beats and downbeats, s."""

    sound: Sound
    beats: Sound
    downbeats: Sound

    def write(self, path: Path) -> Path:
        return write(path, self.sound)


def play(
    style: Style, bpm: float, meter: int = 4, bars: int = 10, end_bpm: float | None = None
) -> Piece:
    """A piece of whole bars after half a second of silence, its tempo moving evenly."""
    tempi = np.linspace(bpm, end_bpm or bpm, bars * meter)
    grid = 0.5 + np.concatenate([[0], np.cumsum(60 / tempi)])
    tape = np.zeros(int((grid[-1] + 1) * RATE))
    band = Band(grid, meter, tape, np.random.default_rng(int(bpm)))
    for bar in range(bars):
        style(band, bar * meter, CHORDS[bar % len(CHORDS)])
    return Piece(0.7 * tape / np.abs(tape).max(), grid[:-1], grid[:-1:meter])


def write(path: Path, sound: Sound) -> Path:
    """Write samples, -1 to 1, as WAV, mono at RATE."""
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    return path
