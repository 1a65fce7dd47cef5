import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from pydantic import ValidationError

from dragonet.errors import LimitError, SourceError
from dragonet.job import Job, SourceFile
from dragonet.media.geometry import MAX_PIXELS, MAX_SIDE
from dragonet.media.strip import grid
from dragonet.tasks.image.strip import MAX_IMAGES, TASK, Params, Result
from support import pictures
from support.pictures import UPRIGHT, corners, oriented, photo, pixels, scaled, similarity


def run(paths: list[Path], **parameters: Any) -> tuple[Result, Image.Image]:
    """The result and the strip as Pillow sees it, checked against each other."""
    urls = [f"http://example.com/{index}" for index in range(len(paths))]
    files = {url: SourceFile(path, url) for url, path in zip(urls, paths, strict=True)}
    told: list[float] = []
    job = Job(paths[0].parent / "scratch", files, TASK.outputs, told.append)
    result = TASK.run(job, Params.model_validate({"urls": urls, **parameters}))
    assert isinstance(result, Result)
    with Image.open(job.outputs["output"]) as image:
        image.load()
    assert image.size == (result.width, result.height)
    assert result.content_type == image.get_format_mimetype()
    assert image.format == parameters.get("format", "jpeg").upper()
    assert {path.stem for path in job.scratch.iterdir()} == {"output"}
    assert told == sorted(told)
    assert (len(told), told[-1]) == (len(paths), 100)
    return result, image


def cell(strip: Image.Image, column: int, row: int, size: tuple[int, int]) -> Image.Image:
    left, top = column * size[0], row * size[1]
    return strip.crop((left, top, left + size[0], top + size[1]))


def written(folder: Path, *sizes: tuple[int, int]) -> list[Path]:
    return [
        pictures.write(folder / f"{index}.png", photo(*size)) for index, size in enumerate(sizes)
    ]


@pytest.mark.parametrize("image_format", ["jpeg", "png"])
@pytest.mark.parametrize(
    ("count", "wrap", "columns", "rows"),
    [(1, None, 1, 1), (5, None, 5, 1), (5, 2, 2, 3), (4, 2, 2, 2), (3, 1, 1, 3), (3, 9, 3, 1)],
)
def test_cells_stand_in_rows(
    tmp_path: Path, image_format: str, count: int, wrap: int | None, columns: int, rows: int
) -> None:
    kinds = ["jpg", "png", "webp", "tif", "gif"]
    shades = [0.2, 0.4, 0.6, 0.8, 1.0]  # tell the pictures apart
    sources = [photo().point(lambda value, by=by: int(value * by)) for by in shades[:count]]
    paths = [
        pictures.write(tmp_path / f"{index}.{kinds[index]}", source)
        for index, source in enumerate(sources)
    ]
    asked: dict[str, Any] = {"wrap": wrap, "width": 160, "format": image_format}
    result, strip = run(paths, **asked)
    assert (result.count, strip.size) == (count, (columns * 160, rows * 120))
    for index, path in enumerate(paths):
        made = cell(strip, index % columns, index // columns, (160, 120))
        source = scaled(Image.fromarray(pixels(path)), 160, 120)
        assert similarity(pixels(made), source) > (0.98 if image_format == "png" else 0.9)
    empty = range(count, columns * rows)
    assert strip.mode == ("RGBA" if image_format == "png" and empty else "RGB")
    for index in empty:
        made = cell(strip, index % columns, index // columns, (160, 120))
        channel = made.getchannel(made.getbands()[-1]).crop((16, 16, 144, 104))
        assert channel.getextrema() == ((0, 0) if image_format == "png" else (255, 255))


def bars(strip: Image.Image) -> Image.Image:
    """Where nothing is shown: white in JPEG, transparent in PNG, as a mask of 255."""
    if strip.mode == "RGBA":
        return strip.getchannel("A").point(lambda value: 255 if value < 128 else 0)
    grey = np.asarray(strip).min(axis=2)
    return Image.fromarray(np.where(grey > 240, 255, 0).astype(np.uint8))


@pytest.mark.parametrize("image_format", ["jpeg", "png"])
def test_what_does_not_fill_its_cell_is_in_the_middle(tmp_path: Path, image_format: str) -> None:
    paths = written(tmp_path, (640, 480), (300, 600), (100, 50))
    _, strip = run(paths, width=160, height=160, format=image_format)
    edge = 1 if image_format == "png" else 16  # JPEG smears it over blocks
    for index, inner in enumerate([(160, 120), (80, 160), (160, 80)]):
        made = cell(strip, index, 0, (160, 160))
        left, top = (160 - inner[0]) // 2, (160 - inner[1]) // 2
        shown = (left, top, left + inner[0], top + inner[1])
        assert corners(made.crop(shown)) == UPRIGHT
        mask = np.array(bars(made))
        mask[max(0, top - edge) : shown[3] + edge, max(0, left - edge) : shown[2] + edge] = 255
        assert mask[2:-2, 2:-2].all()  # the neighbours' colours reach over by a pixel in JPEG


def test_cropped_cells_are_full_and_centred(tmp_path: Path) -> None:
    paths = written(tmp_path, (640, 480), (300, 600), (90, 30))
    _, strip = run(paths, width=120, height=120, crop=True, format="png")
    assert (strip.size, strip.mode) == ((360, 120), "RGB")
    wide = photo(640, 480).crop((80, 0, 560, 480))
    tall = photo(300, 600).crop((0, 150, 300, 450))
    for index, source in enumerate((wide, tall)):
        made = cell(strip, index, 0, (120, 120))
        assert similarity(pixels(made), scaled(source, 120, 120)) > 0.97


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({}, (640, 600)),
        ({"crop": True}, (640, 600)),
        ({"width": 100}, (100, 200)),
        ({"height": 60}, (80, 60)),
        ({"width": 50, "height": 70}, (50, 70)),
    ],
)
def test_size_of_cells_left_open(
    tmp_path: Path, asked: dict[str, Any], size: tuple[int, int]
) -> None:
    paths = written(tmp_path, (640, 480), (300, 600))
    result, _ = run(paths, wrap=1, **asked)
    assert (result.width, result.height) == (size[0], 2 * size[1])


