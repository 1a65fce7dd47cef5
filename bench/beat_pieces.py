"""Pieces of music with known beats: scores written here, played by FluidSynth.

Each piece is a list of notes on a beat grid; its tempo may move and its players are human, off by
some milliseconds. Without `fluidsynth` and a sound font a plain synthesiser of NumPy plays them.
"""

import shutil
import struct
import subprocess
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

RATE = 44_100
FONTS = ("/usr/share/sounds/sf2/FluidR3_GM.sf2", "/usr/share/sounds/sf2/default-GM.sf2")
KICK, STICK, SNARE, CLAP, HAT, OPEN, CRASH, RIDE, PEDAL, SHAKER = (
    36, 37, 38, 39, 42, 46, 49, 51, 44, 70,
)  # fmt: skip
DRUMS = 9
PIANO, EPIANO, ORGAN, NYLON, STEEL, OVERDRIVE, BASS, DOUBLE_BASS = 0, 4, 19, 24, 25, 29, 33, 32
STRINGS, PAD, CHOIR, FLUTE, VIOLIN, SAX, ACCORDION, LEAD = 48, 89, 52, 73, 40, 66, 21, 81

MAJOR, MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)


@dataclass(frozen=True)
class Piece:
    """A piece: `write` adds notes to a score; `meter` is beats in a bar."""

    name: str
    write: Callable[["Score"], None]
    bpm: float
    meter: int = 4
    drums: bool = True
    end_bpm: float | None = None
    jitter: float = 0.006
    pickup: int = 0
    held_out: bool = False
    seconds: float = 40.0


