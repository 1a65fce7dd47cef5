import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from pydantic import ValidationError
from skimage import data as shipped

from dragonet.errors import DragonetError, LimitError, SourceError
from dragonet.job import Job, SourceFile
from dragonet.tasks.image.thumb import TASK, Params, Result
from support import pictures
from support.heif import heic
from support.pictures import UPRIGHT, corners, oriented, photo, pixels, scaled, similarity

URL = "http://example.com/photo.jpg"
SIZE = (160, 120)


def run(path: Path, **parameters: Any) -> tuple[Result, Path]:
    scratch = path.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    job = Job(scratch=scratch, sources={URL: SourceFile(path, URL)}, declared=TASK.outputs)
    result = TASK.run(job, Params.model_validate({"url": URL, **parameters}))
    assert isinstance(result, Result)
    return result, job.outputs["output"]


def thumb(path: Path, **parameters: Any) -> Image.Image:
    """The thumbnail as Pillow sees it, checked against what the task says of it."""
    result, output = run(path, **parameters)
    with Image.open(output) as image:
        image.load()
    assert image.size == (result.width, result.height)
    assert image.format is not None
    assert image.format.lower() == parameters.get("format", "jpeg")
    return image


@pytest.mark.parametrize("extension", ["jpg", "png", "gif", "webp", "tif", "avif", "bmp"])
def test_every_source_format_looks_like_its_full_decode(tmp_path: Path, extension: str) -> None:
    path = pictures.write(tmp_path / f"a.{extension}", photo())
    expected = scaled(Image.fromarray(pixels(path)), *SIZE)
    made = thumb(path, width=160, height=160, format="png")
    assert made.size == SIZE
    assert similarity(pixels(made), expected) > 0.985


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "rocket"])
@pytest.mark.parametrize("width", [640, 400, 320, 120])
@pytest.mark.parametrize("extension", ["jpg", "webp"])
def test_pictures_reduced_by_their_decoder_lose_nothing_visible(
    tmp_path: Path, name: str, width: int, extension: str
) -> None:
    source = Image.fromarray(getattr(shipped, name)()).resize((1600, 1200))
    path = pictures.write(tmp_path / f"a.{extension}", source, quality=92)
    height = width * 3 // 4
    expected = scaled(Image.fromarray(pixels(path)), width, height)
    made = pixels(thumb(path, width=width, format="png"))
    assert similarity(made, expected) >= 0.98
    assert abs(made.mean() - expected.mean()) < 0.7


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "tif"])
def test_orientation_is_applied_and_gone(tmp_path: Path, extension: str, orientation: int) -> None:
    path = oriented(tmp_path / f"a.{extension}", photo(), orientation)
    made = thumb(path, width=160, height=160)
    assert (made.size, corners(made)) == (SIZE, UPRIGHT)
    assert pictures.ORIENTATION_TAG not in made.getexif()
    made = thumb(path, width=160, height=160, format="png")
    assert similarity(pixels(made), scaled(photo(), *SIZE)) > 0.95
    stored = (480, 640) if orientation >= 5 else (640, 480)
    result, _ = run(path, width=10)
    assert (result.original_width, result.original_height) == stored


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_heif_container_turns_its_picture_itself(tmp_path: Path, orientation: int) -> None:
    """Pillow writes the orientation as the container's own properties."""
    path = oriented(tmp_path / "a.avif", photo(), orientation)
    assert corners(thumb(path, width=160)) == UPRIGHT


@pytest.mark.parametrize("tile", [None, (128, 96)])
def test_heic_of_one_piece_and_of_tiles(tmp_path: Path, tile: tuple[int, int] | None) -> None:
    path = tmp_path / "a.heic"
    path.write_bytes(heic(photo(), tile))
    made = thumb(path, width=160, format="png")
    assert (made.size, corners(made)) == (SIZE, UPRIGHT)
    assert similarity(pixels(made), scaled(photo(), *SIZE)) > 0.97


@pytest.mark.parametrize(
    ("turns", "mirror", "expected"),
    [
        (1, None, ("green", "grey", "red", "blue")),
        (2, None, ("grey", "blue", "green", "red")),
        (3, None, ("blue", "red", "grey", "green")),
        (0, 0, ("blue", "grey", "red", "green")),
        (0, 1, ("green", "red", "grey", "blue")),
        (1, 0, ("red", "blue", "green", "grey")),  # as libheif 1.23 shows it
    ],
)
def test_heic_turned_by_its_container(
    tmp_path: Path, turns: int, mirror: int | None, expected: tuple[str, ...]
) -> None:
    path = tmp_path / "a.heic"
    path.write_bytes(heic(photo(320, 240), (128, 128), turns=turns, mirror=mirror))
    made = thumb(path, width=160, height=160)
    assert corners(made) == expected
    assert made.size == ((120, 160) if turns % 2 else SIZE)


