"""`dragonet render` against what else renders a movie, in one run with the same x264 settings.

    python bench/video_create.py [640x360 1280x720]

The movie: 20 s at 25 frames a second, 4 photos with Ken Burns, 3 cross-fades, a sliding title with
a drop shadow, music with a fade-out; x264 crf 23 preset veryfast. "x264 alone" is the floor: FFmpeg
fed with raw frames. FFmpeg's filtergraph jumps by whole pixels; "prescaled" is the usual remedy.
MoviePy, melt and Remotion are left out where they are not installed. Prints medians of wall and
CPU time (the whole process tree), peak memory, and the ratios to the plain filtergraph and to the
floor. Aims: wall at most 0.7 of the filtergraph's and 0.2 of MoviePy's, CPU at most 2 floors.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import wave
from pathlib import Path
from typing import NamedTuple

import numpy as np
import psutil
import pyvips
from skimage import data

from common import HERE, ffmpeg_machine
from movie_peers import FPS, REMOTION, SECONDS, commands

ROUNDS = int(os.environ.get("ROUNDS", "3"))


class Taken(NamedTuple):
    wall: float
    cpu: float
    peak: float


def make_media(folder: Path) -> None:
    """Four photos of 2560 x 1440, small ones side by side with grain, and 25 s of music."""
    pictures = (data.astronaut(), data.coffee(), data.chelsea(), data.rocket())
    for number, picture in enumerate(pictures, 1):
        mirrored = np.concatenate([picture, picture[:, ::-1]], axis=1)
        wall = np.tile(np.concatenate([mirrored, mirrored[::-1]]), (3, 4, 1))[:1440, :2560]
        grain = np.random.default_rng(number).normal(0, 3, wall.shape)
        photo = pyvips.Image.new_from_array((wall + grain).clip(0, 255).astype(np.uint8))
        photo.jpegsave(str(folder / f"photo{number}.jpg"), Q=90)
    clock = np.arange(25 * 48000) / 48000
    beat = np.exp(-(clock % 0.5) * 12) * np.sin(2 * np.pi * 55 * clock)
    chord = sum(np.sin(2 * np.pi * tone * clock) for tone in (220, 277.2, 329.6)) / 6
    samples = ((0.5 * beat + 0.4 * chord) * 30000).astype("<i2")
    with wave.open(str(folder / "music.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(48000)
        file.writeframes(np.repeat(samples, 2).tobytes())


def run(command: list[str], environment: dict[str, str]) -> Taken:
    """Run a command to its end: wall and CPU seconds, largest memory (PSS) of its tree in MB."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    folder = REMOTION if "remotion" in command[0] else HERE
    running = psutil.Popen(
        command,
        env={**os.environ, **environment},
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    peaks, over = [0.0], threading.Event()
    watching = threading.Thread(target=_watch, args=(running.pid, peaks, over))
    watching.start()
    _, errors = running.communicate()
    wall = time.perf_counter() - started
    over.set()
    watching.join()
    if running.returncode:
        sys.exit(f"{command[0]} failed: {errors.decode()[-1000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(wall, used, max(peaks))


def _watch(pid: int, peaks: list[float], over: threading.Event) -> None:
    while not over.wait(0.25):
        total = 0.0
        try:
            process = psutil.Process(pid)
            for one in (process, *process.children(recursive=True)):
                total += one.memory_full_info().pss / 2**20
        except psutil.Error:
            continue
        peaks.append(total)


def compare(media: Path, out: Path, size: str) -> None:
    """One table."""
    width, height = map(int, size.split("x"))
    jobs = commands(media, out, width, height)
    slow = ("Remotion", "ffmpeg prescaled", "MoviePy 2", "melt")
    taken: dict[str, list[Taken]] = {name: [] for name in jobs}
    for number in range(ROUNDS + 1):  # turn about; the first is warm-up
        for name, (command, environment) in jobs.items():
            if number == 0 and name in slow:
                continue
            taken[name].append(run(command, environment))
    print(f"{size}, {SECONDS * FPS} frames, medians of {ROUNDS}")

    def middle(name: str, item: int) -> float:
        return statistics.median(one[item] for one in taken[name][-ROUNDS:])

    for name in jobs:
        wall, cpu = middle(name, 0), middle(name, 1)
        megabytes = max(one.peak for one in taken[name])
        print(
            f"  {name:17} {wall:6.2f} s wall  {cpu:6.2f} s CPU  {megabytes:5.0f} MB"
            f"   wall / ffmpeg {wall / middle('ffmpeg', 0):5.2f}"
            f"   CPU / floor {cpu / middle('x264 alone', 1):5.2f}"
        )
    if "MoviePy 2" in jobs:
        print(f"  wall of dragonet / MoviePy {middle('dragonet', 0) / middle('MoviePy 2', 0):.2f}")


def main() -> None:
    ffmpeg_machine()
    with tempfile.TemporaryDirectory() as name:
        media = Path(name)
        make_media(media)
        for size in sys.argv[1:] or ("640x360", "1280x720"):
            out = media / size
            out.mkdir()
            compare(media, out, size)


if __name__ == "__main__":
    main()