@dataclass
class Score:
    """Notes as (beat, beats long, program, pitch, velocity); channel 9 is drums."""

    bars: int
    meter: int
    rng: np.random.Generator
    notes: list[tuple[float, float, int, int, int]] = field(default_factory=list)
    key: int = 60
    scale: tuple[int, ...] = MAJOR

    def add(self, at: float, long: float, program: int, pitch: int, loud: int) -> None:
        self.notes.append((at, long, program, pitch, loud))

    def drum(self, at: float, what: int, loud: int = 95) -> None:
        self.notes.append((at, 0.2, -1, what, loud))

    def tone(self, degree: int, octave: int = 0) -> int:
        return self.key + 12 * (octave + degree // 7) + self.scale[degree % 7]

    def chord(self, degree: int, octave: int = 0) -> list[int]:
        return [self.tone(degree + step, octave) for step in (0, 2, 4)]

    def starts(self) -> list[tuple[int, float]]:
        return [(bar, bar * self.meter) for bar in range(self.bars)]


def times(piece: Piece) -> tuple[np.ndarray, int]:
    """When each beat sounds, s, and how many bars there are."""
    end = piece.end_bpm or piece.bpm
    at, found = 0.5, []
    while at < piece.seconds + 0.5:
        found.append(at)
        share = (at - 0.5) / piece.seconds
        at += 60 / (piece.bpm * (end / piece.bpm) ** share)
    bars = (len(found) - piece.pickup) // piece.meter
    return np.array(found[: bars * piece.meter + piece.pickup + 1]), bars


def perform(
    piece: Piece,
) -> tuple[list[tuple[float, float, int, int, int]], np.ndarray, np.ndarray]:
    """Notes in seconds, the beats and the downbeats in seconds."""
    grid, bars = times(piece)
    rng = np.random.default_rng(sum(piece.name.encode()))
    score = Score(bars, piece.meter, rng)
    piece.write(score)
    notes = []
    for at, long, program, pitch, loud in score.notes:
        begin, end = (
            float(np.interp(beat + piece.pickup, np.arange(len(grid)), grid))
            for beat in (at, at + long)
        )
        begin += rng.normal(0, piece.jitter)
        struck = int(np.clip(loud + rng.normal(0, 5), 20, 127))
        notes.append((max(begin, 0.01), max(end - 0.01, begin + 0.05), program, pitch, struck))
    beats = grid[:-1]
    return notes, beats, beats[piece.pickup :: piece.meter]


# -- styles -----------------------------------------------------------------------------------


def rock(progression=(0, 5, 3, 4), eighths=True, guitar=OVERDRIVE, key=52, scale=MAJOR, drums=True):
    def write(score: Score) -> None:
        score.key, score.scale = key, scale
        for bar, at in score.starts():
            root = progression[bar % len(progression)]
            if drums:
                if bar % 4 == 0:
                    score.drum(at, CRASH, 100)
                for kick in [(0, 2), (0, 2, 2.5), (0, 1.5, 2)][bar // 2 % 3]:
                    score.drum(at + kick, KICK, 110)
                for snare in (1, 3):
                    score.drum(at + snare, SNARE, 110)
                if bar % 8 == 7:
                    for late in (3.25, 3.5, 3.75):
                        score.drum(at + late, SNARE, 95)
                for step in range(8 if eighths else 4):
                    place = step / 2 if eighths else step
                    score.drum(at + place, HAT, 85 if place % 1 == 0 else 65)
            for step in range(8):
                score.add(at + step / 2, 0.45, BASS, score.tone(root, -1), 95)
            for place, long in ((0, 1.5), (1.5, 1), (2.5, 1.5)):
                for pitch in score.chord(root):
                    score.add(at + place, long, guitar, pitch, 80)

    return write


def house(
    progression=(5, 3, 0, 4), stab=EPIANO, offbeat_bass=True, clap=True, every=1, scale=MINOR
):
    def write(score: Score) -> None:
        score.key, score.scale = 57, scale
        for bar, at in score.starts():
            root = progression[bar // every % len(progression)]
            for beat in range(4):
                score.drum(at + beat, KICK, 115)
                score.drum(at + beat + 0.5, OPEN, 80)
                score.drum(at + beat + 0.25, HAT, 50)
                score.drum(at + beat + 0.75, HAT, 50)
                if offbeat_bass:
                    score.add(at + beat + 0.5, 0.4, 38, score.tone(root, -2), 100)
            if clap:
                score.drum(at + 1, CLAP, 95)
                score.drum(at + 3, CLAP, 95)
            for place in (0, 0.75, 1.5, 2.75):
                for pitch in score.chord(root):
                    score.add(at + place, 0.3, stab, pitch, 75)
            if bar % 8 == 0:
                score.drum(at, CRASH, 90)

    return write


def four_to_the_floor(score: Score) -> None:
    score.key, score.scale = 45, MINOR
    riff = (0, 0, 7, 0, 2, 0, 3, 0, 0, 0, 7, 0, 4, 0, 2, 0)
    for bar, at in score.starts():
        for beat in range(4):
            score.drum(at + beat, KICK, 120)
            score.drum(at + beat + 0.5, HAT, 85)
        for step, degree in enumerate(riff):
            score.add(at + step / 4, 0.2, LEAD, score.tone(degree), 70 + 15 * (step % 4 == 0))
        if bar >= 4:
            score.drum(at + 1, CLAP, 90)
            score.drum(at + 3, CLAP, 90)


def waltz(low=DOUBLE_BASS, mid=PIANO, tune=VIOLIN, drums=False, key=60, scale=MAJOR):
    def write(score: Score) -> None:
        score.key, score.scale = key, scale
        for bar, at in score.starts():
            root = (0, 0, 3, 4, 0, 5, 1, 4)[bar % 8]
            score.add(at, 0.9, low, score.tone(root if bar % 2 == 0 else root + 4, -2), 95)
            for beat in (1, 2):
                for pitch in score.chord(root):
                    score.add(at + beat, 0.5, mid, pitch, 62)
            if drums:
                score.drum(at, KICK, 100)
                score.drum(at + 1, STICK, 70)
                score.drum(at + 2, STICK, 70)
                for beat in range(3):
                    score.drum(at + beat, RIDE, 70)
            degree = root + int(score.rng.choice([0, 2, 4]))
            figure = [(0, 2), (2, 1)] if bar % 3 else [(0, 1), (1, 0.5), (1.5, 0.5), (2, 1)]
            for place, long in figure:
                score.add(at + place, long * 0.95, tune, score.tone(degree, 1), 85)
                degree += int(score.rng.integers(-2, 3))

    return write


def swing(tune=SAX, brushes=True):
    def write(score: Score) -> None:
        score.key = 58
        walk = 0
        for bar, at in score.starts():
            root = (1, 4, 0, 5)[bar % 4]
            for beat in range(4):
                score.drum(at + beat, RIDE, 88)
                if beat % 2:
                    score.drum(at + beat + 0.67, RIDE, 70)
                    score.drum(at + beat, PEDAL, 85)
                walk = root if beat == 0 else walk + int(score.rng.choice([-1, 1, 2]))
                score.add(at + beat, 0.9, DOUBLE_BASS, score.tone(walk, -2), 95)
            if brushes and score.rng.random() < 0.5:
                score.drum(at + float(score.rng.choice([1.67, 2.67, 3.67])), SNARE, 60)
            for place in [(0.67, 2), (1.67, 3.67), (0, 2.67)][bar % 3]:
                for pitch in score.chord(root):
                    score.add(at + place, 0.4, PIANO, pitch + (pitch < 60) * 12, 62)
            place, degree = 0.0, root + 4
            while place < 3.5:
                step = float(score.rng.choice([0.67, 1.0, 1.33]))
                if score.rng.random() < 0.7:
                    score.add(at + place, step * 0.9, tune, score.tone(degree, 1), 85)
                degree += int(score.rng.integers(-2, 3))
                place += step

    return write


def chorale(program=ORGAN, key=60, scale=MAJOR, passing=0.3):
    def write(score: Score) -> None:
        score.key, score.scale = key, scale
        bank = (0, 3, 4, 0, 5, 3, 4, 5, 0, 4, 5, 2, 3, 0, 3, 4)
        index = 0
        for bar, at in score.starts():
            phrase_end = bar % 4 == 3
            beat = 0
            while beat < score.meter:
                root = bank[index % len(bank)]
                index += 1
                long = 2 if phrase_end and beat >= score.meter - 2 else 1
                if phrase_end and long == 2:
                    root = 0 if bar % 8 == 7 else 4
                voices = [score.tone(root, -1), *score.chord(root)]
                for voice, pitch in enumerate(voices):
                    if voice == 3 and long == 1 and score.rng.random() < passing:
                        score.add(at + beat, 0.5, program, pitch, 82)
                        score.add(at + beat + 0.5, 0.5, program, pitch + 2, 78)
                    else:
                        score.add(at + beat, long * 0.97, program, pitch, 82)
                beat += long

    return write


def arpeggio(program=PIANO, step=0.5, pattern=(0, 2, 4, 7, 4, 2), key=60, scale=MINOR, tune=None):
    def write(score: Score) -> None:
        score.key, score.scale = key, scale
        for bar, at in score.starts():
            root = (0, 5, 2, 6)[bar % 4]
            score.add(at, score.meter * 0.98, program, score.tone(root, -2), 88)
            for index in range(round(score.meter / step)):
                degree = root + pattern[index % len(pattern)]
                loud = 82 if index * step % 1 == 0 else 68
                score.add(at + index * step, step * 1.5, program, score.tone(degree), loud)
            if tune is not None:
                degree = root + 4
                for place in (0, 1, score.meter - 1):
                    score.add(at + place, 0.95, tune, score.tone(degree, 1), 85)
                    degree += int(score.rng.integers(-2, 3))

    return write


def pads(pad=STRINGS, tune=FLUTE, key=60, scale=MAJOR, plucks=False):
    def write(score: Score) -> None:
        score.key, score.scale = key, scale
        figures = ([1, 1, 2], [1.5, 0.5, 2], [1, 0.5, 0.5, 1, 1], [2, 1, 1], [3, 1])
        for bar, at in score.starts():
            root = (0, 4, 5, 3)[bar % 4]
            for pitch in [score.tone(root, -1), *score.chord(root)]:
                score.add(at, score.meter * 0.99, pad, pitch, 75)
            place, degree = 0.0, root + int(score.rng.choice([0, 2, 4]))
            for long in figures[int(score.rng.integers(len(figures)))]:
                if place + long > score.meter:
                    break
                score.add(at + place, long * 0.95, tune, score.tone(degree, 1), 92)
                degree += int(score.rng.integers(-2, 3))
                place += long
            if plucks:
                for beat in range(score.meter):
                    score.add(at + beat, 0.4, 45, score.tone(root + 2 * beat), 80)

    return write


def fingerpicking(program=STEEL, key=55, scale=MAJOR):
    def write(score: Score) -> None:
        score.key, score.scale = key, scale
        for bar, at in score.starts():
            root = (0, 4, 5, 3, 0, 3, 4, 0)[bar % 8]
            chord = [score.tone(root, -1), *score.chord(root), score.tone(root, 1)]
            for beat in range(score.meter):
                bass = chord[0] if beat % 2 == 0 else chord[0] + 7
                score.add(at + beat, 0.9, program, bass, 92)
                score.add(at + beat + 0.5, 0.5, program, chord[2 + beat % 3], 72)
                if beat % 2:
                    score.add(at + beat, 0.5, program, chord[4], 75)

    return write


def bossa(score: Score) -> None:
    score.key = 57
    for bar, at in score.starts():
        root = (0, 0, 1, 4)[bar % 4]
        for step in range(8):
            score.drum(at + step / 2, SHAKER, 75 if step % 2 == 0 else 60)
        for place in (0, 1.5, 2, 3.5):
            score.drum(at + place, KICK, 90)
        for place in ((0, 1.5, 3), (1, 2.5))[bar % 2]:
            score.drum(at + place, STICK, 80)
        for place, up in ((0, 0), (1.5, 4), (2, 4), (3.5, 0)):
            score.add(at + place, 0.5, DOUBLE_BASS, score.tone(root + up, -2), 90)
        for place in ((0, 1, 2.5), (0.5, 2, 3))[bar % 2]:
            for pitch in score.chord(root):
                score.add(at + place, 0.5, NYLON, pitch, 75)


def funk(score: Score) -> None:
    score.key, score.scale = 52, MINOR
    for bar, at in score.starts():
        for step in range(16):
            score.drum(at + step / 4, HAT, 85 if step % 4 == 0 else 60)
        for place in (0, 0.75, 2.5):
            score.drum(at + place, KICK, 110)
        for place in (1, 3):
            score.drum(at + place, SNARE, 110)
        for place in (1.75, 2.25, 3.75):
            score.drum(at + place, SNARE, 45)
        for place, degree in ((0, 0), (0.75, 0), (1.5, 6), (1.75, 7), (2.5, 3), (3.25, 4)):
            score.add(at + place, 0.22, BASS, score.tone(degree, -1), 105)
        for place in (0.5, 1.25, 2.75, 3.5):
            for pitch in score.chord(0 if bar % 4 < 2 else 3, 1):
                score.add(at + place, 0.15, 27, pitch, 75)


def reggae(score: Score) -> None:
    score.key = 57
    for bar, at in score.starts():
        root = (0, 0, 3, 4)[bar % 4]
        for step in range(8):
            score.drum(at + step / 2, HAT, 75 if step % 2 else 85)
        score.drum(at + 2, KICK, 110)
        score.drum(at + 2, STICK, 100)
        for place in (0, 0.75, 1.5, 3):
            score.add(at + place, 0.5, BASS, score.tone(root + (place == 3) * 4, -2), 105)
        for place in (1, 3):
            for pitch in score.chord(root):
                score.add(at + place, 0.2, ORGAN, pitch, 85)


def hiphop(score: Score) -> None:
    score.key, score.scale = 50, MINOR
    for bar, at in score.starts():
        for step in range(8):
            score.drum(at + step / 2 + (step % 2) * 0.06, HAT, 80)
        for place in ((0, 1.75, 2.5), (0, 0.75, 2.5))[bar % 2]:
            score.drum(at + place, KICK, 115)
        for place in (1, 3):
            score.drum(at + place, SNARE, 110)
        root = (0, 5)[bar // 2 % 2]
        for place in (0, 2.5):
            score.add(at + place, 1.2, BASS, score.tone(root, -1), 105)
        for pitch in score.chord(root):
            score.add(at, 3.8, EPIANO, pitch + 12, 70)


def drum_and_bass(score: Score) -> None:
    score.key, score.scale = 45, MINOR
    for bar, at in score.starts():
        for step in range(8):
            score.drum(at + step / 2, HAT, 80)
        for place in (0, 2.5):
            score.drum(at + place, KICK, 118)
        for place in (1, 3):
            score.drum(at + place, SNARE, 118)
        for place in (1.75, 3.5):
            score.drum(at + place, SNARE, 50)
        root = (0, 5, 3, 4)[bar // 2 % 4]
        score.add(at, 2.4, 38, score.tone(root, -1), 110)
        score.add(at + 2.5, 1.4, 38, score.tone(root + 4, -1), 105)
        for pitch in score.chord(root):
            score.add(at, 3.9, PAD, pitch + 12, 65)


def march(score: Score) -> None:
    score.key = 58
    for bar, at in score.starts():
        root = (0, 0, 4, 4, 0, 3, 4, 0)[bar % 8]
        score.drum(at, KICK, 105)
        for place in (0, 1, 1.5, 1.75):
            score.drum(at + place, SNARE, 80)
        score.drum(at, CRASH if bar % 4 == 0 else HAT, 80)
        score.add(at, 0.5, 58, score.tone(root, -2), 100)
        score.add(at + 1, 0.5, 58, score.tone(root + 4, -3), 90)
        for place in (0.5, 1.5):
            for pitch in score.chord(root):
                score.add(at + place, 0.3, 60, pitch, 75)
        degree = root + 4
        for place in ((0, 0.75, 1), (0, 1), (0, 0.5, 1, 1.5))[bar % 3]:
            score.add(at + place, 0.45, 56, score.tone(degree, 1), 92)
            degree += int(score.rng.integers(-2, 3))


def polka(score: Score) -> None:
    score.key = 55
    for bar, at in score.starts():
        root = (0, 0, 4, 4, 0, 0, 4, 0)[bar % 8]
        for beat in range(2):
            score.add(at + beat, 0.4, 58, score.tone(root + 4 * beat, -2), 100)
            for pitch in score.chord(root):
                score.add(at + beat + 0.5, 0.3, ACCORDION, pitch, 80)
        degree = root + 2
        for place in ((0, 0.5, 1), (0, 0.5, 1, 1.5), (0, 0.25, 0.5, 1))[bar % 3]:
            score.add(at + place, 0.4, 71, score.tone(degree, 1), 95)
            degree += int(score.rng.integers(-2, 3))


def metal(score: Score) -> None:
    score.key, score.scale = 40, MINOR
    for bar, at in score.starts():
        root = (0, 0, 5, 6)[bar % 4]
        for step in range(8):
            score.drum(at + step / 2, KICK, 105)
            score.add(at + step / 2, 0.3, 30, score.tone(root), 95)
            score.add(at + step / 2, 0.3, 30, score.tone(root + 4), 95)
            score.add(at + step / 2, 0.4, 34, score.tone(root, -1), 100)
        for beat in range(4):
            score.drum(at + beat, CRASH if beat == 0 and bar % 2 == 0 else OPEN, 90)
        for place in (1, 3):
            score.drum(at + place, SNARE, 115)


def slow_rock(score: Score) -> None:
    score.key = 55
    for bar, at in score.starts():
        root = (0, 2, 3, 4)[bar % 4]
        for step in range(8):
            score.drum(at + step / 2, HAT, 75 if step % 2 == 0 else 60)
        for place in (0, 2, 2.5):
            score.drum(at + place, KICK, 100)
        for place in (1, 3):
            score.drum(at + place, SNARE, 100)
        for pitch in score.chord(root):
            score.add(at, 3.9, STRINGS, pitch + 12, 65)
            for beat in range(4):
                score.add(at + beat, 0.9, PIANO, pitch, 75)
        for place in (0, 1.5, 2):
            score.add(at + place, 1, BASS, score.tone(root, -1), 90)


def jazz_waltz(score: Score) -> None:
    score.key = 53
    for bar, at in score.starts():
        root = (1, 4, 0, 0)[bar % 4]
        for beat in range(3):
            score.drum(at + beat, RIDE, 88)
        score.drum(at + 1.67, RIDE, 70)
        score.drum(at + 1, PEDAL, 80)
        score.drum(at + 2, PEDAL, 70)
        score.drum(at, KICK, 70)
        for beat, up in ((0, 0), (1, 2), (2, 4)):
            score.add(at + beat, 0.9, DOUBLE_BASS, score.tone(root + up, -2), 92)
        for place in ((0, 1.67), (0.67, 2))[bar % 2]:
            for pitch in score.chord(root):
                score.add(at + place, 0.5, PIANO, pitch + 12, 65)


def piano_ballad(score: Score) -> None:
    score.key = 57
    for bar, at in score.starts():
        root = (0, 4, 5, 3)[bar % 4]
        score.add(at, 2, PIANO, score.tone(root, -2), 85)
        score.add(at + 2, 2, PIANO, score.tone(root + 4, -2), 75)
        for beat in range(score.meter):
            for pitch in score.chord(root):
                score.add(at + beat, 0.9, PIANO, pitch, 66)
        degree = root + 4
        for place in ((0, 1.5, 2), (0, 2, 3, 3.5), (1, 2, 3))[bar % 3]:
            score.add(at + place, 0.9, PIANO, score.tone(degree, 1), 90)
            degree += int(score.rng.integers(-2, 3))


def electro_pads(score: Score) -> None:
    score.key, score.scale = 57, MINOR
    for bar, at in score.starts():
        root = (0, 5, 3, 4)[bar % 4]
        for pitch in score.chord(root):
            score.add(at, 3.95, PAD, pitch, 75)
        for step in range(16):
            degree = root + (0, 2, 4, 7)[step % 4]
            score.add(at + step / 4, 0.22, LEAD, score.tone(degree), 72 + 10 * (step % 4 == 0))


PIECES = [
    Piece("rock 120", rock(), 120),
    Piece("rock 96 minor", rock((0, 6, 5, 6), guitar=STEEL, scale=MINOR), 96),
    Piece("rock 160 pickup", rock((0, 3, 4, 4), eighths=False), 160, pickup=2),
    Piece("house 124", house(), 124),
    Piece("house 128 long chords", house((0, 3), PAD, every=4), 128),
    Piece("techno 132", four_to_the_floor, 132),
    Piece("swing 140", swing(), 140),
    Piece("funk 104", funk, 104),
    Piece("hip-hop 88", hiphop, 88),
    Piece("waltz with drums 150", waltz(drums=True), 150, 3),
    Piece("jazz waltz 132", jazz_waltz, 132, 3),
    Piece("march 116", march, 116, 2),
    Piece("slow rock 66", slow_rock, 66),
    Piece("drum and bass 174", drum_and_bass, 174),
    Piece("rock accelerando 100-150", rock((0, 4, 5, 3)), 100, end_bpm=150),
    Piece("waltz 170", waltz(), 170, 3, drums=False),
    Piece("waltz 96", waltz(STRINGS, STRINGS, FLUTE), 96, 3, drums=False),
    Piece("chorale organ 84", chorale(), 84, drums=False),
    Piece("chorale choir 66", chorale(CHOIR, 57), 66, drums=False),
    Piece("arpeggio piano 100", arpeggio(), 100, drums=False),
    Piece("arpeggio sixteenths 72", arpeggio(step=0.25, pattern=(0, 4, 7, 9)), 72, drums=False),
    Piece("pads and flute 80", pads(), 80, drums=False),
    Piece("fingerpicking 110", fingerpicking(), 110, drums=False),
    Piece("piano ritardando 110-70", piano_ballad, 110, end_bpm=70, drums=False),
    Piece("polka 120", polka, 120, 2, drums=False),
    # held out: the constants were fitted to the pieces above, not to these
    Piece("bossa 130", bossa, 130, held_out=True),
    Piece("reggae 76", reggae, 76, held_out=True),
    Piece("metal 196", metal, 196, held_out=True),
    Piece("house 120 organ", house((0, 5), ORGAN, every=2, clap=False), 120, held_out=True),
    Piece("swing 190", swing(56), 190, held_out=True),
    Piece("rock 140 minor", rock((5, 3, 0, 6), scale=MINOR, key=50), 140, held_out=True),
    Piece("pop waltz 108", waltz(BASS, STEEL, FLUTE, drums=True), 108, 3, held_out=True),
    Piece("slow rock 60 ritardando", slow_rock, 78, end_bpm=60, held_out=True),
    Piece("funk 92 pickup", funk, 92, pickup=1, held_out=True),
    Piece("chorale strings 72", chorale(STRINGS, 62, MINOR), 72, drums=False, held_out=True),
    Piece("chorale 3/4 90", chorale(ORGAN, 55), 90, 3, drums=False, held_out=True),
    Piece("guitar arpeggio 3/4 112", arpeggio(NYLON, key=52), 112, 3, drums=False, held_out=True),
    Piece(
        "arpeggio with violin 90", arpeggio(tune=VIOLIN, pattern=(0, 4, 7, 4)), 90,
        drums=False, held_out=True,
    ),
    Piece("pads and violin 62", pads(CHOIR, VIOLIN, 55, MINOR), 62, drums=False, held_out=True),
    Piece("pizzicato 104", pads(plucks=True, key=57), 104, drums=False, held_out=True),
    Piece("piano ballad 63", piano_ballad, 63, drums=False, held_out=True),
    Piece("synthesiser 126", electro_pads, 126, drums=False, held_out=True),
    Piece(
        "fingerpicking accelerando 80-120", fingerpicking(NYLON, 52, MINOR), 80, end_bpm=120,
        drums=False, held_out=True,
    ),
]  # fmt: skip


# -- playing ----------------------------------------------------------------------------------


def player() -> str | None:
    """The sound font, if FluidSynth and one of the known fonts are installed."""
    fonts = [font for font in FONTS if Path(font).exists()]
    return fonts[0] if fonts and shutil.which("fluidsynth") else None


def play(piece: Piece, path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Write the piece as WAV; its beats and downbeats, s."""
    notes, beats, downbeats = perform(piece)
    if font := player():
        score = path.with_suffix(".mid")
        score.write_bytes(midi(notes))
        command = ["fluidsynth", "-ni", "-q", "-g", "0.6", "-r", str(RATE), "-F", str(path), font]
        subprocess.run([*command, str(score)], check=True, capture_output=True)
    else:
        write_wave(path, synthesise(notes))
    return beats, downbeats


def midi(notes: list[tuple[float, float, int, int, int]]) -> bytes:
    """A standard MIDI file, one track, one tick a millisecond."""
    programs = sorted({program for _, _, program, _, _ in notes if program >= 0})
    channels = [channel for channel in range(16) if channel != DRUMS]
    channel = {program: channels[index] for index, program in enumerate(programs)}
    events = [(0, 0, bytes([0xC0 | channel[program], program])) for program in programs]
    for begin, end, program, pitch, loud in notes:
        on = DRUMS if program < 0 else channel[program]
        events.append((round(begin * 1000), 2, bytes([0x90 | on, pitch, loud])))
        events.append((round(end * 1000), 1, bytes([0x80 | on, pitch, 0])))
    track, now = b"\x00\xff\x51\x03" + (1_000_000).to_bytes(3, "big"), 0
    for at, _, message in sorted(events):
        track += _variable(at - now) + message
        now = at
    track += b"\x87\x68\xff\x2f\x00"
    return (
        b"MThd"
        + struct.pack(">IHHH", 6, 0, 1, 1000)
        + b"MTrk"
        + struct.pack(">I", len(track))
        + track
    )


def _variable(value: int) -> bytes:
    out = [value & 0x7F]
    while value := value >> 7:
        out.append(value & 0x7F | 0x80)
    return bytes(reversed(out))


def synthesise(notes: list[tuple[float, float, int, int, int]]) -> np.ndarray:
    """Noise bursts for drums, decaying harmonics for the rest."""
    rng = np.random.default_rng(0)
    out = np.zeros(int((max(end for _, end, *_ in notes) + 1) * RATE))
    for begin, end, program, pitch, loud in notes:
        long = 0.25 if program < 0 else end - begin + 0.05
        t = np.arange(int(long * RATE)) / RATE
        if program < 0 and pitch == KICK:
            sound = np.sin(2 * np.pi * (50 * t + 8 * (1 - np.exp(-t * 30)))) * np.exp(-t * 14)
        elif program < 0:
            sound = 0.5 * rng.standard_normal(len(t)) * np.exp(-t * (18 if pitch == SNARE else 45))
        else:
            pure = 440 * 2 ** ((pitch - 69) / 12)
            sound = sum(np.sin(2 * np.pi * pure * k * t) / k**1.3 for k in range(1, 7)) * 0.4
            sound *= np.minimum(t / 0.008, 1) * np.exp(-t * 2) * np.clip((long - t) / 0.05, 0, 1)
        at = int(begin * RATE)
        out[at : at + len(sound)] += sound[: len(out) - at] * (loud / 127) ** 2
    return out / np.abs(out).max() * 0.8


def write_wave(path: Path, samples: np.ndarray) -> None:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((samples * 32767).astype("<i2").tobytes())