def test_exif_orientation_in_heif_is_not_applied_again(tmp_path: Path) -> None:
    exif = pictures.exif_block({pictures.ORIENTATION_TAG: (3, 1, b"\6\0")})
    path = tmp_path / "a.heic"
    path.write_bytes(heic(pictures.turned(photo(), 6), turns=3, exif=exif))
    made = thumb(path, width=160, height=160)
    assert (made.size, corners(made)) == (SIZE, UPRIGHT)


def test_heic_in_display_p3(tmp_path: Path) -> None:
    profile = pictures.icc_profile("p3")
    path = tmp_path / "a.heic"
    path.write_bytes(heic(photo(), profile=profile))
    expected = scaled(pictures.to_srgb(photo(), profile), *SIZE).astype(int)
    made = pixels(thumb(path, width=160, format="png")).astype(int)
    assert np.abs(made - expected).mean() < 3


TURNED = {
    0: ("red", "green", "blue", "grey"),
    90: ("green", "grey", "red", "blue"),
    180: ("grey", "blue", "green", "red"),
    270: ("blue", "red", "grey", "green"),
}


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("orientation", [1, 3, 6, 7])
def test_rotation_is_counter_clockwise_after_orientation_and_the_box_is_of_the_result(
    tmp_path: Path, orientation: int, rotation: int
) -> None:
    path = oriented(tmp_path / "a.jpg", photo(), orientation)
    made = thumb(path, width=200, height=160, rotation=rotation)
    assert made.size == ((120, 160) if rotation % 180 else (200, 150))
    assert corners(made) == TURNED[rotation]
    cut = thumb(path, width=160, height=160, crop=True, rotation=rotation)
    assert cut.size == (160, 160)


@pytest.mark.parametrize("orientation", [1, 6])
def test_crop_fills_the_box_from_the_centre(tmp_path: Path, orientation: int) -> None:
    path = oriented(tmp_path / "a.jpg", photo(), orientation)
    made = thumb(path, width=120, height=120, crop=True, format="png")
    expected = scaled(photo(), *SIZE)[:, 20:140]
    assert similarity(pixels(made), expected) > 0.95


@pytest.mark.parametrize(
    ("box", "size"),
    [
        ({}, (640, 480)),
        ({"width": 320}, (320, 240)),
        ({"height": 120, "crop": True}, SIZE),
        ({"width": 1280, "height": 2000}, (1280, 960)),
        ({"width": 1, "height": 1}, (1, 1)),
        ({"width": 700, "height": 700, "crop": True}, (700, 700)),
        ({"rotation": 90}, (480, 640)),
        ({"width": 2000, "height": 3, "crop": True}, (2000, 3)),
    ],
)
def test_sizes(tmp_path: Path, box: dict[str, Any], size: tuple[int, int]) -> None:
    path = pictures.write(tmp_path / "a.jpg", photo())
    assert thumb(path, **box).size == size


def test_enlarging_is_smooth(tmp_path: Path) -> None:
    path = pictures.write(tmp_path / "a.png", photo(64, 48))
    made = thumb(path, width=256, format="png")
    smooth = pixels(photo(64, 48).resize((256, 192), Image.Resampling.BICUBIC))
    assert similarity(pixels(made), smooth) > 0.99


@pytest.mark.parametrize(("width", "height"), [(20000, 2), (2, 20000)])
def test_extreme_strips(tmp_path: Path, width: int, height: int) -> None:
    for extension in ("png", "jpg"):
        path = pictures.write(tmp_path / f"a.{extension}", Image.new("RGB", (width, height), "red"))
        assert thumb(path, width=300, height=300).size in {(300, 1), (1, 300)}
        cut = thumb(path, width=300, height=300, crop=True)
        assert pixels(cut)[150, 150].tolist() == pytest.approx([254, 0, 0], abs=3)


# --- colours ---------------------------------------------------------------------------------


