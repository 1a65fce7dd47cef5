"""Open still pictures with libvips, safely.

A file is sniffed first, and only the loader of its kind opens it; every other loader of libvips
is blocked in this process. The size in the header is checked before a pixel is decoded.
Importing this module also turns libvips' operation cache and its own threads off: tasks run one
to a process, and pictures of one task share nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyvips

from dragonet.errors import SourceError
from dragonet.media.bmp import open_bmp
from dragonet.media.geometry import MAX_PIXELS, MAX_SIDE, SIZE_LIMIT
from dragonet.media.heic import decode_hevc, is_hevc
from dragonet.media.sniff import Kind, sniff

HEIF = frozenset({"heic", "heif", "avif"})
_LOADERS = {
    "jpeg": "jpegload",
    "png": "pngload",
    "apng": "pngload",
    "gif": "gifload",
    "webp": "webpload",
    "tiff": "tiffload",
    **dict.fromkeys(HEIF, "heifload"),
}
_ALLOWED = "JPEG, PNG, GIF, WebP, TIFF, AVIF, HEIC and BMP"
_JPEG_MARGIN = 1.25
_WEBP_MARGIN = 2.0
"""How much larger than wanted a picture stays when its decoder reduces it. Photographs then keep
an SSIM of 0.98 and more to the full decode; closer than that, block edges show."""

pyvips.block_untrusted_set(True)
pyvips.operation_block_set("VipsForeignLoad", True)
for _family in ("Jpeg", "Png", "Nsgif", "Webp", "Tiff", "Heif"):
    pyvips.operation_block_set(f"VipsForeignLoad{_family}", False)
# libvips' warnings quote files, also bytes that pyvips' own handler fails to decode
pyvips.ffi.def_extern(name="_log_handler_callback")(lambda *_: None)
pyvips.cache_set_max(0)
pyvips.vips_lib.vips_concurrency_set(1)


@dataclass(frozen=True)
class Still:
    """An opened picture: its header is read, its pixels are not.

    Attributes:
        path: the local file.
        url: what error texts call it.
        kind: what it is.
        image: its first frame or page, as stored, in its own colours; read it once, from the
            top. HEIF containers' own turns and mirrorings are already applied.
    """

    path: Path
    url: str
    kind: Kind
    image: pyvips.Image

    @property
    def width(self) -> int:
        """Width of the stored pixels."""
        return int(self.image.width)

    @property
    def height(self) -> int:
        """Height of the stored pixels."""
        return int(self.image.height)

    @property
    def orientation(self) -> int:
        """How the stored pixels are to be turned and flipped: EXIF's 1..8; 1 is not at all."""
        value = int(self.image.get("orientation")) if self.image.get_typeof("orientation") else 1
        return value if 1 <= value <= 8 else 1

    def at_least(self, width: int, height: int, *, spare: bool = True) -> pyvips.Image:
        """The picture, where its decoder can reduce it already reduced, yet always at least
        `width` x `height` stored pixels; without `spare` no larger than the decoder can do it,
        for pictures that are reduced again before they are seen."""
        if is_hevc(self.image):
            with reading(self.url, self.kind):
                return decode_hevc(self.path, self.image)
        ratio = min(self.width / width, self.height / height)
        options: dict[str, float] = {}
        if self.kind.name == "jpeg":
            margin = _JPEG_MARGIN if spare else 1.0
            shrink = next((by for by in (8, 4, 2) if ratio >= by * margin), 1)
            options = {"shrink": shrink} if shrink > 1 else {}
        elif self.kind.name == "webp" and ratio > _WEBP_MARGIN:
            options = {"scale": _WEBP_MARGIN / ratio}
        if not options:
            return self.image
        with reading(self.url, self.kind):
            return _load(self.path, self.kind, **options)


def open_still(path: Path, url: str) -> Still:
    """Open the picture in the local file `path`, which came from `url`.

    Raises SourceError, naming `url`, if it is no picture of an allowed kind, is damaged, or has
    more than `geometry.MAX_PIXELS` pixels or a side beyond MAX_SIDE.
    """
    kind = sniff(path)
    if kind.name != "bmp" and kind.name not in _LOADERS:
        raise SourceError(
            f"File '{url}' is not a picture that can be read: it is {kind.label}; "
            f"allowed are {_ALLOWED}"
        )
    with reading(url, kind):
        image = open_bmp(path) if kind.name == "bmp" else _load(path, kind)
    if image.width * image.height > MAX_PIXELS or max(image.width, image.height) > MAX_SIDE:
        raise SourceError(
            f"File '{url}' is too large: {image.width} x {image.height} pixels; "
            f"at most {SIZE_LIMIT} are allowed"
        )
    return Still(path, url, kind, image)


@contextmanager
def reading(url: str, kind: Kind) -> Iterator[None]:
    """Turn what libvips says while it reads a file into a SourceError that names `url`.

    Pixels are decoded where they are needed, so it belongs around whatever asks for them.
    """
    pyvips.vips_lib.vips_error_clear()  # of complaints about other files that came to nothing
    try:
        yield
    except (pyvips.Error, ValueError) as error:
        if isinstance(error, pyvips.Error) and not error.message.startswith("unable to"):
            raise  # pyvips itself: a call that is wrong, not a file
        raise SourceError(
            f"File '{url}' cannot be read as {kind.label}: "
            f"it is damaged, incomplete or unsupported{_reason(error)}"
        ) from error


def _load(path: Path, kind: Kind, **options: float) -> pyvips.Image:
    load = getattr(pyvips.Image, _LOADERS[kind.name])
    return load(str(path), access="sequential", fail_on="error", **options)


def _reason(error: Exception) -> str:
    """In brackets, the first line of the complaint that names no path, without the loader."""
    if isinstance(error, UnicodeDecodeError):  # pyvips met bytes of the file in the complaint
        return ""
    detail = error.detail if isinstance(error, pyvips.Error) else error
    lines = (line for line in str(detail).splitlines() if line and "/" not in line)
    return next((f" ({line.partition(': ')[2] or line})" for line in lines), "")
