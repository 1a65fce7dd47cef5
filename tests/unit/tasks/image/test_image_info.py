import struct
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from dragonet.errors import DragonetError, SourceError
from dragonet.job import Job, SourceFile
from dragonet.tasks.image.info import TASK, Params, Result
from support import pictures
from support.heif import heic
from support.pictures import photo

URL = "http://example.com/photo.jpg"
SILENT = {
    "rotation": None,
    "exif_orientation": None,
    "date_time": None,
    "flash": None,
    "focal_length": None,
    "iso_speed": None,
    "exposure_time": None,
}


def info(path: Path) -> Result:
    job = Job(scratch=path.parent, sources={URL: SourceFile(path, URL)}, declared=TASK.outputs)
    result = TASK.run(job, Params.model_validate({"url": URL}))
    assert isinstance(result, Result)
    return result


def documents_exif() -> bytes:
    """The EXIF behind the documents' example."""
    exif = Image.Exif()
    shot = exif.get_ifd(0x8769)
    shot[0x9003] = "2009:11:02 01:21:55"
    shot[0x829A] = IFDRational(1, 640)
    shot[0x9209] = 16
    shot[0x920A] = IFDRational(28, 1)
    shot[0x8827] = 640
    return bytes(exif.tobytes())


def test_the_documents_example(tmp_path: Path) -> None:
    path = pictures.write(tmp_path / "a.jpg", photo(1918, 1320), exif=documents_exif())
    assert info(path).model_dump() == {
        "content_type": "image/jpeg",
        "type": "image",
        "width": 1918,
        "height": 1320,
        "alpha": False,
        "rotation": None,
        "exif_orientation": None,
        "date_time": "2009:11:02 01:21:55",
        "flash": False,
        "focal_length": 28.0,
        "iso_speed": 640,
        "exposure_time": 0.00156,
    }


@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "tif", "avif"])
def test_exif_in_every_format_that_holds_it(tmp_path: Path, extension: str) -> None:
    exif = Image.Exif()
    exif.load(documents_exif())
    path = pictures.write(tmp_path / f"a.{extension}", photo(), exif=exif)
    found = info(path)
    assert found.date_time == "2009:11:02 01:21:55"
    assert found.exposure_time == 0.00156
    assert found.iso_speed == 640
    assert found.focal_length == 28
    assert found.flash is False


@pytest.mark.parametrize(
    ("extension", "content_type"),
    [
        ("jpg", "image/jpeg"),
        ("png", "image/png"),
        ("gif", "image/gif"),
        ("webp", "image/webp"),
        ("tif", "image/tiff"),
        ("avif", "image/avif"),
        ("bmp", "image/bmp"),
    ],
)
def test_what_a_file_does_not_say_is_null(
    tmp_path: Path, extension: str, content_type: str
) -> None:
    path = pictures.write(tmp_path / f"a.{extension}", photo(64, 48))
    found = info(path).model_dump()
    orientation = found["exif_orientation"]
    if extension == "tif":
        assert orientation in (None, 1)
        found |= {"exif_orientation": None, "rotation": None}
    expected = {"content_type": content_type, "width": 64, "height": 48, "alpha": False}
    assert found == {"type": "image", **expected, **SILENT}


@pytest.mark.parametrize(
    ("orientation", "rotation"),
    [(1, 0), (2, None), (3, 180), (4, None), (5, None), (6, 270), (7, None), (8, 90)],
)
@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "tif"])
def test_rotation_is_the_counter_clockwise_turn_that_makes_it_upright(
    tmp_path: Path, extension: str, orientation: int, rotation: float | None
) -> None:
    path = pictures.oriented(tmp_path / f"a.{extension}", photo(), orientation)
    found = info(path)
    assert (found.rotation, found.exif_orientation) == (rotation, orientation)
    stored = pictures.turned(photo(), orientation)
    assert (found.width, found.height) == stored.size
    if rotation is not None:
        assert pictures.corners(stored.rotate(rotation, expand=True)) == pictures.UPRIGHT


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_is_null(tmp_path: Path, orientation: int) -> None:
    exif = pictures.exif_block({0x0112: (3, 1, struct.pack("<H", orientation))})
    path = pictures.write(tmp_path / "a.jpg", photo(), exif=b"Exif\0\0" + exif)
    assert info(path).exif_orientation is None
    assert info(path).rotation is None


