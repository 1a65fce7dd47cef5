"""`video.thumb` in process against the `ffmpeg` command line, in one run on one clip.

    python bench/video_thumb.py [clip.mp4]

Without a clip one is made: 40 s of 1080p H.264 at 30 fps, a key frame every 250 frames. Prints
medians of wall and CPU time and the ratios to `ffmpeg`; aim: at most 0.6 of its wall time.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from skimage import data

from common import ffmpeg_machine
from dragonet.job import Job, SourceFile
from dragonet.tasks.video.thumb import TASK

ROUNDS = 7
FRAMES, FPS, GOP = 1200, 30, 250
WIDTH, HEIGHT = 1920, 1080
TIMES = {"mid-file": 20.0, "before a key frame": 24.9, "key frame": 25.0}
URL = "http://bench/clip.mp4"


def make_clip(path: Path, seconds: int = FRAMES // FPS) -> None:
    """A camera's pan over a photograph, with grain."""
    photo = data.astronaut()
    wall = np.tile(np.concatenate([photo, photo[::-1]]), (2, 6, 1)).astype(np.int16)
    grain = np.random.default_rng(0).integers(-6, 7, (8, HEIGHT, WIDTH, 3), dtype=np.int16)
    options = {"preset": "medium", "crf": "23", "x264-params": f"keyint={GOP}:min-keyint={GOP}"}
    with av.open(str(path), "w") as output:
        stream = output.add_stream("libx264", rate=FPS, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(seconds * FPS):
            x, y = int(500 + 400 * np.sin(number / 60)), int(400 + 300 * np.cos(number / 45))
            picture = wall[y : y + HEIGHT, x : x + WIDTH] + grain[number % 8]
            frame = av.VideoFrame.from_ndarray(np.clip(picture, 0, 255).astype(np.uint8), "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))


def ffmpeg(clip: Path, folder: Path, seconds: float, width: int | None) -> None:
    scale = ["-vf", f"scale={width}:-2"] if width else []
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-ss", str(seconds), "-i", str(clip)]
    subprocess.run([*command, "-frames:v", "1", *scale, str(folder / "cli.jpg")], check=True)


def dragonet(clip: Path, folder: Path, seconds: float, width: int | None) -> None:
    job = Job(scratch=folder, sources={URL: SourceFile(clip, URL)}, declared=TASK.outputs)
    TASK.run(job, TASK.params.model_validate({"url": URL, "time": seconds, "width": width}))


def cpu() -> float:
    return sum(os.times()[:4])


def measure(call: Callable[[], None]) -> tuple[float, float]:
    wall, used = time.perf_counter(), cpu()
    call()
    return time.perf_counter() - wall, cpu() - used


def median(runs: list[tuple[float, float]]) -> tuple[float, float]:
    """Medians of wall and CPU time without the first run, the warm-up."""
    wall, used = (statistics.median(run[i] for run in runs[1:]) for i in (0, 1))
    return wall, used


def main() -> None:
    ffmpeg_machine()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clip = Path(sys.argv[1]) if len(sys.argv) > 1 else folder / "clip.mp4"
        if not clip.exists():
            make_clip(clip)
        for width in (None, 400):
            for label, seconds in TIMES.items():
                compare(clip, folder, label, seconds, width)


def compare(clip: Path, folder: Path, label: str, seconds: float, width: int | None) -> None:
    taken: dict[str, list[tuple[float, float]]] = {"ffmpeg": [], "dragonet": []}
    for _ in range(ROUNDS + 1):  # turn about, so that both meet the same weather; first is warm-up
        taken["ffmpeg"].append(measure(lambda: ffmpeg(clip, folder, seconds, width)))
        taken["dragonet"].append(measure(lambda: dragonet(clip, folder, seconds, width)))
    wall, used = ({who: median(runs)[i] for who, runs in taken.items()} for i in (0, 1))
    print(
        f"{f'{width} wide' if width else 'full size':9} {label:18} t={seconds:<5}"
        f" ffmpeg {wall['ffmpeg'] * 1e3:5.0f} ms (CPU {used['ffmpeg'] * 1e3:5.0f})"
        f"  dragonet {wall['dragonet'] * 1e3:5.0f} ms (CPU {used['dragonet'] * 1e3:5.0f})"
        f"  wall ratio {wall['dragonet'] / wall['ffmpeg']:.2f}"
        f"  CPU ratio {used['dragonet'] / used['ffmpeg']:.2f}"
    )


if __name__ == "__main__":
    main()
