"""What a file is, from its first bytes, before any codec library opens it.

Codec libraries guess too, and follow what playlists and SVG point to: those are recognised here
so that they are refused unopened, and so that an error can say what a wrong file is.
"""

import zlib
from pathlib import Path

from dragonet.media.kinds import KINDS, SIGNATURES, Family, Kind
from dragonet.media.sniff_text import sniff_text

__all__ = ["KINDS", "Family", "Kind", "sniff", "sniff_bytes"]

HEAD = 64 * 1024

_BRANDS = {
    b"avif": "avif",
    b"avis": "avif",
    b"heic": "heic",
    b"heix": "heic",
    b"heim": "heic",
    b"heis": "heic",
    b"hevc": "heic",
    b"hevx": "heic",
    b"mif1": "heif",
    b"msf1": "heif",
    b"crx ": "raw",
    b"qt  ": "mov",
    b"M4A ": "m4a",
    b"M4B ": "m4a",
}
_RIFF = {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}
_DIB_HEADERS = (12, 16, 40, 52, 56, 64, 108, 124)


def sniff(path: Path | str) -> Kind:
    """The kind of the file at `path`; reads at most its first 64 KiB.

    Raises OSError if it cannot be read.
    """
    with Path(path).open("rb") as file:
        head = file.read(HEAD)
        if head.startswith(b"ID3") and len(head) >= 10:
            file.seek(_id3_end(head))
            return KINDS[_audio(file.read(HEAD)) or "mp3"]
    return sniff_bytes(head)


def sniff_bytes(head: bytes) -> Kind:
    """The kind of a file whose first bytes are `head`."""
    if not head:
        return KINDS["empty"]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16, before MPEG audio's sync
        text = sniff_text(head)
        if text:
            return KINDS[text]
    return KINDS[_binary(head) or sniff_text(head) or "unknown"]


def _binary(head: bytes) -> str | None:
    if head.startswith(b"\x1f\x8b"):
        return "svgz" if _gunzipped(head) == "svg" else "gzip"
    for offset, magic, name in SIGNATURES:
        if head.startswith(magic, offset):
            return name
    return _container(head) or _weak(head) or _audio(head) or _transport(head)


def _container(head: bytes) -> str | None:
    """Formats whose first bytes are shared and whose next ones tell."""
    name = None
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        name = _png(head)
    elif head.startswith(b"RIFF"):
        name = _RIFF.get(head[8:12])
    elif head.startswith((b"RF64", b"riff\x2e\x91\xcf\x11")):
        name = "wav"
    elif head.startswith(b"FORM") and head[8:12] in (b"AIFF", b"AIFC"):
        name = "aiff"
    elif head.startswith(b"\x1a\x45\xdf\xa3"):
        name = "webm" if b"webm" in head[:64] else "matroska"
    elif head[4:8] == b"ftyp":
        name = _ftyp(head)
    elif head[4:8] in (b"moov", b"mdat", b"wide", b"pnot", b"skip", b"free"):
        name = "mov"
    return name


def _png(head: bytes) -> str:
    position = 8
    while position + 8 <= len(head):
        kind = head[position + 4 : position + 8]
        if kind == b"acTL":
            return "apng"
        if kind == b"IDAT":
            break
        position += 12 + int.from_bytes(head[position : position + 4], "big")
    return "png"


def _ftyp(head: bytes) -> str:
    size = min(int.from_bytes(head[:4], "big"), 512)
    brands = [head[8:12]] + [head[at : at + 4] for at in range(16, size - 3, 4)]
    names = [_BRANDS[brand] for brand in brands if brand in _BRANDS]
    if brands[0] in _BRANDS and names[0] != "heif":
        return names[0]
    # mif1 only says "HEIF": the compatible brands say which codec
    stills = [name for name in names if name in ("avif", "heic")]
    return (stills or ["heif"])[0] if names[:1] == ["heif"] else "mp4"


def _weak(head: bytes) -> str | None:
    """Formats with short marks, told by the plausibility of what follows."""
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _DIB_HEADERS:
        return "bmp"
    if head.startswith((b"\0\0\x01\0", b"\0\0\x02\0")) and head[9:10] == b"\0":
        return "ico"
    if head[:1] == b"P" and head[1:2] in b"1234567" and head[2:3] in (b"\n", b" ", b"\r"):
        return "pnm"
    if head.startswith(b"MZ") and b"PE\0\0" in head[:1024]:
        return "program"
    return None


def _audio(head: bytes) -> str | None:
    """MPEG audio and ADTS AAC, by two frame headers in a row (or one that is the whole file)."""
    if head.startswith(b"fLaC"):
        return "flac"
    for name, length in (("aac", _adts_length(head)), ("mp3", _mpeg_audio_length(head))):
        following = head[length : length + 2] if length else b""
        if 0 < length <= len(head) and _same_sync(head, following):
            return name
    return None


def _same_sync(head: bytes, following: bytes) -> bool:
    return len(following) < 2 or (following[0] == 0xFF and following[1] >> 1 == head[1] >> 1)


def _adts_length(head: bytes) -> int:
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0 or head[2] >> 2 & 15 > 12:
        return 0
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length if length >= 7 else 0


def _mpeg_audio_length(head: bytes) -> int:
    """Bytes of the MPEG audio frame (ISO 11172-3, 13818-3) that `head` begins; 0 if none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate_index, sampling = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer == 0 or rate_index in (0, 15) or sampling == 3:
        return 0
    kbps = _BITRATES[version == 3, layer][rate_index - 1]
    hertz = (44100, 48000, 32000)[sampling] >> (0 if version == 3 else 1 if version == 2 else 2)
    padding = head[2] >> 1 & 1
    if layer == 3:
        return (12000 * kbps // hertz + padding) * 4
    return (72000 if layer == 1 and version != 3 else 144000) * kbps // hertz + padding


_V2_RATES = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_BITRATES = {
    (True, 3): tuple(range(32, 480, 32)),
    (True, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 1): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 3): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): _V2_RATES,
    (False, 1): _V2_RATES,
}


def _transport(head: bytes) -> str | None:
    """MPEG-TS, in packets of 188 bytes (192 with time stamps, 204 with parity)."""
    for first, packet in ((0, 188), (4, 192), (0, 204)):
        marks = head[first : first + 5 * packet : packet]
        if len(marks) >= 2 and set(marks) == {0x47}:
            return "mpegts"
    return None


def _id3_end(head: bytes) -> int:
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size + (10 if head[5] & 0x10 else 0)


def _gunzipped(head: bytes) -> str | None:
    try:
        return sniff_text(zlib.decompressobj(31).decompress(head, HEAD))
    except zlib.error:
        return None