@pytest.mark.parametrize(
    ("exposure", "expected"),
    [
        ((1, 8000), 0.000125),
        ((1, 3), 0.333),
        ((10, 600), 0.0167),
        ((15, 10), 1.5),
        ((1234, 1), 1234),
    ],
)
def test_exposure_times_keep_three_significant_digits(
    tmp_path: Path, exposure: tuple[int, int], expected: float
) -> None:
    exif = pictures.exif_block({}, {0x829A: (5, 1, struct.pack("<II", *exposure))})
    path = pictures.write(tmp_path / "a.jpg", photo(64, 48), exif=b"Exif\0\0" + exif)
    assert info(path).exposure_time == expected


@pytest.mark.parametrize(
    ("mode", "extension", "alpha"),
    [
        ("RGBA", "png", True),
        ("RGB", "png", False),
        ("LA", "png", True),
        ("L", "png", False),
        ("P", "png", False),
        ("1", "png", False),
        ("RGBA", "webp", True),
        ("RGBA", "tif", True),
        ("CMYK", "jpg", False),
        ("RGBA", "avif", True),
        ("RGBA", "bmp", True),
        ("L", "gif", False),
    ],
)
def test_alpha(tmp_path: Path, mode: str, extension: str, alpha: bool) -> None:
    image = photo(64, 48)
    if mode in {"RGBA", "LA"}:
        image.putalpha(Image.linear_gradient("L").resize((64, 48)))
    path = pictures.write(tmp_path / f"a.{extension}", image.convert(mode))
    assert info(path).alpha is alpha


def test_transparency_of_a_palette_is_alpha(tmp_path: Path) -> None:
    for extension in ("png", "gif"):
        image = photo(64, 48).quantize(16)
        path = pictures.write(tmp_path / f"a.{extension}", image, transparency=3)
        assert info(path).alpha is True


def test_animations_have_the_size_of_a_frame(tmp_path: Path) -> None:
    frames: list[Any] = [photo(64, 48), photo(64, 48).rotate(180)]
    for extension, kind in (("gif", "gif"), ("webp", "webp"), ("png", "apng")):
        path = tmp_path / f"a.{extension}"
        pictures.write(path, frames[0], save_all=True, append_images=frames[1:], duration=100)
        found = info(path)
        assert (found.width, found.height, found.content_type) == (64, 48, f"image/{kind}")


def test_heic_is_described_as_its_container_turns_it(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.load(documents_exif())
    exif[pictures.ORIENTATION_TAG] = 6
    (tmp_path / "a").write_bytes(heic(photo(300, 200), (128, 128), turns=3, exif=exif.tobytes()))
    found = info(tmp_path / "a")
    assert (found.content_type, found.width, found.height) == ("image/heic", 200, 300)
    assert (found.rotation, found.exif_orientation) == (None, None)
    assert (found.date_time, found.exposure_time) == ("2009:11:02 01:21:55", 0.00156)


def test_a_page_sent_as_a_picture_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"<html><body>Log in</body></html>")
    with pytest.raises(SourceError, match=f"File '{URL}' is not a picture.*: it is HTML"):
        info(tmp_path / "a")


def heads() -> list[bytes]:
    files = []
    for kind in ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "AVIF", "BMP"):
        file = BytesIO()
        exif = {"exif": documents_exif()} if kind in {"JPEG", "PNG", "WEBP", "AVIF"} else {}
        photo(32, 24).save(file, kind, **exif)
        files.append(file.getvalue())
    return files


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None
)
@given(file=st.sampled_from(heads()), data=st.data())
def test_damaged_headers_are_errors_of_ours_or_answers(
    tmp_path: Path, file: bytes, data: st.DataObject
) -> None:
    content = bytearray(file[: data.draw(st.integers(0, len(file)))])
    for _ in range(data.draw(st.integers(0, 10)) if content else 0):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "source"
    path.write_bytes(content)
    try:
        info(path)
    except DragonetError as error:
        assert str(tmp_path) not in error.text
