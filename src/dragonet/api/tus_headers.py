"""The headers of the tus protocol, read and written."""

import base64
import binascii
import hashlib
import re
from collections.abc import AsyncIterator
from email.utils import format_datetime

from starlette.requests import Request

from dragonet.api.errors import RequestError
from dragonet.engine.parameters import shown
from dragonet.uploads import ChecksumError, Upload

VERSION = "1.0.0"
ALGORITHMS = ("sha1", "sha256", "md5")
METADATA_LIMIT = 8192

_PAIR = re.compile(r"([\x21-\x2b\x2d-\x7e]+)(?: +([A-Za-z0-9+/=]*))?")


class Checksum:
    """Sums a body up, and compares."""

    def __init__(self, algorithm: str, expected: bytes) -> None:
        self._sum = hashlib.new(algorithm, usedforsecurity=False)
        self._expected = expected

    async def of(self, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The same body, summed up as it passes."""
        async for chunk in body:
            self._sum.update(chunk)
            yield chunk

    def verify(self) -> None:
        """Raise ChecksumError if the sum is not the expected one."""
        if self._sum.digest() != self._expected:
            raise ChecksumError


def checksum_of(request: Request) -> Checksum | None:
    """The checksum that a request announces; None without one. Raises RequestError."""
    value = request.headers.get("upload-checksum")
    if value is None:
        return None
    algorithm, _, expected = value.partition(" ")
    if algorithm not in ALGORITHMS:
        text = f"{shown(algorithm)} is not allowed, choose one of: {', '.join(ALGORITHMS)}"
        raise RequestError("Upload-Checksum", "header", text)
    try:
        return Checksum(algorithm, base64.b64decode(expected, validate=True))
    except (binascii.Error, ValueError) as error:
        text = f"{shown(expected)} is not base64"
        raise RequestError("Upload-Checksum", "header", text) from error


def check_version(request: Request) -> None:
    """Raise RequestError with 412 for another version of the protocol."""
    value = request.headers.get("tus-resumable", "")
    if value != VERSION:
        text = f"{shown(value)} is not supported, must be {VERSION}"
        raise RequestError("Tus-Resumable", "header", text, 412)


def size_of(request: Request, name: str) -> int:
    """The bytes that a header tells. Raises RequestError."""
    value = request.headers.get(name)
    if value is None:
        raise RequestError(name, "header", f"{name} is missing")
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        text = f"{shown(value)} is not a number of bytes, at least 0"
        raise RequestError(name, "header", text)
    return int(value)


def metadata_of(header: str) -> dict[str, str]:
    """The texts in an Upload-Metadata header. Raises RequestError if it is malformed."""
    if len(header) > METADATA_LIMIT:
        text = f"longer than {METADATA_LIMIT} characters"
        raise RequestError("Upload-Metadata", "header", text)
    found = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        parts = _PAIR.fullmatch(pair)
        try:
            if parts is None:
                raise ValueError
            value = base64.b64decode(parts[2] or "", validate=True)
            found[parts[1]] = value.decode("utf-8", "replace")
        except ValueError as error:
            text = f"{shown(pair)} is not a name and a base64 text, with a space between"
            raise RequestError("Upload-Metadata", "header", text) from error
    return found


def content_type_of(request: Request) -> str:
    """The content type in lower case, without parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def progress_of(upload: Upload) -> dict[str, str]:
    """The headers that tell how far an upload is, and until when it can be used."""
    expires = format_datetime(upload.expires_at, usegmt=True)
    return {"Upload-Offset": str(upload.offset), "Upload-Expires": expires}