@pytest.mark.parametrize("orientation", range(1, 9))
def test_images_stand_upright(tmp_path: Path, orientation: int) -> None:
    paths = [oriented(tmp_path / f"{orientation}.jpg", photo(), orientation)]
    paths.append(pictures.write(tmp_path / "grey.png", photo().convert("L")))
    result, strip = run(paths, height=120)
    assert (result.width, result.height) == (320, 120)
    assert corners(cell(strip, 0, 0, (160, 120))) == UPRIGHT


def test_transparency_of_sources(tmp_path: Path) -> None:
    image = Image.new("RGBA", (100, 100))
    ImageDraw.Draw(image).ellipse((20, 20, 80, 80), fill=(255, 0, 0, 128))
    path = pictures.write(tmp_path / "a.png", image)
    _, strip = run([path, path], format="png")
    assert strip.getpixel((5, 5)) == (0, 0, 0, 0)
    assert strip.getpixel((150, 50)) == (255, 0, 0, 128)
    _, strip = run([path, path])
    pixel = strip.getpixel((150, 50))
    assert isinstance(pixel, tuple)
    assert np.allclose(pixel, (255, 127, 127), atol=6)


@given(
    st.integers(1, 400),
    st.integers(1, 3000),
    st.integers(1, 3000),
    st.none() | st.integers(1, 500),
)
def test_every_cell_has_a_place_of_its_own(
    count: int, width: int, height: int, wrap: int | None
) -> None:
    columns = min(count, wrap or count)
    rows = -(-count // columns)
    size = (columns * width, rows * height)
    if size[0] * size[1] > MAX_PIXELS or max(size) > MAX_SIDE:
        with pytest.raises(LimitError, match=f"a strip of {size[0]} x {size[1]} pixels"):
            grid(count, width, height, wrap)
        return
    layout = grid(count, width, height, wrap)
    assert (layout.width, layout.height) == size
    seen: list[tuple[int, int]] = []
    for index in range(count):
        down, across = layout.place(index)
        assert (down.stop - down.start, across.stop - across.start) == (height, width)
        assert down.start >= 0
        assert down.stop <= size[1]
        assert across.start >= 0
        assert across.stop <= size[0]
        assert not down.start % height
        assert not across.start % width
        seen.append((down.start, across.start))
    assert seen == sorted(set(seen))


def test_a_strip_has_limits(tmp_path: Path) -> None:
    (path,) = written(tmp_path, (64, 48))
    with pytest.raises(LimitError, match="a strip of 80000 x 6000 pixels is too large"):
        run([path] * 10, width=8000)
    with pytest.raises(LimitError, match="another wrap"):
        run([path] * 20, width=200, height=16000, wrap=1)
    with pytest.raises(LimitError, match="268 megapixels"):
        run([path] * 9, width=16000, height=8000, wrap=3)


@pytest.mark.parametrize("where", [0, 2])
def test_an_unreadable_image_is_named(tmp_path: Path, where: int) -> None:
    paths = written(tmp_path, (64, 48), (48, 64))
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"%PDF-1.7 not a picture")
    paths.insert(where, bad)
    with pytest.raises(SourceError) as caught:
        run(paths)
    assert caught.value.text.startswith(f"item {where}: File 'http://example.com/{where}' is not")
    assert str(tmp_path) not in caught.value.text


def test_damage_found_while_decoding_is_named(tmp_path: Path) -> None:
    paths = written(tmp_path, (640, 480), (640, 480))
    paths[1].write_bytes(paths[1].read_bytes()[:200_000])
    with pytest.raises(SourceError, match=r"^item 1: File 'http://example.com/1' .*damaged"):
        run(paths)


@pytest.mark.parametrize(
    "wrong",
    [
        {"urls": []},
        {"urls": ["http://example.com/a"] * (MAX_IMAGES + 1)},
        {"urls": ["file:///etc/passwd"]},
        {"wrap": 0},
        {"width": 0},
        {"height": 16385},
        {"format": "gif"},
        {"crop": "maybe"},
        {"url": "http://example.com/a"},
    ],
)
def test_parameters_out_of_range(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Params.model_validate({"urls": ["http://example.com/a"], **wrong})


PEAK = """
import sys
from pathlib import Path
from dragonet.job import Job, SourceFile
from dragonet.tasks.image.strip import TASK
folder = Path(sys.argv[1])
urls = [f"http://example.com/{index}" for index in range(12)]
files = {url: SourceFile(folder / "0.png", url) for url in urls}
job = Job(folder / "s", files, TASK.outputs)
TASK.run(job, TASK.params(urls=urls, width=2400, height=1800, wrap=int(sys.argv[2])))
status = Path("/proc/self/status").read_text()  # ru_maxrss would count the parent's peak too
print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)
"""


@pytest.mark.parametrize("wrap", [4, 12])
def test_memory_is_bounded(tmp_path: Path, wrap: int) -> None:
    """52 megapixels: a file of 198 MiB is mapped, and never copied."""
    written(tmp_path, (320, 240))
    command = [sys.executable, "-c", PEAK, str(tmp_path), str(wrap)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 198 + 200
