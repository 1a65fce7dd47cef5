"""dotLottie: an archive of animations and their pictures; see dotlottie.io/spec."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from dragonet.media.lottie.form import FormError

_FOLDERS = ("images", "i")
"""Of pictures, in version 1 and 2."""

_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What Python raises about archives with wrong bytes in them."""


def unpacked(path: Path, largest: int) -> tuple[Any, dict[str, bytes]]:
    """The animation of an archive that is played first, and the pictures in it by their names.

    Raises FormError if there is none or it unpacks to more than `largest` bytes, BadZipFile and
    orjson.JSONDecodeError if it is damaged.
    """
    with _opened(path) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
        if "manifest.json" not in names:
            raise FormError("it is a ZIP archive without the 'manifest.json' of dotLottie")
        read = _Unpacker(archive, largest)
        animation = read(_first(orjson.loads(read("manifest.json")), names))
        pictures = {}
        for name in names:
            folder, _, file = name.rpartition("/")
            if folder in _FOLDERS:
                pictures[file] = read(name)
    return orjson.loads(animation), pictures


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except _DAMAGED as error:
        raise zipfile.BadZipFile from error
    with archive:
        yield archive


def _first(manifest: Any, names: list[str]) -> str:
    """The file of the animation that the manifest says to begin with, else names first."""
    given = manifest if isinstance(manifest, dict) else {}
    listed, initial = given.get("animations"), given.get("initial")
    first = listed[0] if isinstance(listed, list) and listed else None
    asked = initial.get("animation") if isinstance(initial, dict) else None
    for name in (asked, given.get("activeAnimationId"), _id(first)):
        for folder in ("animations", "a"):
            if f"{folder}/{name}.json" in names:
                return f"{folder}/{name}.json"
    raise FormError("its manifest names no animation that is in it")


def _id(animation: Any) -> Any:
    return animation.get("id") if isinstance(animation, dict) else None


class _Unpacker:
    """Reads files of an archive, all together no more than some bytes."""

    def __init__(self, archive: zipfile.ZipFile, left: int) -> None:
        self._archive, self._all, self._left = archive, left, left

    def __call__(self, name: str) -> bytes:
        info = self._archive.getinfo(name)
        if info.compress_type not in _PACKED or info.flag_bits & 1:
            raise FormError(f"'{name[:50]}' in it is encrypted or packed in an unknown way")
        try:
            with self._archive.open(info) as file:
                data = file.read(self._left + 1)
        except _DAMAGED as error:
            raise zipfile.BadZipFile from error
        self._left -= len(data)
        if self._left < 0:
            raise FormError(f"it unpacks to more than {self._all >> 20} MiB")
        return data
