"""`video.reverse` against the `ffmpeg` command line, in one run on one clip, each in its process.

    python bench/video_reverse.py [clip.mp4]

Without a clip one is made: 60 s of 720p H.264 at 30 fps with sound, a key frame every 250 frames.
`ffmpeg -vf reverse -af areverse` encodes with the same settings. Prints wall and CPU time, the
peak of memory, and the ratios to `ffmpeg`; aim: at most 1.2 of its time and 0.2 of its memory.
"""

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from statistics import median

import av
import numpy as np
import psutil
from skimage import data

from common import machine

ROUNDS = 3
SECONDS, FPS, GOP = 60, 30, 250
WIDTH, HEIGHT, RATE = 1280, 720, 48000

CODE = """
import sys
from pathlib import Path
from dragonet.job import Job, SourceFile
from dragonet.tasks.video.reverse import TASK
clip, folder = Path(sys.argv[1]), Path(sys.argv[2])
job = Job(folder, {"clip": SourceFile(clip, "clip")}, TASK.outputs)
params = TASK.params.model_validate(
    {"url": "clip", "rate_control": "crf", "audio_bitrate": 128}, context={"local": True}
)
TASK.run(job, params)
"""


@dataclass(frozen=True)
class Run:
    """One run: seconds of wall and CPU, MiB of resident memory at most."""

    wall: float
    cpu: float
    memory: float


def make_clip(path: Path) -> None:
    """A camera's pan over a photograph, with grain, and noise to hear."""
    photo = data.astronaut()
    scene = np.tile(np.concatenate([photo, photo[::-1]]), (2, 6, 1)).astype(np.int16)
    chance = np.random.default_rng(0)
    grain = chance.integers(-6, 7, (8, HEIGHT, WIDTH, 3), dtype=np.int16)
    options = {"preset": "medium", "crf": "23", "x264-params": f"keyint={GOP}:min-keyint={GOP}"}
    with av.open(str(path), "w") as output:
        video = output.add_stream("libx264", rate=FPS, options=options)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        sound = output.add_stream("aac", rate=RATE, layout="stereo")
        for number in range(SECONDS * FPS):
            x, y = int(450 + 400 * np.sin(number / 60)), int(350 + 300 * np.cos(number / 45))
            picture = scene[y : y + HEIGHT, x : x + WIDTH] + grain[number % 8]
            frame = av.VideoFrame.from_ndarray(np.clip(picture, 0, 255).astype(np.uint8), "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            output.mux(video.encode(frame))
            noise = chance.uniform(-0.3, 0.3, (2, RATE // FPS)).astype(np.float32)
            block = av.AudioFrame.from_ndarray(noise, "fltp", "stereo")
            block.sample_rate, block.pts = RATE, number * RATE // FPS
            output.mux(sound.encode(block))
        output.mux(video.encode(None))
        output.mux(sound.encode(None))


def commands(clip: Path, folder: Path) -> dict[str, list[str]]:
    ffmpeg = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", str(clip)]
    ffmpeg += ["-vf", "reverse", "-af", "areverse", "-c:v", "libx264", "-crf", "23", "-g", "250"]
    ffmpeg += ["-c:a", "aac", "-b:a", "128k", "-movflags", "+faststart", str(folder / "peer.mp4")]
    return {"ffmpeg": ffmpeg, "dragonet": [sys.executable, "-c", CODE, str(clip), str(folder)]}


def measured(command: list[str]) -> Run:
    begin, peak = time.perf_counter(), 0.0
    running = psutil.Popen(command)
    used = running.cpu_times()
    while running.poll() is None:
        try:
            used = running.cpu_times()
            peak = max(peak, running.memory_info().rss / 2**20)
        except psutil.Error:
            break
        time.sleep(0.02)
    if running.wait():
        raise SystemExit(f"{command[0]} failed")
    return Run(time.perf_counter() - begin, used.user + used.system, peak)


def main() -> None:
    version = subprocess.run(["ffmpeg", "-version"], capture_output=True, text=True, check=True)
    machine("av", ffmpeg=version.stdout.split(" Copyright")[0].rpartition(" ")[2])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clip = Path(sys.argv[1]) if len(sys.argv) > 1 else folder / "clip.mp4"
        if not clip.exists():
            make_clip(clip)
        taken: dict[str, list[Run]] = {}
        for _ in range(ROUNDS):  # turn about, so that both meet the same weather
            for who, command in commands(clip, folder).items():
                taken.setdefault(who, []).append(measured(command))
    base: Run | None = None
    for who, runs in taken.items():
        found = Run(
            *(median(getattr(run, one) for run in runs) for one in ("wall", "cpu", "memory"))
        )
        base = base or found
        print(
            f"{who:9} {found.wall:6.1f} s (CPU {found.cpu:6.1f}) {found.memory:6.0f} MiB   ratios: "
            f"wall {found.wall / base.wall:.2f}, CPU {found.cpu / base.cpu:.2f}, "
            f"memory {found.memory / base.memory:.2f}"
        )


if __name__ == "__main__":
    main()
