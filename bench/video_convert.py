"""`video.convert` in process against the `ffmpeg` command line, on one core and on two, in one run.

    python bench/video_convert.py [clip.mp4] [width]

Without a clip one is made: 20 s of 1080p H.264 at 30 fps with AAC. Both write H.264 of the same
preset at CRF 23, `width` (640) pixels wide, and AAC at 128 kbit/s. Prints medians of wall and CPU
time, the size of the files, their SSIM to the source, and the ratios; aim: at most 1.0 of the wall.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import video_reverse
from common import machine
from dragonet.job import Job, SourceFile
from dragonet.media.video.codecs import VIDEO
from dragonet.tasks.video.convert import TASK

ROUNDS = 3
URL = "http://bench/clip.mp4"
PRESET = VIDEO["h264"].options["preset"]


def make_clip(path: Path) -> None:
    video_reverse.WIDTH, video_reverse.HEIGHT, video_reverse.SECONDS = 1920, 1080, 20
    video_reverse.make_clip(path)


def ffmpeg(clip: Path, folder: Path, width: int) -> Path:
    output = folder / "peer.mp4"
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-nostdin",
        "-y",
        "-i",
        str(clip),
        "-vf",
        f"scale={width}:-2",
    ]
    command += ["-c:v", "libx264", "-preset", PRESET, "-crf", "23", "-g", "250"]
    command += ["-c:a", "aac", "-b:a", "128k", "-movflags", "+faststart", str(output)]
    subprocess.run(command, check=True)
    return output


def dragonet(clip: Path, folder: Path, width: int) -> Path:
    job = Job(folder, {URL: SourceFile(clip, URL)}, TASK.outputs)
    params = {"url": URL, "width": width, "audio_bitrate": 128}
    TASK.run(job, TASK.params.model_validate(params))
    return job.outputs["output"]


def measure(call: Callable[[], Path]) -> tuple[float, float, Path]:
    wall, used = time.perf_counter(), sum(os.times()[:4])
    path = call()
    return time.perf_counter() - wall, sum(os.times()[:4]) - used, path


def ssim(clip: Path, made: Path) -> float:
    graph = "[1:v][0:v]scale2ref[r][m];[m][r]ssim"
    command = [
        "ffmpeg",
        "-nostdin",
        "-i",
        str(made),
        "-i",
        str(clip),
        "-lavfi",
        graph,
        "-f",
        "null",
    ]
    done = subprocess.run([*command, "-"], capture_output=True, text=True, check=True)
    found = re.search(r"All:([\d.]+)", done.stderr)
    return float(found[1]) if found else 0.0


def compare(clip: Path, folder: Path, width: int, cores: int) -> None:
    os.sched_setaffinity(0, range(cores))
    taken: dict[str, list[tuple[float, float, Path]]] = {"ffmpeg": [], "dragonet": []}
    for _ in range(ROUNDS + 1):  # turn about, so that both meet the same weather; first is warm-up
        taken["ffmpeg"].append(measure(lambda: ffmpeg(clip, folder, width)))
        taken["dragonet"].append(measure(lambda: dragonet(clip, folder, width)))
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    base: tuple[float, float] | None = None
    for who, runs in taken.items():
        wall, used = (statistics.median(run[i] for run in runs[1:]) for i in (0, 1))
        base, path = base or (wall, used), runs[-1][2]
        print(
            f"{cores} core{'s' * (cores > 1)} {who:9} {wall:6.2f} s (CPU {used:6.2f})"
            f" {path.stat().st_size / 1e6:5.2f} MB SSIM {ssim(clip, path):.4f}"
            f"   wall ratio {wall / base[0]:.2f}, CPU ratio {used / base[1]:.2f}"
        )


def main() -> None:
    version = subprocess.run(["ffmpeg", "-version"], capture_output=True, text=True, check=True)
    machine("av", ffmpeg=version.stdout.split(" Copyright")[0].rpartition(" ")[2])
    width = int(sys.argv[2]) if len(sys.argv) > 2 else 640
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clip = Path(sys.argv[1]) if len(sys.argv) > 1 else folder / "clip.mp4"
        if not clip.exists():
            make_clip(clip)
        for cores in (1, 2):
            compare(clip, folder, width, cores)


if __name__ == "__main__":
    main()
