"""`video.strip` in process against the `ffmpeg` command line, in one run on one clip.

    python bench/video_strip.py [clip.mp4]

Ten frames of 60 s of 1080p H.264, 160 pixels wide, side by side. `ffmpeg` makes them with `fps`,
`scale` and `tile`; also, seeking to each, as ten runs joined by `hstack`. Prints medians of wall
and CPU time and the ratios to `ffmpeg`; aim: at most 0.5 of the wall time of the first.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from common import machine
from dragonet.job import Job, SourceFile
from dragonet.tasks.video.strip import TASK
from video_thumb import URL, make_clip, measure, median

ROUNDS = 5
SECONDS, COUNT, WIDTH = 60, 10, 160


def tiled(clip: Path, folder: Path) -> None:
    filters = f"fps={COUNT}/{SECONDS},scale={WIDTH}:-2,tile={COUNT}x1"
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", str(clip), "-vf", filters]
    subprocess.run([*command, "-frames:v", "1", folder / "tiled.jpg"], check=True)


def seeking(clip: Path, folder: Path) -> None:
    inputs: list[str] = []
    for index in range(COUNT):
        inputs += ["-ss", f"{index * SECONDS / COUNT}", "-i", str(clip)]
    scaled = "".join(f"[{i}]scale={WIDTH}:-2,trim=end_frame=1[s{i}];" for i in range(COUNT))
    graph = scaled + "".join(f"[s{i}]" for i in range(COUNT)) + f"hstack=inputs={COUNT}"
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", *inputs, "-lavfi", graph]
    subprocess.run([*command, "-frames:v", "1", folder / "seeking.jpg"], check=True)


def dragonet(clip: Path, folder: Path) -> None:
    job = Job(scratch=folder, sources={URL: SourceFile(clip, URL)}, declared=TASK.outputs)
    TASK.run(job, TASK.params.model_validate({"url": URL, "width": WIDTH, "count": COUNT}))


def main() -> None:
    machine("av")
    contestants = {"ffmpeg tile": tiled, "ffmpeg -ss": seeking, "dragonet": dragonet}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clip = Path(sys.argv[1]) if len(sys.argv) > 1 else folder / "clip.mp4"
        if not clip.exists():
            make_clip(clip, SECONDS)
        taken: dict[str, list[tuple[float, float]]] = {who: [] for who in contestants}
        for _ in range(ROUNDS + 1):  # turn about; the first is warm-up
            for who, call in contestants.items():
                taken[who].append(measure(lambda call=call: call(clip, folder)))
    base = median(taken["ffmpeg tile"])
    for who, runs in taken.items():
        wall, used = median(runs)
        print(
            f"{who:12} {wall * 1e3:6.0f} ms (CPU {used * 1e3:6.0f})"
            f"  wall ratio {wall / base[0]:.2f}  CPU ratio {used / base[1]:.2f}"
        )


if __name__ == "__main__":
    main()
