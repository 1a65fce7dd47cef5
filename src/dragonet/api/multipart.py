"""The file in a form that a browser or `curl -F` sends, read as it comes."""

import warnings
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import cast

from aiohttp import (
    BadContentDispositionHeader,
    BadContentDispositionParam,
    BodyPartReader,
    MultipartReader,
    StreamReader,
)
from aiohttp.http_exceptions import HttpProcessingError

from dragonet.api.errors import RequestError

LINES = 64 * 1024
"""Bytes of a form that are neither its file nor a value of a field."""

FIELD = 4096
"""Longest value of a field, bytes."""

CHUNK = 256 * 1024

# What a client sends is its error, and no line in our log.
for _category in (BadContentDispositionHeader, BadContentDispositionParam):
    warnings.simplefilter("ignore", _category)


@dataclass(frozen=True)
class SentFile:
    """The file of a form, and the fields that came before it.

    Attributes:
        fields: texts by name.
        content_type: what the client says the file is; empty if it says nothing.
        content: its bytes, whose last comes once the form has been read to its end. Raises
            RequestError if the form is malformed or has a second file.
    """

    fields: dict[str, str]
    content_type: str
    content: AsyncIterator[bytes]


async def file_of_form(content_type: str, body: AsyncIterator[bytes]) -> SentFile:
    """Read a form up to its file. Raises RequestError."""
    fields: dict[str, str] = {}
    try:
        content = cast(StreamReader, _Body(body))
        reader = MultipartReader({"Content-Type": content_type}, content)
        while isinstance(part := await reader.next(), BodyPartReader):
            if part.filename is not None:
                kind = part.headers.get("Content-Type", "")
                return SentFile(fields, kind, _content(reader, part))
            fields[part.name or ""] = await _field(part)
    except (ValueError, RuntimeError, AssertionError, KeyError, HttpProcessingError) as error:
        raise _malformed() from error
    raise RequestError("file", "body", "the form has no file")


async def _field(part: BodyPartReader) -> str:
    value = b""
    while chunk := await part.read_chunk():
        value += chunk
        if len(value) > FIELD:
            name = (part.name or "")[:64]
            raise RequestError(name, "body", f"the field is longer than {FIELD} bytes")
    return value.decode("utf-8", "replace")


async def _content(reader: MultipartReader, part: BodyPartReader) -> AsyncIterator[bytes]:
    try:
        while chunk := await part.read_chunk(CHUNK):
            yield chunk
        while isinstance(more := await reader.next(), BodyPartReader):
            if more.filename is not None:
                raise RequestError("file", "body", "the form has more than one file")
    except (ValueError, RuntimeError, AssertionError, KeyError, HttpProcessingError) as error:
        raise _malformed() from error


def _malformed() -> RequestError:
    return RequestError("body", "body", "the body is not a whole multipart/form-data form")


class _Body:
    """A body as MultipartReader reads it: the four methods of StreamReader that it calls.

    StreamReader itself belongs to a connection of aiohttp, and there is none here.
    """

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._buffer = bytearray()
        self._ended = False
        self._lines = LINES

    async def read(self, n: int) -> bytes:
        if not self._buffer:
            await self._more()
        return self._take(n)

    async def readline(self, *, max_line_length: int | None = None) -> bytes:
        most = min(max_line_length or LINES, self._lines)
        while b"\n" not in self._buffer[:most]:
            if len(self._buffer) >= most:
                raise ValueError("too much around the file")
            if not await self._more():
                break
        line = self._take(self._buffer.find(b"\n") + 1 or len(self._buffer))
        self._lines -= len(line)
        return line

    def unread_data(self, data: bytes) -> None:
        self._buffer[:0] = data

    def at_eof(self) -> bool:
        return self._ended and not self._buffer

    def _take(self, n: int) -> bytes:
        data = bytes(self._buffer[:n])
        del self._buffer[:n]
        return data

    async def _more(self) -> bool:
        chunk = await anext(self._chunks, b"")
        self._buffer += chunk
        self._ended = not chunk
        return not self._ended
