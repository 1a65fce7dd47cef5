"""How a HEIF file puts its picture together (ISO/IEC 23008-12): tiles, turns and mirrorings.

FFmpeg decodes the coded items of a HEIF file, but what PyAV shows of them is a heap of tiles.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_MOST_META = 1 << 24

_TURNS = ("d0", "d270", "d180", "d90")  # irot counts quarter turns counter-clockwise
_FLIPS = ("vertical", "horizontal")  # imir 0 exchanges top and bottom


@dataclass(frozen=True)
class Layout:
    """The primary picture.

    Attributes:
        tiles: item numbers, row by row; one for a picture that is not tiled.
        width, height: size once the tiles are joined and cut to it, pixels.
        changes: what is done then, in order: a turn as libvips calls it (`d90`), or a direction
            to flip in (`horizontal`, `vertical`).
    """

    tiles: tuple[int, ...]
    width: int
    height: int
    changes: tuple[str, ...]


@dataclass
class _Meta:
    primary: int = 0
    kinds: dict[int, bytes] = field(default_factory=dict[int, bytes])
    derived: dict[int, tuple[int, ...]] = field(default_factory=dict[int, tuple[int, ...]])
    properties: list[tuple[bytes, bytes]] = field(default_factory=list[tuple[bytes, bytes]])
    owned: dict[int, list[int]] = field(default_factory=dict[int, list[int]])


def read_layout(path: Path) -> Layout:
    """Read the layout of the primary picture.

    Raises ValueError with a public text if the file is broken or its primary picture is neither
    one coded item nor a grid of them.
    """
    try:
        return _layout(_meta(_find_meta(path)))
    except (struct.error, IndexError, KeyError) as error:
        raise ValueError("its description is broken") from error


def _layout(meta: _Meta) -> Layout:
    kind = meta.kinds[meta.primary]
    if kind not in (b"hvc1", b"grid"):
        raise ValueError("its primary picture is of an unknown kind")
    width = height = 0
    changes = []
    for index in meta.owned[meta.primary]:
        name, content = meta.properties[index - 1]
        if name == b"ispe":
            width, height = struct.unpack_from(">II", content, 4)
        elif name == b"irot":
            changes.append(_TURNS[content[0] & 3])
        elif name == b"imir":
            changes.append(_FLIPS[content[0] & 1])
    tiles = meta.derived[meta.primary] if kind == b"grid" else (meta.primary,)
    if not tiles or not width or not height:
        raise ValueError("its description is broken")
    return Layout(tiles, width, height, tuple(changes))


def _find_meta(path: Path) -> bytes:
    with path.open("rb") as file:
        while header := file.read(8):
            size, name = struct.unpack(">I4s", header)
            if size == 1:
                size = struct.unpack(">Q", file.read(8))[0] - 8
            if name == b"meta" and size <= _MOST_META:
                return file.read(size - 8)
            if not 8 <= size <= path.stat().st_size:
                break
            file.seek(size - 8, 1)
    raise ValueError("its description is missing")


def _boxes(data: bytes, at: int = 0) -> Iterator[tuple[bytes, bytes]]:
    while at + 8 <= len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        if size < 8:
            return
        yield name, data[at + 8 : at + size]
        at += size


def _meta(data: bytes) -> _Meta:
    meta = _Meta()
    for name, content in _boxes(data, 4):
        if name == b"pitm":
            meta.primary = struct.unpack_from(">I" if content[0] else ">H", content, 4)[0]
        elif name == b"iinf":
            meta.kinds = dict(_kinds(content))
        elif name == b"iref":
            meta.derived = dict(_derived(content))
        elif name == b"iprp":
            for inner, part in _boxes(content):
                if inner == b"ipco":
                    meta.properties = list(_boxes(part))
                elif inner == b"ipma":
                    meta.owned |= dict(_owned(part))
    return meta


def _kinds(content: bytes) -> Iterator[tuple[int, bytes]]:
    for name, entry in _boxes(content, 8 if content[0] else 6):
        if name == b"infe" and entry[0] >= 2:
            layout = ">I2x4s" if entry[0] == 3 else ">H2x4s"
            item, kind = struct.unpack_from(layout, entry, 4)
            yield item, kind


def _derived(content: bytes) -> Iterator[tuple[int, tuple[int, ...]]]:
    letter, size = ("I", 4) if content[0] else ("H", 2)
    for name, reference in _boxes(content, 4):
        if name == b"dimg":
            item, count = struct.unpack_from(f">{letter}H", reference)
            yield item, struct.unpack_from(f">{count}{letter}", reference, size + 2)


def _owned(content: bytes) -> Iterator[tuple[int, list[int]]]:
    version, wide = content[0], content[3] & 1
    (count,) = struct.unpack_from(">I", content, 4)
    at = 8
    for _ in range(count):
        (item,) = struct.unpack_from(">I" if version else ">H", content, at)
        at += 4 if version else 2
        number = content[at]
        indexes = struct.unpack_from(f">{number}{'H' if wide else 'B'}", content, at + 1)
        at += 1 + number * (2 if wide else 1)
        yield item, [index & (0x7FFF if wide else 0x7F) for index in indexes]