def test_wide_gamut_becomes_srgb(tmp_path: Path) -> None:
    profile = pictures.icc_profile("p3")
    path = pictures.write(tmp_path / "a.jpg", photo(), icc_profile=profile, quality=95)
    source = Image.fromarray(pixels(path))
    made = thumb(path, width=160, format="png")
    expected = scaled(pictures.to_srgb(source, profile), *SIZE).astype(int)
    off = np.abs(pixels(made).astype(int) - expected)
    untouched = np.abs(scaled(source, *SIZE).astype(int) - expected)
    assert off.mean() < 1.5
    assert untouched.mean() > 2 * off.mean()
    assert "icc_profile" not in made.info


@pytest.mark.parametrize("maker", ["pillow", "libvips"])
def test_srgb_profiles_change_nothing(tmp_path: Path, maker: str) -> None:
    made_by_pillow = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = made_by_pillow if maker == "pillow" else pictures.icc_profile("srgb")
    with_profile = pictures.write(tmp_path / "a.png", photo(), icc_profile=profile)
    without = pictures.write(tmp_path / "b.png", photo())
    first, second = (thumb(path, width=160, format="png") for path in (with_profile, without))
    assert np.abs(pixels(first).astype(int) - pixels(second)).max() <= 1


@pytest.mark.parametrize("profile", [b"", b"nonsense", b"\0" * 200, pictures.icc_profile("cmyk")])
def test_useless_profiles_are_as_none(tmp_path: Path, profile: bytes) -> None:
    path = pictures.write(tmp_path / "a.jpg", photo(), icc_profile=profile)
    made = thumb(path, width=160, format="png")
    assert similarity(pixels(made), scaled(photo(), *SIZE)) > 0.95
    assert abs(pixels(made).mean() - scaled(photo(), *SIZE).mean()) < 3


def test_cmyk_with_a_profile(tmp_path: Path) -> None:
    profile = pictures.icc_profile("cmyk")
    path = pictures.write(tmp_path / "a.jpg", photo().convert("CMYK"), icc_profile=profile)
    with Image.open(path) as stored:
        expected = scaled(pictures.to_srgb(stored, profile), *SIZE)
    made = pixels(thumb(path, width=160, format="png"))
    assert similarity(made, expected) > 0.97
    assert np.abs(made.astype(int) - expected).mean() < 3


@pytest.mark.parametrize("extension", ["jpg", "tif"])
def test_cmyk_without_a_profile_is_as_browsers_show_it(tmp_path: Path, extension: str) -> None:
    """Pillow writes JPEGs inverted with Adobe's marker, TIFFs upright."""
    path = pictures.write(tmp_path / f"a.{extension}", photo().convert("CMYK"))
    made = thumb(path, width=160)
    assert corners(made) == UPRIGHT
    assert np.abs(pixels(made).astype(int) - scaled(photo(), *SIZE)).mean() < 6


def test_16_bit_pngs_and_tiffs(tmp_path: Path) -> None:
    grey = photo().convert("L")
    deep = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    for extension in ("png", "tif"):
        path = pictures.write(tmp_path / f"a.{extension}", deep)
        made = thumb(path, width=160, format="png")
        assert np.abs(pixels(made, "L").astype(int) - scaled_grey(grey)).mean() < 1.5


def scaled_grey(image: Image.Image) -> Any:
    return pixels(image.resize(SIZE, Image.Resampling.LANCZOS), "L").astype(int)


def test_16_bit_colour_with_alpha(tmp_path: Path) -> None:
    image = photo(64, 48)
    image.putalpha(128)
    path = tmp_path / "a.png"
    path.write_bytes(_deep_png(np.asarray(image).astype(">u2") * 257))
    made = thumb(path, width=32, format="png")
    assert made.mode == "RGBA"
    assert pixels(made, "RGBA")[:, :, 3].tolist() == [[128] * 32] * 24
    assert np.abs(pixels(made).astype(int) - scaled(photo(64, 48), 32, 24)).mean() < 3


def _deep_png(rgba: np.ndarray[Any, Any]) -> bytes:
    header = struct.pack(">IIBBBBB", rgba.shape[1], rgba.shape[0], 16, 6, 0, 0, 0)
    rows = b"".join(b"\0" + row.tobytes() for row in rgba)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(pictures.png_chunk(*chunk) for chunk in chunks)


@pytest.mark.parametrize("mode", ["L", "1", "P"])
@pytest.mark.parametrize("image_format", ["jpeg", "gif", "png"])
def test_grey_bilevel_and_palette_sources(tmp_path: Path, mode: str, image_format: str) -> None:
    path = pictures.write(tmp_path / "a.png", photo().convert(mode))
    with Image.open(path) as stored:
        expected = scaled(stored.convert("RGB"), *SIZE)
    made = pixels(thumb(path, width=160, format=image_format))
    assert np.abs(made.astype(int) - expected).mean() < (14 if image_format == "gif" else 8)


