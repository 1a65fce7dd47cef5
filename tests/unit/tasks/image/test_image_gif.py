import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from pydantic import ValidationError
from scipy.ndimage import gaussian_filter
from skimage import data as shipped

from dragonet.errors import DragonetError, LimitError, SourceError
from dragonet.job import Job, SourceFile
from dragonet.tasks.image.gif import MAX_IMAGES, TASK, Params, Result
from support import pictures
from support.pictures import UPRIGHT, corners, oriented, photo, pixels, scaled, similarity

Rgba = NDArray[np.uint8]


def run(paths: list[Path], progress: list[float] | None = None, **parameters: Any) -> Any:
    scratch = paths[0].parent / "scratch"
    urls = [f"http://example.com/{index}" for index in range(len(paths))]
    files = {url: SourceFile(path, url) for url, path in zip(urls, paths, strict=True)}
    told: list[float] = [] if progress is None else progress
    job = Job(scratch=scratch, sources=files, declared=TASK.outputs, report_progress=told.append)
    result = TASK.run(job, Params.model_validate({"images": urls, **parameters}))
    assert isinstance(result, Result)
    return result, job.outputs["output"]


def frames(path: Path) -> list[Image.Image]:
    """Every frame as it is shown, RGBA, as Pillow sees it."""
    shown = []
    with Image.open(path) as image:
        for index in range(getattr(image, "n_frames", 1)):
            image.seek(index)
            shown.append(image.convert("RGBA"))
    return shown


def durations(path: Path) -> list[float]:
    """Milliseconds that each frame is shown."""
    found = []
    with Image.open(path) as image:
        for index in range(getattr(image, "n_frames", 1)):
            image.seek(index)
            found.append(image.info["duration"])
    return found


def ffmpeg_frames(path: Path) -> list[Rgba]:
    with av.open(str(path)) as container:
        decoded = container.decode(video=0)
        return [np.asarray(frame.to_ndarray(format="rgba"), np.uint8) for frame in decoded]


def from_afar(image: Rgba) -> NDArray[np.float64]:
    """As an eye sees it that does not make out the dots of a dither."""
    return np.asarray(gaussian_filter(image.astype(np.float64), (1.5, 1.5, 0)))


def psnr(first: NDArray[Any], second: NDArray[Any]) -> float:
    error = float(np.mean((first.astype(np.float64) - second.astype(np.float64)) ** 2))
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


