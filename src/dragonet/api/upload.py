"""`POST /v2/upload`: a file for tasks of the same account, in one request (see `tus` for many)."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from dragonet.accounts import Account
from dragonet.api.auth import authenticate
from dragonet.api.errors import Json, Location, RequestError
from dragonet.api.face import Face
from dragonet.api.multipart import file_of_form
from dragonet.storage.content_types import OCTETS
from dragonet.uploads import BodyCutError, BodyTooLongError, Upload, Uploads

STALL = 60.0
"""Longest silence of a client within a body, seconds."""

AROUND = 1 << 20
"""Bytes that a form may have around its file."""

FORM = "multipart/form-data"
NAMELESS = ("application/x-www-form-urlencoded", OCTETS)
"""Content types that tools send when they know nothing of the file."""


class UploadMethods:
    """What uploads in one request and resumable ones share."""

    def __init__(self, face: Face) -> None:
        self.face = face
        self.uploads = Uploads(face.engine, face.store, face.settings)

    def caller(self, request: Request, fields: Mapping[str, str] | None = None) -> Account:
        """The account of a request; keys may be in its header, its query or in form fields."""
        given: dict[str, Any] = {**request.query_params, **(fields or {})}
        location: Location = "body" if fields else "querystring"
        return authenticate(self.face.accounts, request, given, location)

    def limit(self, account: Account) -> int:
        """Bytes that a file of this account may have."""
        most = self.face.settings.upload_max_bytes
        return min(most, account.limits.body or most)

    async def create(self, request: Request) -> Response:
        """Take a file, as the body or in a form; answer the source that names it in tasks."""
        kind = request.headers.get("content-type", "")
        form = kind.partition(";")[0].strip().lower() == FORM
        upload = await (self._form(request, kind) if form else self._raw(request, kind))
        return Json(described_upload(upload))

    async def _raw(self, request: Request, kind: str) -> Upload:
        account = self.caller(request)
        declared = declared_length(request)
        if declared is not None and declared > self.limit(account):
            raise too_long(self.limit(account))
        return await self._whole(account, received(request), declared, kind)

    async def _form(self, request: Request, kind: str) -> Upload:
        most = self.face.settings.upload_max_bytes
        try:
            if (declared_length(request) or 0) > most + AROUND:
                raise BodyTooLongError
            form = await file_of_form(kind, _bounded(received(request), most + AROUND))
            account = self.caller(request, form.fields)
            return await self._whole(account, form.content, None, form.content_type)
        except BodyTooLongError as error:
            raise too_long(most) from error
        except BodyCutError as error:
            raise cut_short() from error

    async def _whole(
        self, account: Account, content: AsyncIterator[bytes], length: int | None, kind: str
    ) -> Upload:
        """An upload in one go; of a body that fails nothing is left."""
        begun = upload = await self.uploads.begin(account.name, length, sent_type(kind))
        try:
            upload = await self.uploads.append(upload, content, self.limit(account))
            if not upload.offset:
                raise RequestError("body", "body", "the body is empty, a file is needed")
            if upload.length is None:
                upload = await self.uploads.set_length(upload, upload.offset)
        except BaseException as error:
            await asyncio.shield(self.uploads.remove(begun))
            if isinstance(error, BodyTooLongError):
                raise too_long(self.limit(account)) from error
            if isinstance(error, BodyCutError):
                raise cut_short() from error
            raise
        return upload


async def _bounded(body: AsyncIterator[bytes], most: int) -> AsyncIterator[bytes]:
    async for chunk in body:
        most -= len(chunk)
        if most < 0:
            raise BodyTooLongError
        yield chunk


async def received(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes. Raises BodyCutError if it ends early or pauses for too long."""
    chunks = request.stream()
    while True:
        try:
            async with asyncio.timeout(STALL):
                chunk = await anext(chunks, None)
        except (ClientDisconnect, TimeoutError) as error:
            raise BodyCutError from error
        if chunk is None:
            return
        if chunk:
            yield chunk


def too_long(limit: int) -> RequestError:
    """The error of a file over the limit."""
    text = f"the file is larger than the limit of {limit} bytes"
    return RequestError("body", "body", text, 413)


def cut_short() -> RequestError:
    """The error of a body that did not come to its end."""
    return RequestError("body", "body", "the body was cut short")


def declared_length(request: Request) -> int | None:
    """The Content-Length."""
    text = request.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else None


def sent_type(kind: str) -> str:
    """A content type worth keeping: at most 255 printable characters, and not a tool's default."""
    usual = kind.partition(";")[0].strip().lower() in NAMELESS
    plain = kind.isascii() and kind.isprintable() and len(kind) <= 255 and "/" in kind
    return kind.strip() if plain and not usual else ""


def described_upload(upload: Upload) -> dict[str, Any]:
    """An upload as the API answers it; `expires` is an ISO 8601 date."""
    return {
        "source": upload.source,
        "size": upload.length,
        "content_type": upload.media_type or OCTETS,
        "expires": upload.expires_at.isoformat(timespec="microseconds"),
    }
