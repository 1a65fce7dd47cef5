"""Serves output files from any store: ranges, conditions, safe types, caching."""

import logging
from contextlib import aclosing, closing
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from dragonet.api.downloads import disposition
from dragonet.api.ranges import (
    UnsatisfiableRangeError,
    byte_range,
    http_date,
    not_modified,
    range_applies,
)
from dragonet.errors import FileNotStoredError, StoreError
from dragonet.settings import Settings
from dragonet.storage.backend import CHUNK
from dragonet.storage.content_types import content_type, safety
from dragonet.storage.paths import not_stored
from dragonet.storage.store import FileStore, OpenedFile, StoredFile

log = logging.getLogger(__name__)

_PERSISTENT_CACHE = "public, max-age=3600"
"""Persistent files never change, but their owner may delete them."""

# A browser shows a lone picture or film in a page of its own making, which obeys the policy too:
# without these sources Chrome and Safari play nothing.
_MEDIA_POLICY = (
    "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'"
)
_SANDBOX = "sandbox; default-src 'none'"

_JUDGED = frozenset({"range", "if-none-match", "if-modified-since"})
"""Request headers that can only be answered once the file is known."""


def router(store: FileStore, settings: Settings) -> APIRouter:
    """`GET` and `HEAD /files/{path}` for the output files in `store`.

    Answers 404 for what is not there, or is older than `settings.result_ttl` though not swept
    yet, and 503 when the store fails. `?download=name` makes a browser save the file.
    """
    routes = APIRouter()

    async def serve(request: Request) -> Response:
        path = request.path_params["path"]
        judged = request.method == "HEAD" or not _JUDGED.isdisjoint(request.headers)
        answer = _judged if judged else _whole
        try:
            encoded = b"%" in request.scope.get("raw_path", b"")  # No output's path needs it.
            if encoded or path.startswith(("uploads/", "shared/")):
                raise not_stored(path)
            return await answer(request, store, path, settings.result_ttl)
        except (FileNotStoredError, StoreError) as error:
            return _failed(error.http_status, "path", "path", error.text)

    routes.add_route("/files/{path:path}", serve, methods=["GET", "HEAD"])
    return routes


async def _whole(request: Request, store: FileStore, path: str, ttl: float) -> Response:
    opened = await store.open(path)
    try:
        headers = _headers(request, opened.file, ttl)
    except FileNotStoredError:
        opened.close()
        raise
    return await _body(opened, 200, headers, opened.file.size)


async def _judged(request: Request, store: FileStore, path: str, ttl: float) -> Response:
    file = await store.head(path)
    headers = _headers(request, file, ttl)
    if not_modified(request.headers, file.etag, file.last_modified):
        return Response(status_code=304, headers=headers)
    if request.method == "HEAD":
        return Response(headers=headers | {"content-length": str(file.size)})
    try:
        return await _part(request, store, file, headers)
    except UnsatisfiableRangeError as error:
        text = f"the file has {file.size} bytes; '{error}' has none of them"
        failed = _failed(416, "Range", "header", text)
        failed.headers["content-range"] = f"bytes */{file.size}"
        return failed


async def _part(
    request: Request, store: FileStore, file: StoredFile, headers: dict[str, str]
) -> Response:
    window = None
    if range_applies(request.headers, file.etag, file.last_modified):
        window = byte_range(request.headers.get("range", ""), file.size)
    start, end = window or (0, file.size)
    opened = await (store.open(file.path, start, end) if window else store.open(file.path))
    if opened.file.etag != file.etag:
        opened.close()
        raise StoreError("the file was replaced at this moment; try again")
    if window:
        headers |= {"content-range": f"bytes {start}-{end - 1}/{file.size}"}
    return await _body(opened, 206 if window else 200, headers, end - start)


async def _body(opened: OpenedFile, status: int, headers: dict[str, str], length: int) -> Response:
    if length > CHUNK:
        return _Stream(opened, status, headers | {"content-length": str(length)})
    with closing(opened):
        content = b"".join([chunk async for chunk in opened.chunks])
    return Response(content, status, headers)


class _Stream(StreamingResponse):
    """Sends an opened file; it is closed however that ends."""

    def __init__(self, opened: OpenedFile, status: int, headers: dict[str, str]) -> None:
        super().__init__(opened.chunks, status, headers)
        self._opened = opened

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with closing(self._opened):
            async with aclosing(self._opened.chunks):
                try:
                    await super().__call__(scope, receive, send)
                except StoreError:
                    # The length is sent: only a cut connection tells the client.
                    log.exception("reading a file failed", extra={"path": self._opened.file.path})


def _headers(request: Request, file: StoredFile, ttl: float) -> dict[str, str]:
    """The headers of every answer that has the file; FileNotStoredError if its time is over."""
    name = file.path.rpartition("/")[2]
    headers = {
        "content-type": content_type(name),
        "etag": f'"{file.etag}"',
        "last-modified": http_date(file.last_modified),
        "accept-ranges": "bytes",
        "cache-control": _caching(file, ttl),
        "x-content-type-options": "nosniff",
        "content-security-policy": _MEDIA_POLICY if safety(name) == "media" else _SANDBOX,
        "cross-origin-resource-policy": "cross-origin",
    }
    saved_as = request.query_params.get("download")
    if saved_as is not None or safety(name) == "download":
        headers["content-disposition"] = disposition(saved_as or "", name)
    return headers


def _caching(file: StoredFile, ttl: float) -> str:
    if not file.path.startswith("volatile/"):
        return _PERSISTENT_CACHE
    left = ttl - (datetime.now(UTC) - file.last_modified).total_seconds()
    if left <= 0:
        raise not_stored(file.path)
    return f"public, max-age={min(left, ttl):.0f}, immutable"


def _failed(status: int, name: str, location: str, text: str) -> Response:
    error: dict[str, Any] = {"name": name, "location": location, "description": text}
    headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
    if status == 503:
        headers["retry-after"] = "1"
    return JSONResponse({"status": "error", "errors": [error]}, status, headers)
