import gzip
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import pyvips

from dragonet.errors import SourceError
from dragonet.media.still import open_still, reading
from support import pictures

URL = "http://example.com/cat.jpg"


def refusal(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        open_still(path, URL)
    assert str(path.parent) not in caught.value.text
    assert caught.value.text.startswith(f"File '{URL}' ")
    return caught.value.text


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "it is empty"),
        (b"<!doctype html><title>404</title>", "it is HTML"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "it is SVG"),
        (
            gzip.compress(b"<svg><image href='file:///etc/passwd'/></svg>", mtime=0),
            "it is compressed SVG",
        ),
        (b"#EXTM3U\nfile:///etc/passwd", "it is a playlist (M3U)"),
        (b"ffconcat version 1.0\nfile /etc/passwd", "it is a concat script"),
        (b"file '/etc/passwd'", "it is a concat script"),
        (b"%PDF-1.4", "it is a PDF document"),
        (b"8BPS\0\1" + b"\0" * 50, "it is a Photoshop file (PSD)"),
        (b"\x93\x01\x82\x0f" * 64, "it is of an unknown type"),
        (b'{"a": 1}', "it is JSON"),
    ],
)
def test_what_is_no_picture_is_named(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "source"
    path.write_bytes(content)
    text = refusal(path)
    assert f"is not a picture that can be read: {what}" in text
    assert "allowed are JPEG, PNG, GIF, WebP, TIFF, AVIF, HEIC and BMP" in text


BOMBS = [
    (pictures.jpeg_bomb, "Maximum supported image dimension is 65500 pixels"),
    (lambda: pictures.jpeg_bomb(65000, 65000), "65000 x 65000 pixels; at most 268 megapixels"),
    (pictures.png_bomb, "50000 x 50000 pixels; at most 268 megapixels"),
    (pictures.gif_bomb, "60000 x 60000 pixels; at most 268 megapixels"),
    (pictures.tiff_bomb, "60000 x 60000 pixels; at most 268 megapixels"),
    (lambda: pictures.png_bomb(70_000, 8), "70000 x 8 pixels; at most 268 megapixels and 65500"),
    (pictures.bmp_bomb, "60000 x 60000 pixels; at most 268 megapixels"),
]


@pytest.mark.parametrize(("bomb", "text"), BOMBS)
def test_bombs_are_refused_before_they_unfold(
    tmp_path: Path, bomb: Callable[[], bytes], text: str
) -> None:
    path = tmp_path / "source"
    path.write_bytes(bomb())
    start, memory = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert text in refusal(path)
    assert time.perf_counter() - start < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 100_000  # KiB


def test_the_largest_allowed_picture_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "source"
    path.write_bytes(pictures.png_bomb(16384, 16384))
    assert open_still(path, URL).width == 16384


def test_libvips_own_guessing_is_off(tmp_path: Path) -> None:
    """Formats that no task names cannot be opened in this process by any way."""
    (tmp_path / "a.svg").write_bytes(
        b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
    )
    (tmp_path / "a.csv").write_bytes(b"1,2\n3,4\n")
    (tmp_path / "a.ppm").write_bytes(b"P6\n1 1\n255\nabc")
    for path in tmp_path.iterdir():
        with pytest.raises(pyvips.Error):
            pyvips.Image.new_from_file(str(path))


@pytest.mark.parametrize("extension", ["jpg", "png", "gif", "webp", "tif", "avif", "bmp"])
def test_truncated_pictures_are_errors_not_grey_halves(tmp_path: Path, extension: str) -> None:
    path = pictures.write(tmp_path / f"a.{extension}", pictures.photo())
    content = path.read_bytes()
    for share in (0.02, 0.5, 0.95):
        path.write_bytes(content[: int(len(content) * share)])
        with pytest.raises(SourceError) as caught:
            still = open_still(path, URL)
            with reading(still.url, still.kind):
                still.image.avg()
        assert "it is damaged, incomplete or unsupported" in caught.value.text
        assert str(tmp_path) not in caught.value.text


def test_a_wrong_call_is_not_taken_for_a_wrong_file(tmp_path: Path) -> None:
    still = open_still(pictures.write(tmp_path / "a.png", pictures.photo()), URL)
    with pytest.raises(pyvips.Error), reading(still.url, still.kind):
        still.image.resize(1, no_such_option=2)


@pytest.mark.parametrize(
    ("extension", "wanted", "width"),
    [
        ("jpg", 640, 640),
        ("jpg", 257, 640),
        ("jpg", 256, 320),
        ("jpg", 128, 160),
        ("jpg", 64, 80),
        ("jpg", 1, 80),
        ("webp", 320, 640),
        ("webp", 160, 320),
        ("webp", 16, 32),
        ("png", 16, 640),
    ],
)
def test_pictures_are_reduced_while_decoded_but_stay_larger_than_wanted(
    tmp_path: Path, extension: str, wanted: int, width: int
) -> None:
    still = open_still(pictures.write(tmp_path / f"a.{extension}", pictures.photo()), URL)
    assert still.at_least(wanted, wanted * 3 // 4 or 1).width == width


def test_jpegs_are_reduced_to_what_is_wanted_where_that_is_reduced_again(tmp_path: Path) -> None:
    still = open_still(pictures.write(tmp_path / "a.jpg", pictures.photo()), URL)
    widths = [still.at_least(width, width * 3 // 4, spare=False).width for width in (321, 320, 80)]
    assert widths == [640, 320, 80]
