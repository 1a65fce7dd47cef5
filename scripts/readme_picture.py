"""Make the picture of the README: thumbnails by a real service, on one sheet.

`python scripts/readme_picture.py` starts `dragonet serve`, gives it pictures that come with
scikit-image and a clip cut from them, and lays out what comes back, unscaled, over its request.
"""

import contextlib
import functools
import http.server
import io
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import numpy as np
import requests
import skimage
from PIL import Image, ImageDraw, ImageFont

TARGET = Path(__file__).resolve().parent.parent / "docs" / "images" / "thumbnails.jpg"
PICTURES = (
    "coffee.png",
    "astronaut.png",
    "chelsea.png",
    "motorcycle_left.png",
    "rocket.jpg",
    "hubble_deep_field.jpg",
)
SCENES = (("rocket.jpg", 0.66), ("astronaut.png", 0.9))
"""Pictures of the clip, and how much of their width is seen."""

RATE, SECONDS, SIZE = 24, 3, (960, 540)

GAP, MARGIN, CAPTION, RADIUS = 20, 32, 34, 10
PAPER, INK, FAINT = "#f5f6f8", "#1c2127", "#66707c"


@dataclass(frozen=True)
class Shot:
    """One thumbnail of the sheet: a task on a file."""

    task: str
    file: str
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def caption(self) -> str:
        """The parameters as they were sent."""
        return "  ".join(f"{name}={json.dumps(value)}" for name, value in self.parameters.items())


ROWS = (
    (
        Shot("image.thumb", "coffee.png", {"width": 366}),
        Shot("image.thumb", "motorcycle_left.png", {"width": 244, "height": 244, "crop": True}),
        Shot("image.thumb", "chelsea.png", {"height": 244, "rotation": 90}),
        Shot(
            "image.thumb",
            "hubble_deep_field.jpg",
            {"width": 366, "height": 244, "crop": True, "poster": True},
        ),
    ),
    (
        Shot("video.thumb", "clip.mp4", {"time": 0.5, "width": 386}),
        Shot("video.thumb", "clip.mp4", {"time": 2.5, "width": 386}),
        Shot("video.thumb", "clip.mp4", {"time": 5.5, "width": 386}),
    ),
)


def make_clip(folder: Path) -> None:
    """A clip that looks up along one picture after the other."""
    with av.open(str(folder / "clip.mp4"), "w") as clip:
        stream = clip.add_stream("libx264", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for name, part in SCENES:
            picture = Image.open(folder / name).convert("RGB")
            for number in range(RATE * SECONDS):
                frame = looking_up(picture, part, number / (RATE * SECONDS))
                clip.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        clip.mux(stream.encode())


def looking_up(picture: Image.Image, part: float, done: float) -> np.ndarray:
    """A part of the picture in the clip's shape; higher up the more is done, 0 to 1."""
    width = picture.width * part
    height = width * SIZE[1] / SIZE[0]
    left, top = (picture.width - width) / 2, (picture.height - height) * (1 - done)
    box = (left, top, left + width, top + height)
    return np.asarray(picture.resize(SIZE, Image.Resampling.LANCZOS, box))


@contextlib.contextmanager
def web(folder: Path) -> Iterator[str]:
    """The folder on a local web server."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextlib.contextmanager
def service(data: Path) -> Iterator[dict[str, Any]]:
    """A running Dragonet; what it printed when it answered."""
    command = [sys.executable, "-m", "dragonet", "serve", "--json", "--port", "0"]
    settings = {"DRAGONET_DATA_DIR": str(data), "DRAGONET_FETCH_ALLOW": "127.0.0.0/8"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=settings) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def thumbnails(base: str, info: dict[str, Any]) -> list[list[Image.Image]]:
    """What the service makes of every shot."""
    shots = [shot for row in ROWS for shot in row]
    tasks = [
        {"task_name": shot.task, "url": f"{base}/{shot.file}", **shot.parameters} for shot in shots
    ]
    body = {"secret": info["secret"], "tasks": tasks, "block": True}
    answer = requests.post(f"{info['url']}/v2/create", json=body, timeout=120)
    made = iter([status["result"]["output"] for status in answer.json()])
    return [
        [Image.open(io.BytesIO(requests.get(next(made), timeout=60).content)) for _ in row]
        for row in ROWS
    ]


def sheet(rows: list[list[Image.Image]]) -> Image.Image:
    """The thumbnails in rows, each over its request."""
    width = max(sum(one.width for one in row) + GAP * (len(row) - 1) for row in rows)
    height = sum(max(one.height for one in row) + 2 * CAPTION for row in rows) - CAPTION // 2
    page = Image.new("RGB", (width + 2 * MARGIN, height + 2 * MARGIN), PAPER)
    top = MARGIN
    for row, shots in zip(rows, ROWS, strict=True):
        left = MARGIN
        for picture, shot in zip(row, shots, strict=True):
            page.paste(picture, (left, top), corners(picture.size))
            write(page, left, top + picture.height + 9, shot)
            left += picture.width + GAP
        top += max(one.height for one in row) + 2 * CAPTION
    return page


def corners(size: tuple[int, int]) -> Image.Image:
    """A mask with round corners, smooth because it is drawn four times as large."""
    mask = Image.new("L", (4 * size[0], 4 * size[1]))
    box = (0, 0, mask.width - 1, mask.height - 1)
    ImageDraw.Draw(mask).rounded_rectangle(box, 4 * RADIUS, fill=255)
    return mask.resize(size, Image.Resampling.LANCZOS)


def write(page: Image.Image, left: int, top: int, shot: Shot) -> None:
    """The caption: the task, and its parameters."""
    draw = ImageDraw.Draw(page)
    draw.text((left, top), shot.task, INK, ImageFont.load_default(17))
    draw.text((left, top + 22), shot.caption, FAINT, ImageFont.load_default(15))


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for picture in PICTURES:
            shutil.copy(Path(skimage.__file__).parent / "data" / picture, folder)
        make_clip(folder)
        with web(folder) as base, service(folder / "data") as info:
            rows = thumbnails(base, info)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    sheet(rows).save(TARGET, quality=84, optimize=True, progressive=True)
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
