"""What the EXIF of a picture says about the shot (Exif 3.0, CIPA DC-008; TIFF 6.0).

Cameras and editors write EXIF that breaks its own rules, so every value is read on its own: one
that is missing, out of the file, of a wrong type or divided by zero is None and hides no other.
"""

import mmap
import re
import struct
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

Buffer = bytes | mmap.mmap
Value = str | tuple[float, ...]

_ORIENTATION = 0x0112
_EXIF_IFD = 0x8769
_DATE_TIME = 0x0132
_DATE_TIME_ORIGINAL = 0x9003
_EXPOSURE_TIME = 0x829A
_FLASH = 0x9209
_FOCAL_LENGTH = 0x920A
_SENSITIVITY = 0x8827
_LONG_SENSITIVITIES = (0x8832, 0x8833, 0x8831)  # used when the 16 bits above are full

# struct codes of the TIFF types by number; two letters are a rational
_TYPES = ("", "B", "", "H", "I", "II", "b", "B", "h", "i", "ii", "f", "d")
_ASCII = 2
_MOST_ENTRIES = 1000
_MOST_BYTES = 1024
_FULL = 65535


@dataclass(frozen=True)
class Shot:
    """Values as the EXIF tags hold them; None where a file does not say.

    Attributes:
        orientation: 1..8, how the stored pixels are to be turned and flipped.
        date_time: when the picture was taken (else last changed): `2009:11:02 01:21:55`.
        flash: whether the flash fired.
        focal_length: of the lens, millimetres.
        iso_speed: ISO sensitivity.
        exposure_time: seconds.
    """

    orientation: int | None = None
    date_time: str | None = None
    flash: bool | None = None
    focal_length: float | None = None
    iso_speed: float | None = None
    exposure_time: float | None = None


def read_shot(exif: bytes) -> Shot:
    """The shot in an EXIF block: a TIFF structure, with or without the mark `Exif` before it."""
    return _shot(_tags(exif.removeprefix(b"Exif\0\0")))


def read_shot_of_tiff(path: Path) -> Shot:
    """The shot in a TIFF file, which is itself such a structure."""
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
    ):
        return _shot(_tags(data))


def _shot(tags: dict[int, Value]) -> Shot:
    flash = _number(tags.get(_FLASH))
    speed = _number(tags.get(_SENSITIVITY))
    if speed is None or speed == _FULL:
        longer = (_number(tags.get(tag)) for tag in _LONG_SENSITIVITIES)
        speed = next((value for value in longer if value), speed)
    orientation = int(_number(tags.get(_ORIENTATION)) or 0)
    return Shot(
        orientation=orientation if 1 <= orientation <= 8 else None,
        date_time=_date(tags.get(_DATE_TIME_ORIGINAL)) or _date(tags.get(_DATE_TIME)),
        flash=None if flash is None else bool(int(flash) & 1),
        focal_length=_positive(tags.get(_FOCAL_LENGTH)),
        iso_speed=speed or None,
        exposure_time=_positive(tags.get(_EXPOSURE_TIME)),
    )


def _tags(data: Buffer) -> dict[int, Value]:
    """The tags of the first directory and of its EXIF directory."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:
        return {}
    mark, start = struct.unpack(order + "HI", data[2:8])
    if mark != 42:
        return {}
    tags = _directory(data, order, start)
    sub = _number(tags.get(_EXIF_IFD))
    if sub is not None and sub > 0:
        tags = _directory(data, order, int(sub)) | tags
    return tags


def _directory(data: Buffer, order: str, start: int) -> dict[int, Value]:
    tags: dict[int, Value] = {}
    with suppress(struct.error):
        (count,) = struct.unpack_from(order + "H", data, start)
        for at in range(start + 2, start + 2 + 12 * min(count, _MOST_ENTRIES), 12):
            tag, kind, length = struct.unpack_from(order + "HHI", data, at)
            with suppress(struct.error):
                value = _value(data, order, at + 8, kind, length)
                if value is not None:
                    tags.setdefault(tag, value)
    return tags


def _value(data: Buffer, order: str, at: int, kind: int, length: int) -> Value | None:
    code = "B" if kind == _ASCII else "".join(_TYPES[kind : kind + 1])
    size = struct.calcsize(order + code) * length
    if not 0 < size <= _MOST_BYTES:
        return None
    if size > 4:
        (at,) = struct.unpack_from(order + "I", data, at)
    numbers = struct.unpack_from(order + code * length, data, at)
    if kind == _ASCII:
        return bytes(numbers).partition(b"\0")[0].decode("latin-1").strip()
    if len(code) == 2:  # rationals
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        return tuple(above / below for above, below in pairs if below)
    return numbers


def _number(value: Value | None) -> float | None:
    """The first number, if it is one that JSON can hold."""
    if isinstance(value, str) or not value:
        return None
    return float(value[0]) if abs(value[0]) < 1e12 else None  # neither NaN nor infinite


def _positive(value: Value | None) -> float | None:
    number = _number(value)
    return number if number and number > 0 else None


def _date(value: Value | None) -> str | None:
    """A date that holds a year, not the zeros or blanks of a clock that was never set."""
    if not isinstance(value, str) or not re.match(r"\d{4}\D\d\d\D\d\d", value):
        return None
    return value if value.isprintable() and not value.startswith("0000") else None
