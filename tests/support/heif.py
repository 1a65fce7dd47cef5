"""Writes HEIC files (ISO/IEC 23008-12), tiled as cameras do: PyAV encodes, libvips cannot."""

import struct
from io import BytesIO

import av
import numpy as np
from PIL import Image


def heic(
    image: Image.Image,
    tile: tuple[int, int] | None = None,
    *,
    turns: int = 0,
    mirror: int | None = None,
    profile: bytes = b"",
    exif: bytes = b"",
) -> bytes:
    """`image` in HEVC, as one item or as a grid of tiles of `tile` pixels.

    `turns` are quarter turns counter-clockwise that a reader applies (`irot`), `mirror` says
    what it exchanges afterwards (`imir`: 0 top and bottom, 1 left and right).
    """
    width, height = tile or image.size
    coded = [_hevc(part) for part in _parts(image, width, height)]
    parts = list(range(1, len(coded) + 1))
    primary = 1 if tile is None else len(coded) + 1
    properties = [_ispe(width, height), coded[0][0], _ispe(*image.size)]
    shown = [3] if tile else [1, 2]
    for kind, value in ((b"irot", turns or None), (b"imir", mirror)):
        if value is not None:
            properties.append(_box(kind, bytes([value])))
            shown.append(len(properties))
    if profile:
        properties.append(_box(b"colr", b"prof" + profile))
        shown.append(len(properties))
    items = [(item, b"hvc1") for item in parts]
    refs = b""
    if tile:
        items.append((primary, b"grid"))
        refs += _reference(b"dimg", primary, parts)
    payloads = [sample for _, sample in coded]
    if tile:
        columns, rows = -(-image.width // width), -(-image.height // height)
        payloads.append(struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, *image.size))
    if exif:
        items.append((primary + 1, b"Exif"))
        refs += _reference(b"cdsc", primary + 1, [primary])
        payloads.append(b"\0\0\0\0" + exif.removeprefix(b"Exif\0\0"))
    associations = {item: [1, 2] for item in parts} | {primary: shown}

    def meta(start: int) -> bytes:
        return _full(
            b"meta",
            0,
            _full(b"hdlr", 0, struct.pack(">I4s12xx", 0, b"pict"))
            + _full(b"pitm", 0, struct.pack(">H", primary))
            + _locations(payloads, start)
            + _infos(items)
            + (_full(b"iref", 0, refs) if refs else b"")
            + _box(b"iprp", _box(b"ipco", b"".join(properties)) + _associations(associations)),
        )

    kind = _box(b"ftyp", b"heic\0\0\0\0mif1heic")
    start = len(kind) + len(meta(0)) + 8
    return kind + meta(start) + _box(b"mdat", b"".join(payloads))


def _parts(image: Image.Image, width: int, height: int) -> list[Image.Image]:
    return [
        image.crop((left, top, left + width, top + height))
        for top in range(0, image.height, height)
        for left in range(0, image.width, width)
    ]


def _hevc(image: Image.Image) -> tuple[bytes, bytes]:
    """The `hvcC` box and the sample of one picture."""
    file = BytesIO()
    with av.open(file, "w", format="mp4") as out:
        options = {"x265-params": "log-level=none:keyint=1:info=0", "crf": "12"}
        stream = out.add_stream("libx265", rate=1, options=options)
        stream.width, stream.height, stream.pix_fmt = image.width, image.height, "yuv420p"
        stream.codec_tag = "hvc1"
        out.mux(
            stream.encode(av.VideoFrame.from_ndarray(np.asarray(image.convert("RGB")), "rgb24"))
        )
        out.mux(stream.encode())
    content = file.getvalue()
    config, data = content.index(b"hvcC") - 4, content.index(b"mdat") - 4
    size = int.from_bytes(content[config : config + 4], "big")
    length = int.from_bytes(content[data : data + 4], "big")
    return content[config : config + size], content[data + 8 : data + length]


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def _full(kind: bytes, version: int, content: bytes) -> bytes:
    return _box(kind, struct.pack(">I", version << 24) + content)


def _ispe(width: int, height: int) -> bytes:
    return _full(b"ispe", 0, struct.pack(">II", width, height))


def _reference(kind: bytes, source: int, targets: list[int]) -> bytes:
    return _box(kind, struct.pack(f">HH{len(targets)}H", source, len(targets), *targets))


def _infos(items: list[tuple[int, bytes]]) -> bytes:
    entries = [_full(b"infe", 2, struct.pack(">HH4sx", item, 0, kind)) for item, kind in items]
    return _full(b"iinf", 0, struct.pack(">H", len(entries)) + b"".join(entries))


def _locations(payloads: list[bytes], start: int) -> bytes:
    content = struct.pack(">BBH", 0x44, 0, len(payloads))
    for item, payload in enumerate(payloads, 1):
        content += struct.pack(">HHHII", item, 0, 1, start, len(payload))
        start += len(payload)
    return _full(b"iloc", 0, content)


def _associations(properties: dict[int, list[int]]) -> bytes:
    content = struct.pack(">I", len(properties))
    for item, indexes in properties.items():
        content += struct.pack(">HB", item, len(indexes)) + bytes(0x80 | i for i in indexes)
    return _full(b"ipma", 0, content)