def test_float_tiffs(tmp_path: Path) -> None:
    path = pictures.write(tmp_path / "a.tif", photo().convert("L").convert("F"))
    made = thumb(path, width=160, format="png")
    assert np.abs(pixels(made, "L").astype(int) - scaled_grey(photo().convert("L"))).mean() < 1.5


# --- alpha -----------------------------------------------------------------------------------


def half_clear() -> Image.Image:
    """Opaque on the left, clear on the right; the colour under what is clear is green."""
    image = Image.new("RGBA", (64, 48), (0, 255, 0, 0))
    image.paste((200, 0, 0, 255), (0, 0, 32, 48))
    return image


@pytest.mark.parametrize("extension", ["png", "webp", "tif", "avif"])
def test_jpegs_of_transparent_sources_are_white_there(tmp_path: Path, extension: str) -> None:
    options = {"lossless": True} if extension == "webp" else {}
    path = pictures.write(tmp_path / f"a.{extension}", half_clear(), **options)
    made = pixels(thumb(path, width=32)).astype(int)
    assert made[12, 28].tolist() == pytest.approx([255, 255, 255], abs=6)
    assert made[12, 4].tolist() == pytest.approx([200, 0, 0], abs=12)
    assert (made[:, :, 1] <= made[:, :, 0] + 25).all(), "hidden green must not bleed"


def test_jpegs_show_the_background_asked_for(tmp_path: Path) -> None:
    for name, source in (("a.png", half_clear()), ("grey.png", half_clear().convert("LA"))):
        path = pictures.write(tmp_path / name, source)
        made = pixels(thumb(path, width=32, background="#1020C0")).astype(int)
        assert made[12, 28].tolist() == pytest.approx([16, 32, 192], abs=8)


@pytest.mark.parametrize("image_format", ["webp", "avif", "jpeg"])
def test_quality_trades_size_for_likeness(tmp_path: Path, image_format: str) -> None:
    path = pictures.write(tmp_path / "a.png", photo(640, 480))
    made, sizes = [], []
    for quality in (10, None, 95):
        asked = {"width": 320, "format": image_format, "quality": quality}
        made.append(similarity(pixels(thumb(path, **asked)), scaled(photo(640, 480), 320, 240)))
        sizes.append(run(path, **asked)[1].stat().st_size)
    assert sizes == sorted(sizes)
    assert made == sorted(made)
    assert made[1] > 0.9


@pytest.mark.parametrize("image_format", ["png", "gif", "webp", "avif"])
def test_pngs_and_gifs_keep_transparency(tmp_path: Path, image_format: str) -> None:
    path = pictures.write(tmp_path / "a.png", half_clear())
    made = pixels(thumb(path, width=32, format=image_format), "RGBA")
    assert made[12, 28, 3] == 0
    assert made[12, 4].tolist() == pytest.approx([200, 0, 0, 255], abs=6)


def test_palette_with_transparency(tmp_path: Path) -> None:
    image = Image.new("P", (64, 48), 1)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.paste(0, (0, 0, 32, 48))
    path = pictures.write(tmp_path / "a.gif", image, transparency=1)
    made = pixels(thumb(path, width=32)).astype(int)
    assert made[12, 28].min() > 245
    assert made[12, 4].tolist() == pytest.approx([254, 0, 0], abs=12)


def test_grey_with_alpha(tmp_path: Path) -> None:
    path = pictures.write(tmp_path / "a.png", half_clear().convert("LA"))
    made = thumb(path, width=32, format="png")
    assert pixels(made, "RGBA")[12, 28, 3] == 0


# --- animation, poster, output -----------------------------------------------------------------


@pytest.mark.parametrize("image_format", ["jpeg", "gif", "png"])
@pytest.mark.parametrize("extension", ["gif", "webp", "png"])
def test_of_an_animation_the_first_frame_is_taken(
    tmp_path: Path, extension: str, image_format: str
) -> None:
    frames: list[Any] = [Image.new("RGB", (64, 48), colour) for colour in ("red", "blue")]
    path = tmp_path / f"a.{extension}"
    pictures.write(path, frames[0], save_all=True, append_images=frames[1:], duration=100)
    _, output = run(path, width=32, format=image_format)
    with Image.open(output) as made:
        assert getattr(made, "n_frames", 1) == 1
        assert pixels(made)[5, 5].tolist() == pytest.approx([254, 0, 0], abs=4)


