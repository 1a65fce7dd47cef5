"""`dragonet render` against what else renders a movie, in one run with the same x264 settings.

    python bench/video_create.py [640x360 1280x720]

The movie: 20 s at 25 frames a second, 4 photos with Ken Burns, 3 cross-fades, a sliding title with
a drop shadow, music with a fade-out; x264 crf 23 preset veryfast. "x264 alone" is the floor: FFmpeg
fed with the raw frames of the filtergraph, then with those of ours. FFmpeg's filtergraph jumps by
whole pixels; "prescaled" is the usual remedy.
MoviePy, melt and Remotion are left out where they are not installed; so are those in $LEFT_OUT.
Prints medians of wall and CPU time (the whole process tree), peak memory, and the ratios to the
plain filtergraph and to the floor; then the time to one frame, and to the first byte of a preview.
Aims: wall at most 0.7 of the filtergraph's and 0.2 of MoviePy's, CPU at most 2 floors.
"""

import contextlib
import ctypes
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import wave
from pathlib import Path
from typing import NamedTuple

import numpy as np
import orjson
import psutil
import pyvips
from skimage import data

from common import HERE, Dragonet, dragonet, ffmpeg_machine, free_port, process
from movie_peers import FPS, REMOTION, SECONDS, commands

_PR_SET_CHILD_SUBREAPER = 36
ROUNDS = int(os.environ.get("ROUNDS", "3"))
LEFT_OUT = os.environ.get("LEFT_OUT", "").split(",")


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
    _reap()
    over.set()
    watching.join()
    if running.returncode:
        sys.exit(f"{command[0]} failed: {errors.decode()[-1000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(wall, used, max(peaks))


def _reap() -> None:
    """Wait for what the command left behind (a browser), so that its CPU time counts."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


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
    jobs = {name: job for name, job in jobs.items() if name not in LEFT_OUT}
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
            f", of our frames {cpu / middle('x264, our frames', 1):5.2f}"
        )
    if "MoviePy 2" in jobs:
        print(f"  wall of dragonet / MoviePy {middle('dragonet', 0) / middle('MoviePy 2', 0):.2f}")


def first_answers(media: Path) -> None:
    """Print how long one takes to see something: a frame, and the preview of the movie at 720p."""
    command = [sys.executable, "-m", "dragonet", "render", str(media / "movie.xml"), "--at", "3.5"]
    walls = [run([*command, "-o", str(media / "frame.png")], {}).wall for _ in range(5)]
    print(f"one frame, the whole command: {statistics.median(walls):.2f} s")
    port = free_port()
    with (
        process([sys.executable, "file_server.py", str(media), str(port)], port),
        dragonet(workers=1, DRAGONET_FETCH_ALLOW="127.0.0.0/8") as server,
    ):
        definition = (media / "movie.xml").read_text()
        definition = definition.replace('filename="', f'filename="http://127.0.0.1:{port}/')
        for number in range(3):
            frame = _frame_time(server, definition, 3.5 + number)
            preview, whole = _preview_time(server, definition)
            print(
                f"run {number + 1}: a frame over HTTP {1000 * frame:.0f} ms, "
                f"the preview after {preview:.2f} s, the export after {whole:.2f} s"
            )


def _frame_time(server: Dragonet, definition: str, at: float) -> float:
    started = time.perf_counter()
    body = orjson.dumps({"definition": definition, "at": at})
    request = urllib.request.Request(f"{server.url}/v2/sxml/frame", body, server.headers)
    with urllib.request.urlopen(request) as answer:
        answer.read()
    return time.perf_counter() - started


def _preview_time(server: Dragonet, definition: str) -> tuple[float, float]:
    """Seconds until the preview's first byte and until the whole is there."""
    task = {"task_name": "video.create", "definition": definition, "profile": "720p"}
    body = orjson.dumps({"tasks": task | {"preview": True}})
    started, first = time.perf_counter(), 0.0
    request = urllib.request.Request(f"{server.url}/v2/create_stream", body, server.headers)
    with urllib.request.urlopen(request) as lines:
        for line in lines:
            found = orjson.loads(line)
            result = (found if isinstance(found, dict) else found[0]).get("result") or {}
            if "preview" in result and not first:
                with urllib.request.urlopen(result["preview"]) as file:
                    file.read(1)
                first = time.perf_counter() - started
    return first, time.perf_counter() - started


def main() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    ffmpeg_machine()
    with tempfile.TemporaryDirectory() as name:
        media = Path(name)
        make_media(media)
        for size in sys.argv[1:] or ("640x360", "1280x720"):
            out = media / size
            out.mkdir()
            compare(media, out, size)
        first_answers(media)


if __name__ == "__main__":
    main()