def disc(path: Path, box: tuple[int, int, int, int], colour: str, alpha: int = 255) -> Path:
    image = Image.new("RGBA", (100, 80))
    ImageDraw.Draw(image).ellipse(box, fill=colour)
    image.putalpha(image.getchannel("A").point(lambda value: value * alpha // 255))
    image.save(path)
    return path


NAMES = ("astronaut", "coffee", "chelsea", "rocket")


def slides(folder: Path, width: int = 480, height: int = 320) -> list[Path]:
    return [
        pictures.write(
            folder / f"{name}.png",
            Image.fromarray(getattr(shipped, name)()).resize((width, height)),
        )
        for name in NAMES
    ]


def test_each_photo_keeps_its_own_colours(tmp_path: Path) -> None:
    paths = slides(tmp_path)
    result, output = run(paths)
    assert result.model_dump() == {
        "width": 480,
        "height": 320,
        "count": 4,
        "duration": 0.4,
        "content_type": "image/gif",
    }
    assert output.suffix == ".gif"
    shown = frames(output)
    assert len(shown) == 4
    for path, frame in zip(paths, shown, strict=True):
        assert frame.size == (480, 320)
        assert frame.getchannel("A").getextrema() == (255, 255)
        source, made = pixels(path), pixels(frame)
        assert similarity(source, made) > 0.9
        assert psnr(source, made) > 34
        assert psnr(from_afar(source), from_afar(made)) > 40


def test_other_decoders_show_the_same(tmp_path: Path) -> None:
    paths = [
        *slides(tmp_path, 96, 80),
        disc(tmp_path / "a.png", (5, 5, 60, 60), "red"),
        disc(tmp_path / "b.png", (30, 30, 90, 75), "blue"),
    ]
    _, output = run(paths, width=100, height=80)
    ours = [np.asarray(frame) for frame in frames(output)]
    theirs = ffmpeg_frames(output)
    assert len(theirs) == len(ours) == 6
    for first, second in zip(ours, theirs, strict=True):
        assert (first[..., 3] == second[..., 3]).all()
        assert (first[first[..., 3] > 0] == second[second[..., 3] > 0]).all()


def repeats(path: Path) -> int | None:
    """What the NETSCAPE block of a GIF says; None if there is none."""
    head = path.read_bytes()[13:32]  # there is no global colour table
    if not head.startswith(b"!\xff\x0bNETSCAPE2.0"):
        return None
    assert head[14:16] == b"\x03\x01"
    assert head[18] == 0
    return int.from_bytes(head[16:18], "little")


@pytest.mark.parametrize(
    ("loop", "said"), [(None, 0), (0, 0), (-1, None), (1, None), (2, 1), (5, 4), (65536, 65535)]
)
def test_players_repeat_once_less_than_they_play(
    tmp_path: Path, loop: int | None, said: int | None
) -> None:
    paths = [disc(tmp_path / f"{at}.png", (at, 0, at + 20, 20), "red") for at in (0, 50)]
    _, output = run(paths, loop=loop) if loop is not None else run(paths)
    assert repeats(output) == said
    with Image.open(output) as image:
        assert image.info.get("loop") == said


@pytest.mark.parametrize(
    ("asked", "shown"),
    [(0.1, 100), (0.333, 330), (0.336, 340), (2, 2000), (0.02, 20), (0.001, 20), (600, 600_000)],
)
def test_duration_is_rounded_to_what_players_keep(tmp_path: Path, asked: float, shown: int) -> None:
    paths = [disc(tmp_path / f"{at}.png", (at, 0, at + 20, 20), "red") for at in (0, 40, 70)]
    result, output = run(paths, frame_duration=asked)
    assert durations(output) == [shown] * 3
    assert result.duration == pytest.approx(3 * shown / 1000)


@pytest.mark.parametrize(
    ("box", "size"),
    [
        ({}, (640, 500)),
        ({"width": 320}, (320, 400)),
        ({"height": 120}, (160, 120)),
        ({"width": 200, "height": 200}, (200, 200)),
        ({"width": 1000, "height": 40}, (1000, 40)),
    ],
)
def test_sizes_are_unified(tmp_path: Path, box: dict[str, Any], size: tuple[int, int]) -> None:
    sources = [photo(640, 480), photo(400, 500)]
    paths = [pictures.write(tmp_path / f"{i}.png", image) for i, image in enumerate(sources)]
    result, output = run(paths, **box)
    assert (result.width, result.height) == size
    for source, frame in zip(sources, frames(output), strict=True):
        assert frame.size == size
        scale = min(size[0] / source.width, size[1] / source.height)
        inner = (round(source.width * scale), round(source.height * scale))
        seen = frame.getbbox()
        assert seen is not None
        assert (seen[2] - seen[0], seen[3] - seen[1]) == inner
        assert abs(seen[0] - (size[0] - seen[2])) <= 1
        assert abs(seen[1] - (size[1] - seen[3])) <= 1
        assert corners(frame.crop(seen)) == UPRIGHT
        made = pixels(frame.crop(seen))
        assert psnr(from_afar(scaled(source, *inner)), from_afar(made)) > 30


@pytest.mark.parametrize("extension", ["jpg", "png", "gif", "webp", "tif", "avif", "bmp"])
def test_formats_and_orientations_mix(tmp_path: Path, extension: str) -> None:
    other = oriented(tmp_path / "turned.jpg", photo(), 6)
    paths = [pictures.write(tmp_path / f"a.{extension}", photo()), other]
    result, output = run(paths, width=160)
    assert (result.width, result.height) == (160, 120)
    assert [corners(frame) for frame in frames(output)] == [UPRIGHT] * 2


def test_an_animation_gives_its_first_frame(tmp_path: Path) -> None:
    path = tmp_path / "moving.gif"
    first, *rest = (Image.new("RGB", (40, 30), name) for name in ("lime", "red", "blue"))
    first.save(path, save_all=True, append_images=rest)
    _, output = run([path, path])
    assert [frame.getpixel((5, 5)) for frame in frames(output)] == [(0, 255, 0, 255)] * 2


def test_transparency_is_kept_and_nothing_stays_behind(tmp_path: Path) -> None:
    boxes = [(0, 0, 40, 40), (50, 30, 99, 79), (20, 10, 60, 50), (30, 20, 50, 40)]
    paths = [
        disc(tmp_path / f"{i}.png", box, colour)
        for i, (box, colour) in enumerate(zip(boxes, ("red", "blue", "lime", "red"), strict=True))
    ]
    _, output = run(paths)
    for path, frame in zip(paths, frames(output), strict=True):
        expected, made = pixels(path, "RGBA"), np.asarray(frame)
        assert (expected[..., 3] == made[..., 3]).all()
        assert (expected[expected[..., 3] > 0] == made[made[..., 3] > 0]).all()


@pytest.mark.parametrize(("alpha", "kept"), [(40, 0), (220, 255)])
def test_translucent_pixels_go_or_stay(tmp_path: Path, alpha: int, kept: int) -> None:
    _, output = run([disc(tmp_path / "a.png", (20, 20, 80, 70), "red", alpha)])
    pixel = frames(output)[0].getpixel((50, 45))
    assert isinstance(pixel, tuple)
    assert pixel[3] == kept


def test_few_colours_are_exact_however_rare(tmp_path: Path) -> None:
    image = Image.new("RGB", (900, 700), (250, 250, 245))
    for index in range(253):
        x, y = 20 + index % 30 * 25, 20 + index // 30 * 25
        image.paste((index, 255 - index, index * 7 % 256), (x, y, x + 1, y + 1))
    path = pictures.write(tmp_path / "a.png", image)
    _, output = run([path])
    assert (pixels(frames(output)[0]) == pixels(path)).all()


def test_still_areas_cost_nothing_and_do_not_flicker(tmp_path: Path) -> None:
    background = photo(480, 360)
    paths = []
    for index in range(8):
        image = background.copy()
        ImageDraw.Draw(image).ellipse((60 + 30 * index, 150, 100 + 30 * index, 190), fill="yellow")
        paths.append(pictures.write(tmp_path / f"{index}.png", image))
    _, alone = run(paths[:1])
    size = alone.stat().st_size
    _, output = run([*paths, paths[-1]])
    assert output.stat().st_size < 1.4 * size
    shown = [pixels(frame) for frame in frames(output)]
    assert len(shown) == 9
    for path, made in zip(paths, shown, strict=False):
        assert psnr(from_afar(pixels(path)), from_afar(made)) > 36
    assert all((made[:140] == shown[0][:140]).all() for made in shown)
    assert (shown[8] == shown[7]).all()


def test_tiny_pictures_and_repeats(tmp_path: Path) -> None:
    path = pictures.write(tmp_path / "a.png", Image.new("RGB", (1, 1), (9, 8, 7)))
    clear = pictures.write(tmp_path / "b.png", Image.new("RGBA", (1, 1)))
    told: list[float] = []
    result, output = run([clear, path, path, clear], told)
    assert result.count == 4
    assert told == [25, 50, 75, 100]
    shown = [frame.getpixel((0, 0)) for frame in frames(output)]
    assert shown[1] == shown[2] == (9, 8, 7, 255)
    assert all(not frames(output)[index].getbbox() for index in (0, 3))


@pytest.mark.parametrize(
    ("broken", "word"),
    [
        (b"<!DOCTYPE html><html></html>", "HTML"),
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "damaged"),
        (pictures.png_bomb(20_000, 20_000), "too large"),
    ],
)
def test_an_unreadable_image_is_named(tmp_path: Path, broken: bytes, word: str) -> None:
    good = pictures.write(tmp_path / "a.png", photo(64, 48))
    bad = tmp_path / "bad.png"
    bad.write_bytes(broken)
    with pytest.raises(SourceError) as caught:
        run([good, good, bad, good])
    assert caught.value.text.startswith("item 2: File 'http://example.com/2' ")
    assert word in caught.value.text
    assert str(tmp_path) not in caught.value.text


def test_damage_found_while_decoding_is_named(tmp_path: Path) -> None:
    good = pictures.write(tmp_path / "a.png", photo(640, 480))
    cut = tmp_path / "cut.png"
    cut.write_bytes(good.read_bytes()[:200_000])
    with pytest.raises(SourceError, match=r"^item 1: File 'http://example.com/1' .*damaged"):
        run([good, cut])


def test_frames_have_a_limit(tmp_path: Path) -> None:
    path = pictures.write(tmp_path / "a.png", Image.new("L", (6000, 4000)))
    with pytest.raises(LimitError, match="6000 x 4000 pixels is too large: at most 16 megapixels"):
        run([path])
    result, _ = run([path], width=60)
    assert (result.width, result.height) == (60, 40)
    thin = pictures.write(tmp_path / "b.png", Image.new("L", (1, 6000)))
    with pytest.raises(DragonetError, match="too large"):
        run([thin], width=16000)


@pytest.mark.parametrize(
    "wrong",
    [
        {"images": []},
        {"images": ["ftp://example.com/a"]},
        {"images": ["http://example.com/a"] * (MAX_IMAGES + 1)},
        {"loop": -2},
        {"loop": 65537},
        {"frame_duration": 0},
        {"frame_duration": -1},
        {"frame_duration": 601},
        {"frame_duration": float("nan")},
        {"width": 0},
        {"height": 16385},
        {"size": 3},
    ],
)
def test_parameters_out_of_range(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Params.model_validate({"images": ["http://example.com/a"], **wrong})


PEAK = """
import sys
from pathlib import Path
from dragonet.job import Job, SourceFile
from dragonet.tasks.image.gif import TASK
folder, count = Path(sys.argv[1]), int(sys.argv[2])
paths = sorted(folder.glob("*.jpg"))
urls = [f"http://example.com/{index}" for index in range(count)]
files = {url: SourceFile(paths[i % len(paths)], url) for i, url in enumerate(urls)}
result = TASK.run(Job(folder / "s", files, TASK.outputs), TASK.params(images=urls))
assert (result.width, result.height, result.count) == (1920, 1080, count)
status = Path("/proc/self/status").read_text()  # ru_maxrss would count the parent's peak too
print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)
"""


def peak(folder: Path, count: int) -> int:
    """Peak of resident memory, MiB, of `count` photographs in 1920 x 1080 from 8 files."""
    source = np.asarray(photo(2000, 1200))
    for index in range(8):
        part = source[10 * index : 10 * index + 1080, 10 * index : 10 * index + 1920]
        pictures.write(folder / f"{index}.jpg", Image.fromarray(part), quality=90)
    command = [sys.executable, "-c", PEAK, str(folder), str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    with Image.open(folder / "s" / "output.gif") as image:
        assert getattr(image, "n_frames", 1) == count
    return int(done.stdout)


def test_memory_does_not_grow_with_frames(tmp_path: Path) -> None:
    assert peak(tmp_path, 10) < 350


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_three_hundred_frames_of_1080p(tmp_path: Path) -> None:
    assert peak(tmp_path, 300) < 500
