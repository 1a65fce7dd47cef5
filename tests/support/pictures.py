"""Pictures for tests: made with Pillow, so that libvips does not judge its own work."""

import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyvips
from numpy.typing import NDArray
from PIL import Image, ImageCms
from skimage import data
from skimage.metrics import structural_similarity

Pixels = NDArray[np.uint8]

MARKERS = {
    "red": (230, 20, 20),
    "green": (20, 200, 20),
    "blue": (20, 20, 230),
    "grey": (70, 70, 70),
}
UPRIGHT = ("red", "green", "blue", "grey")
"""Corners of `photo`: top left, top right, bottom left, bottom right."""

_TRANSPOSED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
ORIENTATION_TAG = 0x0112


def photo(width: int = 640, height: int = 480) -> Image.Image:
    """A photograph with a square of its own colour in every corner, an eighth of the height."""
    coffee = data.coffee()  # type: ignore[no-untyped-call]
    image = Image.fromarray(coffee).resize((width, height), Image.Resampling.LANCZOS)
    side = max(1, height // 8)
    for name, left, top in zip(
        UPRIGHT, (0, width - side) * 2, (0, 0, height - side, height - side), strict=True
    ):
        image.paste(MARKERS[name], (left, top, left + side, top + side))
    return image


def corners(image: Image.Image) -> tuple[str, ...]:
    """Names of the markers nearest to the corners' colours: tl, tr, bl, br."""
    rgb = image.convert("RGB")
    x, y = max(1, rgb.width // 24), max(1, rgb.height // 24)
    spots = [(x, y), (rgb.width - 1 - x, y), (x, rgb.height - 1 - y)]
    spots.append((rgb.width - 1 - x, rgb.height - 1 - y))
    return tuple(_nearest(cast(tuple[int, int, int], rgb.getpixel(spot))) for spot in spots)


def _nearest(colour: tuple[int, int, int]) -> str:
    def distance(name: str) -> int:
        return sum((a - b) ** 2 for a, b in zip(colour, MARKERS[name], strict=True))

    best = min(MARKERS, key=distance)
    return best if distance(best) < 3 * 60**2 else f"{colour}"


def turned(image: Image.Image, orientation: int) -> Image.Image:
    """The stored pixels of a picture that is `image` once `orientation` is applied."""
    return image.transpose(_TRANSPOSED[orientation]) if orientation > 1 else image


def write(path: Path, image: Image.Image, **options: Any) -> Path:
    """Save with Pillow; the format follows the extension."""
    image.save(path, **options)
    return path


def oriented(path: Path, image: Image.Image, orientation: int) -> Path:
    """A file that shows `image` upright when its EXIF `orientation` is applied."""
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = orientation
    return write(path, turned(image, orientation), exif=exif.tobytes())


def pixels(image: Image.Image | Path, mode: str = "RGB") -> Pixels:
    """As an array, [height, width, bands]."""
    if isinstance(image, Path):
        with Image.open(image) as opened:
            return np.asarray(opened.convert(mode))
    return np.asarray(image.convert(mode))


def similarity(first: Pixels, second: Pixels) -> float:
    """SSIM of two RGB pictures of the same size."""
    compare: Any = structural_similarity
    return float(compare(first, second, channel_axis=2))


def scaled(image: Image.Image, width: int, height: int) -> Pixels:
    """Full decode and Lanczos: what a thumbnail should look like."""
    return pixels(image.resize((width, height), Image.Resampling.LANCZOS))


def icc_profile(name: str) -> bytes:
    """An ICC profile: `p3` (Display P3), `cmyk`, `srgb`."""
    return bytes(pyvips.Image.profile_load(name))


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Through littleCMS as Pillow drives it: relative colorimetric, black points matched."""
    converted = ImageCms.profileToProfile(
        image,
        BytesIO(profile),
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    assert converted is not None
    return converted


def exif_block(
    first: Mapping[int, tuple[int, int, bytes]],
    second: Mapping[int, tuple[int, int, bytes]] | None = None,
    order: str = "<",
) -> bytes:
    """EXIF by hand, also against its rules: {tag: (type, count, value bytes)} of IFD0 and Exif."""
    entries = dict(first)
    if second is not None:
        entries[0x8769] = (4, 1, b"EXIF")
    head = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8)
    start = 8 + 2 + 12 * len(entries) + 4
    heap = b""
    sub = struct.pack(order + "H", 0)
    if second is not None:
        body, tail = _ifd(second, order, start + 2 + 12 * len(second) + 4)
        sub = body
        heap = tail
        entries[0x8769] = (4, 1, struct.pack(order + "I", start))
    block = sub + heap if second is not None else b""
    body, tail = _ifd(entries, order, start + len(block))
    return head + body + block + tail


def _ifd(
    entries: Mapping[int, tuple[int, int, bytes]], order: str, heap_start: int
) -> tuple[bytes, bytes]:
    body, heap = struct.pack(order + "H", len(entries)), b""
    for tag, (kind, count, value) in sorted(entries.items()):
        field = value.ljust(4, b"\0")
        if len(value) > 4:
            field = struct.pack(order + "I", heap_start + len(heap))
            heap += value + b"\0" * (len(value) % 2)
        body += struct.pack(order + "HHI", tag, kind, count) + field
    return body + b"\0\0\0\0", heap


def png_chunk(name: bytes, content: bytes) -> bytes:
    """One chunk of a PNG file."""
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def png_bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A valid 1-bit PNG of zeros: some hundred kilobytes that unfold to gigabytes."""
    packer = zlib.compressobj(9)
    row = b"\0" * (1 + (width + 7) // 8)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = (png_chunk(b"IHDR", header), png_chunk(b"IDAT", packed), png_chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def jpeg_bomb(width: int = 65_535, height: int = 65_535) -> bytes:
    """A small JPEG whose header claims `width` x `height` pixels."""
    file = BytesIO()
    photo(64, 48).save(file, "JPEG")
    content = bytearray(file.getvalue())
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(content)


def gif_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A small GIF whose screen and frame claim `width` x `height` pixels."""
    file = BytesIO()
    photo(64, 48).save(file, "GIF")
    content = bytearray(file.getvalue())
    claimed = struct.pack("<HH", width, height)
    frame = content.index(b",\0\0\0\0" + content[6:10]) + 5
    content[6:10] = content[frame : frame + 4] = claimed
    return bytes(content)


def bmp_bomb(width: int = 60_000, height: int = -60_000) -> bytes:
    """A small BMP whose header claims `width` x `height` pixels, top row first."""
    file = BytesIO()
    photo(64, 48).save(file, "BMP")
    content = bytearray(file.getvalue())
    content[18:26] = struct.pack("<ii", width, height)
    return bytes(content)


def tiff_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A small TIFF whose header claims `width` x `height` pixels."""
    values = {256: width, 257: height, 258: 8, 259: 1, 262: 1, 273: 200, 277: 1, 278: height}
    values[279] = 64
    entries = {tag: (4, 1, struct.pack("<I", value)) for tag, value in values.items()}
    return exif_block(entries).ljust(264, b"\0")
