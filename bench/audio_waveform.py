"""`audio.waveform` in process against the `ffmpeg` command line's `showwavespic`, in one run.

    python bench/audio_waveform.py [song.mp3]

Without a file one is made: 5 minutes of stereo music, MP3 at 192 kbit/s. Prints medians of wall
and CPU time and the ratios to `ffmpeg`; aim: at most 0.9 of its wall time. What decoding alone
takes here is shown for comparison.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import soundfile

from common import ffmpeg_machine
from dragonet.job import Job, SourceFile
from dragonet.tasks.audio.waveform import TASK

ROUNDS = 15
RATE, SECONDS, BEAT = 44100, 300, 0.5
URL = "http://bench/song.mp3"


def make_song(path: Path) -> None:
    """Kick, hi-hat and chords that swell."""
    noise = np.random.default_rng(0)
    inside = np.arange(round(BEAT * RATE)) / RATE  # seconds since the beat
    kick = np.sin(300 * (1 - np.exp(-inside * 20)) * inside) * np.exp(-inside * 12)
    with soundfile.SoundFile(
        path, "w", RATE, 2, format="MP3", bitrate_mode="CONSTANT", compression_level=0.4
    ) as file:
        for beat in range(round(SECONDS / BEAT)):
            time_now = beat * BEAT + inside
            root = (220, 174.61, 261.63, 196)[beat // 4 % 4]
            chord = sum(np.sin(2 * np.pi * root * part * time_now) for part in (1, 1.25, 1.5))
            hat = noise.standard_normal(len(inside)) * np.exp(-((inside - 0.25) ** 2) * 9e3)
            swell = 0.55 + 0.45 * np.sin(2 * np.pi * time_now / 41)
            left, right = kick * 0.5 + hat * 0.1 + chord * 0.1, kick * 0.5 + chord * 0.15
            file.write(np.stack([left, right], axis=1) * swell[:, None] * 0.9)


def ffmpeg(song: Path, folder: Path) -> None:
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", str(song)]
    drawn = ["-filter_complex", "showwavespic=s=1024x60", "-frames:v", "1"]
    subprocess.run([*command, *drawn, str(folder / "cli.png")], check=True)


def dragonet(song: Path, folder: Path) -> None:
    job = Job(scratch=folder, sources={URL: SourceFile(song, URL)}, declared=TASK.outputs)
    TASK.run(job, TASK.params.model_validate({"url": URL, "format": "png"}))


def decoding(song: Path, _: Path) -> None:
    with av.open(str(song)) as container:
        for _frame in container.decode(audio=0):
            pass


def cpu() -> float:
    return sum(os.times()[:4])


def measure(call: Callable[[], None]) -> tuple[float, float]:
    wall, used = time.perf_counter(), cpu()
    call()
    return time.perf_counter() - wall, cpu() - used


def main() -> None:
    ffmpeg_machine()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        song = Path(sys.argv[1]) if len(sys.argv) > 1 else folder / "song.mp3"
        if not song.exists():
            make_song(song)
        print(f"{song.name}: {song.stat().st_size / 1e6:.1f} MB")
        compare(song, folder)


def compare(song: Path, folder: Path) -> None:
    who = {"ffmpeg": ffmpeg, "dragonet": dragonet, "decoding alone": decoding}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in who}
    for _ in range(ROUNDS + 1):  # turn about, so that all meet the same weather; first is warm-up
        for name, run in who.items():
            taken[name].append(measure(lambda run=run: run(song, folder)))  # type: ignore[misc]
    base: dict[str, float] = {}
    for name, runs in taken.items():
        wall, used = (statistics.median(run[i] for run in runs[1:]) for i in (0, 1))
        base = base or {"wall": wall, "used": used}
        print(
            f"{name:15} {wall * 1e3:5.0f} ms (CPU {used * 1e3:5.0f})"
            f"  wall ratio {wall / base['wall']:.2f}  CPU ratio {used / base['used']:.2f}"
        )


if __name__ == "__main__":
    main()
