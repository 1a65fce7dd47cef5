"""`image.thumb` in process, 12 MP and 2 MP JPEG to 400x300, against the decoders it could use.

    python bench/image_thumb_inprocess.py [photo.jpg ...]

Without files it makes photographs with a camera's grain from scikit-image's. Prints for each way
the CPU milliseconds an image, the median over rounds that take turns, the ratio to `image.thumb`
and the least SSIM to a full decode with Lanczos (before the JPEG encoder of the output).
"""

import platform
import resource
import statistics
import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import PIL
import pyvips
from PIL import Image
from skimage import data
from skimage.metrics import structural_similarity

from dragonet.job import Job, SourceFile
from dragonet.media.geometry import fit
from dragonet.media.still import open_still
from dragonet.media.thumbnail import thumbnail
from dragonet.tasks.image.thumb import TASK

BOX = (400, 300)
ROUNDS, REPEATS = 5, 3
URL = "http://example.com/photo.jpg"


def photographs(folder: Path) -> list[Path]:
    paths = []
    for name in ("astronaut", "coffee", "rocket"):
        source = Image.fromarray(getattr(data, name)())
        for label, size in (("12mp", (4000, 3000)), ("2mp", (1632, 1224))):
            pixels = np.asarray(source.resize(size, Image.Resampling.LANCZOS), np.float32)
            grain = np.random.default_rng(1).normal(0, 5, pixels.shape)
            image = Image.fromarray((pixels + grain).clip(0, 255).astype(np.uint8))
            paths.append(folder / f"{label}-{name}.jpg")
            image.save(paths[-1], quality=90)
    return paths


def task(path: Path, scratch: Path) -> None:
    job = Job(scratch=scratch, sources={URL: SourceFile(path, URL)}, declared=TASK.outputs)
    params = TASK.params.model_validate({"url": URL, "width": BOX[0], "height": BOX[1]})
    TASK.run(job, params)


def task_pixels(path: Path) -> Any:
    still = open_still(path, URL)
    return thumbnail(still, fit(still.width, still.height, *BOX)).numpy()


def vips(path: Path) -> Any:
    return pyvips.Image.thumbnail(str(path), BOX[0], height=BOX[1])


def pillow(path: Path, scale: int, resample: Image.Resampling) -> Image.Image:
    with Image.open(path) as image:
        if scale:
            image.draft("RGB", (BOX[0] * scale, BOX[1] * scale))
        image.thumbnail(BOX, resample, reducing_gap=None)
        return image


def encoded(image: Image.Image) -> None:
    image.save(BytesIO(), "JPEG", quality=85)


LANCZOS, BICUBIC = Image.Resampling.LANCZOS, Image.Resampling.BICUBIC


def ways(scratch: Path) -> dict[str, tuple[Callable[[Path], Any], Callable[[Path], Any]]]:
    """Name: (what is timed, the pixels it gives)."""
    pillows = {"draft x2, lanczos": (2, LANCZOS), "draft x1, bicubic": (1, BICUBIC)}
    return {
        "image.thumb": (lambda path: task(path, scratch), task_pixels),
        "libvips thumbnail": (
            lambda path: vips(path).jpegsave_buffer(Q=85, keep="none"),
            lambda path: vips(path).numpy(),
        ),
        **{
            f"Pillow {name}": (
                lambda path, how=how: encoded(pillow(path, *how)),
                lambda path, how=how: np.asarray(pillow(path, *how)),
            )
            for name, how in pillows.items()
        },
        "Pillow full decode": (
            lambda path: encoded(pillow(path, 0, LANCZOS)),
            lambda path: np.asarray(pillow(path, 0, LANCZOS)),
        ),
    }


def cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def measure(paths: list[Path], scratch: Path) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in ways(scratch)}
    for turn in range(ROUNDS + 1):
        for name, (timed, _) in ways(scratch).items():
            start = cpu()
            for path in paths * REPEATS:
                timed(path)
            if turn:  # the first warms up
                times[name].append((cpu() - start) / len(paths) / REPEATS * 1000)
    return times


def report(paths: list[Path], scratch: Path) -> None:
    times = measure(paths, scratch)
    print(f"{'':24}{'CPU ms':>8}{'ratio':>7}{'SSIM':>8}")
    for name, (_, pixels) in ways(scratch).items():
        ratio = statistics.median(
            a / b for a, b in zip(times[name], times["image.thumb"], strict=True)
        )
        worst = min(similarity(pixels(path), path) for path in paths)
        print(f"{name:24}{statistics.median(times[name]):8.1f}{ratio:7.2f}{worst:8.4f}")


def similarity(made: Any, path: Path) -> float:
    full = np.asarray(pillow(path, 0, LANCZOS).convert("RGB"))
    compare: Any = structural_similarity
    return float(compare(full, made, channel_axis=2))


def main() -> None:
    print(platform.platform(), "libvips", ".".join(str(pyvips.version(i)) for i in range(3)))
    print("Python", platform.python_version(), "Pillow", PIL.__version__)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        given = [Path(name) for name in sys.argv[1:]]
        groups: dict[str, list[Path]] = {}
        for path in given or photographs(scratch):
            with Image.open(path) as image:
                label = f"{image.width * image.height / 1e6:.0f} MP"
            groups.setdefault(label, []).append(path)
        for label, paths in groups.items():
            print(f"\n{label} JPEG to {BOX[0]}x{BOX[1]}, {len(paths)} files")
            report(paths, scratch)


if __name__ == "__main__":
    main()
