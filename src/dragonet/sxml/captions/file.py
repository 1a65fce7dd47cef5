"""The captions of a file."""

import codecs
from pathlib import Path

from dragonet.errors import SourceError
from dragonet.media.sniff import sniff
from dragonet.sxml.captions.cue import Cue
from dragonet.sxml.captions.read import CaptionError, read

MOST_BYTES = 10_000_000


def read_file(path: Path, url: str) -> tuple[Cue, ...]:
    """The cues of a file, called `url` in errors. Raises SourceError."""
    kind = sniff(path)
    if kind.family == "empty":
        raise SourceError(f"File '{url}' is empty")
    if kind.family != "text" and kind.name != "unknown":
        raise SourceError(f"File '{url}' is {kind.label}, not captions; use SRT or WebVTT")
    size = path.stat().st_size
    if size > MOST_BYTES:
        text = f"File '{url}' has {size} bytes; captions may have at most {MOST_BYTES}"
        raise SourceError(text)
    try:
        return read(_decoded(path.read_bytes()))
    except CaptionError as error:
        raise SourceError(f"File '{url}', {error}") from error


def _decoded(data: bytes) -> str:
    """By its mark of byte order, or a zero in its first character, which is of ASCII; without them
    as UTF-8, and if more of what is beyond ASCII is none than is, as Windows-1252."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    if 0 in data[:2]:
        return data.decode("utf-16-be" if data[0] == 0 else "utf-16-le", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", "replace")
    foreign = sum(not char.isascii() for char in text)
    return text if 2 * text.count("\ufffd") < foreign else data.decode("cp1252", "replace")
