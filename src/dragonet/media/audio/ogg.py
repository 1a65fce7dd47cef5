"""Put comments into an Ogg Vorbis file. The pages: RFC 3533; the comments: Vorbis I, 5."""

import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

_HEAD = struct.Struct("<4sBBqIIIB")  # capture, version, flags, granule, serial, number, CRC, count
_CONTINUED = 1
_UNFINISHED = -1  # the granule position of a page on which no packet ends
_SEGMENT = 255

_NAMES = {
    "track": "TRACKNUMBER",
    "disc": "DISCNUMBER",
    "album_artist": "ALBUMARTIST",
    "comment": "DESCRIPTION",
}
"""Comments whose names are not FFmpeg's in capitals."""

_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def tag(source: Path, target: Path, tags: Mapping[str, str]) -> None:
    """Copy an Ogg file of one Vorbis stream, with `tags` (FFmpeg's names) as its comments."""
    with source.open("rb") as old, target.open("wb") as new:
        serial = _copy_page(old, new, 0) or 0
        vendor, setup = _headers(old)
        number = 1
        for page in _pages([_comments(vendor, tags), setup], serial):
            _write(new, page, number)
            number += 1
        while _copy_page(old, new, number) is not None:
            number += 1


def _comments(vendor: bytes, tags: Mapping[str, str]) -> bytes:
    lines = [
        f"{_NAMES.get(name, name.upper())}={text}".encode(errors="replace")
        for name, text in tags.items()
    ]
    fields = [vendor, struct.pack("<I", len(lines))]
    fields += [struct.pack("<I", len(line)) + line for line in lines]
    return b"\x03vorbis" + b"".join(fields) + b"\x01"


def _headers(file: BinaryIO) -> tuple[bytes, bytes]:
    """The vendor field of the comments, with its length, and the packet after the comments."""
    packets = [b""]
    while len(packets) < 3:
        head, table, body = _read(file) or (b"", b"", b"")
        if not head:
            raise ValueError("an Ogg file ends within its headers")
        at = 0
        for size in table:
            packets[-1] += body[at : at + size]
            at += size
            if size < _SEGMENT:
                packets.append(b"")
    comments, setup = packets[:2]
    (length,) = struct.unpack_from("<I", comments, 7)
    return comments[7 : 11 + length], setup


Page = tuple[bytes, bytes, bytes]
"""Header without the segment table, segment table, body."""


def _pages(packets: list[bytes], serial: int) -> list[Page]:
    """Header packets, laced into pages."""
    table = b"".join(
        bytes([_SEGMENT]) * (len(packet) // _SEGMENT) + bytes([len(packet) % _SEGMENT])
        for packet in packets
    )
    body, pages, at = b"".join(packets), [], 0
    for begin in range(0, len(table), _SEGMENT):
        part = table[begin : begin + _SEGMENT]
        flags = _CONTINUED if begin and table[begin - 1] == _SEGMENT else 0
        granule = 0 if min(part) < _SEGMENT else _UNFINISHED
        head = _HEAD.pack(b"OggS", 0, flags, granule, serial, 0, 0, len(part))
        pages.append((head, part, body[at : at + sum(part)]))
        at += sum(part)
    return pages


def _read(file: BinaryIO) -> Page | None:
    head = file.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    table = file.read(head[-1])
    return head, table, file.read(sum(table))


def _copy_page(old: BinaryIO, new: BinaryIO, number: int) -> int | None:
    """Copy one page as the page `number`; its serial number, None at the end of the file."""
    page = _read(old)
    if page is None:
        return None
    _write(new, page, number)
    return int.from_bytes(page[0][14:18], "little")


def _write(file: BinaryIO, page: Page, number: int) -> None:
    head, table, body = page
    head = head[:18] + struct.pack("<II", number, 0) + head[26:]
    crc = struct.pack("<I", _crc(head + table + body))
    file.write(head[:22] + crc + head[26:] + table + body)


def _crc(data: bytes) -> int:
    """CRC 0x04C11DB7 with the first bit highest, from 0: zlib's on mirrored bits."""
    mirrored = zlib.crc32(data.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)