@pytest.mark.parametrize("image_format", ["jpeg", "gif", "png"])
def test_the_poster_is_drawn_upright_after_rotation(tmp_path: Path, image_format: str) -> None:
    path = pictures.write(tmp_path / "a.jpg", Image.new("L", (300, 200), 128))
    made = pixels(thumb(path, rotation=90, poster=True, format=image_format), "L").astype(int)
    middle = made[150, 60:140]
    assert made[150, 100] > 225
    assert middle[:20].min() < 100, "the disc is dark"
    ink = np.flatnonzero(made[150, 80:120] > 200)
    above = np.flatnonzero(made[142, 80:120] > 200)
    assert above.max() < ink.max(), "the triangle points right"


def test_outputs_carry_no_metadata(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    path = pictures.write(
        tmp_path / "a.jpg",
        photo(),
        exif=exif.tobytes(),
        comment=b"secret comment",
        icc_profile=pictures.icc_profile("p3"),
    )
    for image_format in ("jpeg", "gif", "png"):
        _, output = run(path, width=100, format=image_format)
        content = output.read_bytes()
        assert b"secret" not in content
        with Image.open(output) as made:
            assert not made.getexif()
            assert "icc_profile" not in made.info


def test_jpegs_are_small_and_the_extension_is_right(tmp_path: Path) -> None:
    path = pictures.write(tmp_path / "a.png", photo(1600, 1200))
    for image_format, name in (
        ("jpeg", "output.jpg"),
        ("gif", "output.gif"),
        ("png", "output.png"),
        ("webp", "output.webp"),
        ("avif", "output.avif"),
    ):
        assert run(path, width=400, format=image_format)[1].name == name
    assert run(path, width=400)[1].stat().st_size < 40_000


# --- parameters and damage -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"width": 0},
        {"width": 16385},
        {"height": -1},
        {"width": "wide"},
        {"rotation": 45},
        {"rotation": "left"},
        {"format": "bmp"},
        {"crop": "perhaps"},
        {"quality": 0},
        {"quality": 101},
        {"background": "red"},
        {"background": "#ff00ff00"},
    ],
)
def test_wrong_parameters(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Params.model_validate({"url": URL, **wrong})


def test_parameters_of_a_query_string() -> None:
    asked = {"width": "320", "rotation": "270", "crop": "yes", "poster": "0"}
    params = Params.model_validate({"url": URL, **asked})
    assert (params.width, params.rotation, params.crop, params.poster) == (320, 270, True, False)


def test_thumbnails_beyond_the_limits(tmp_path: Path) -> None:
    path = pictures.write(tmp_path / "a.png", Image.new("L", (4, 400)))
    with pytest.raises(LimitError, match="at most 268 megapixels and 65500 pixels a side"):
        run(path, width=16384)


@pytest.mark.parametrize("extension", ["jpg", "png", "gif", "webp", "tif", "avif", "bmp", "heic"])
def test_truncated_sources_are_named(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"a.{extension}"
    if extension == "heic":
        path.write_bytes(heic(photo(), (128, 96)))
    else:
        pictures.write(path, photo())
    path.write_bytes(path.read_bytes()[:-400])
    for parameters in ({"width": 64}, {"width": 600}, {"width": 64, "rotation": 90}):
        with pytest.raises(SourceError, match=f"File '{URL}' cannot be read as an? ") as caught:
            run(path, **parameters)
        assert str(tmp_path) not in caught.value.text


def samples() -> list[bytes]:
    files = []
    for kind in ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "AVIF", "BMP"):
        file = BytesIO()
        photo(48, 32).save(file, kind)
        files.append(file.getvalue())
    return [*files, heic(photo(96, 64), (64, 64), turns=1)]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None
)
@given(file=st.sampled_from(samples()), data=st.data())
def test_damaged_sources_are_errors_of_ours_or_pictures(
    tmp_path: Path, file: bytes, data: st.DataObject
) -> None:
    content = bytearray(file[: data.draw(st.integers(len(file) // 3, len(file)))])
    for _ in range(data.draw(st.integers(0, 10))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "source"
    path.write_bytes(content)
    try:
        run(path, width=20, height=20, crop=True, rotation=90, format="png")
    except DragonetError as error:
        assert str(tmp_path) not in error.text
