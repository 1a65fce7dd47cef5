"""`image.gif` in process against Pillow, gifski and ImageMagick: CPU time, file size, likeness.

    python bench/image_gif.py

Three kinds of animation from scikit-image's photographs, PNG files in. gifski is taken from PATH
or from the peers' Node modules (`npm install gifski`), ImageMagick from PATH; what is missing is
left out. CPU is of the whole run, median of rounds that take turns. PSNR is of frames as they
are shown, as a distant eye sees them (blurred), so that a dither's dots do not count; the worst
frame counts. Ratios are to image.gif; below 1 is less than it.
"""

import resource
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter
from skimage import data

from common import PEERS, machine
from dragonet.job import Job, SourceFile
from dragonet.tasks.image.gif import TASK

ROUNDS = 3
SIZE = (640, 360)
Way = Callable[[list[Path], Path], None]


def slides() -> list[Image.Image]:
    names = ("astronaut", "coffee", "chelsea", "rocket") * 2
    return [Image.fromarray(getattr(data, name)()).resize(SIZE) for name in names]


def pan() -> list[Image.Image]:
    whole = Image.fromarray(data.coffee()).resize((800, 533))
    return [whole.crop((x, x, x + SIZE[0], x + SIZE[1])) for x in range(0, 96, 4)]


def still_background() -> list[Image.Image]:
    frames = []
    for x in range(20, 500, 20):
        frame = Image.fromarray(data.chelsea()).resize(SIZE)
        ImageDraw.Draw(frame).ellipse((x, 100, x + 80, 180), fill=(250, 210, 30))
        frames.append(frame)
    return frames


def ours(paths: list[Path], output: Path) -> None:
    sources = {f"http://a.test/{path.name}": SourceFile(path, path.name) for path in paths}
    job = Job(output.parent, sources, TASK.outputs)
    TASK.run(job, TASK.params.model_validate({"images": list(sources)}))
    job.outputs["output"].replace(output)


def pillow(paths: list[Path], output: Path) -> None:
    first, *rest = (Image.open(path) for path in paths)
    first.save(output, save_all=True, append_images=rest, duration=100, loop=0)


def gifski() -> Way | None:
    bundled = PEERS / "node" / "node_modules" / "gifski" / "bin" / "debian" / "gifski"
    found = shutil.which("gifski") or (str(bundled) if bundled.exists() else None)
    if found is None:
        return None
    options = [found, "--quiet", "--fps", "10", "--quality", "90"]
    width, height = (str(side) for side in SIZE)

    def run(paths: list[Path], output: Path) -> None:
        sized = [*options, "--width", width, "--height", height]
        subprocess.run([*sized, "-o", str(output), *map(str, paths)], check=True)

    return run


def imagemagick() -> Way | None:
    found = shutil.which("magick") or shutil.which("/usr/bin/convert")
    if found is None:
        return None

    def run(paths: list[Path], output: Path) -> None:
        files = [*map(str, paths), "-layers", "optimize", str(output)]
        subprocess.run([found, "-delay", "10", "-loop", "0", *files], check=True)

    return run


def cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def worst(output: Path, frames: list[Image.Image]) -> float:
    """PSNR of the frame that is shown worst, dB; repeated frames may have been merged."""

    def seen(image: Image.Image) -> Any:
        return gaussian_filter(np.asarray(image.convert("RGB"), np.float64), (1.5, 1.5, 0))

    errors = []
    with Image.open(output) as made:
        for index in range(made.n_frames):
            made.seek(index)
            errors.append(float(np.mean((seen(made) - seen(frames[index])) ** 2)))
    return float(10 * np.log10(255**2 / max(errors)))


def main() -> None:
    machine("pyvips", "pillow")
    peers = {"gifski --quality 90": gifski(), "ImageMagick": imagemagick()}
    ways: dict[str, Way] = {"image.gif": ours, "Pillow": pillow}
    ways |= {name: way for name, way in peers.items() if way}
    with tempfile.TemporaryDirectory() as name:
        for make in (slides, pan, still_background):
            frames = make()
            paths = [Path(name, f"{make.__name__}{i:03}.png") for i in range(len(frames))]
            for frame, path in zip(frames, paths, strict=True):
                frame.save(path)
            print(f"{make.__name__.replace('_', ' ')}, {len(frames)} frames of {SIZE}")
            report(ways, frames, paths, Path(name, "made.gif"))


def report(
    ways: dict[str, Way], frames: list[Image.Image], paths: list[Path], output: Path
) -> None:
    times: dict[str, list[float]] = {name: [] for name in ways}
    sizes: dict[str, int] = {}
    likeness: dict[str, float] = {}
    for turn in range(ROUNDS + 1):
        for name, way in ways.items():
            start = cpu()
            way(paths, output)
            if turn:  # the first warms up
                times[name].append((cpu() - start) / len(paths) * 1000)
            else:
                sizes[name], likeness[name] = output.stat().st_size, worst(output, frames)
    print(f"{'':22}{'CPU ms/frame':>13}{'ratio':>7}{'kB':>8}{'ratio':>7}{'PSNR dB':>9}")
    for name in ways:
        milliseconds = statistics.median(times[name])
        ratio = milliseconds / statistics.median(times["image.gif"])
        size = sizes[name] / sizes["image.gif"]
        print(
            f"{name:22}{milliseconds:13.1f}{ratio:7.2f}{sizes[name] / 1000:8.0f}{size:7.2f}"
            f"{likeness[name]:9.1f}"
        )
    print()


if __name__ == "__main__":
    main()
