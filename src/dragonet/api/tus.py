"""Resumable uploads by the tus protocol 1.0.0 (https://tus.io/protocols/resumable-upload).

Extensions: creation, creation-with-upload, creation-defer-length, expiration, checksum and
termination.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from dragonet.accounts import Account
from dragonet.api.errors import Json, RequestError
from dragonet.api.face import Face
from dragonet.api.requests import KEY
from dragonet.api.tus_headers import (
    ALGORITHMS,
    VERSION,
    Checksum,
    check_version,
    checksum_of,
    content_type_of,
    metadata_of,
    progress_of,
    size_of,
)
from dragonet.api.tus_schema import of_create, of_show, of_tus
from dragonet.api.upload import (
    UploadMethods,
    cut_short,
    declared_length,
    described_upload,
    received,
    sent_type,
    too_long,
)
from dragonet.engine.nats import ConflictError
from dragonet.engine.parameters import shown
from dragonet.uploads import BodyCutError, BodyTooLongError, ChecksumError, Upload

EXTENSIONS = "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination"
CHUNK = "application/offset+octet-stream"
CHECKSUM_MISMATCH = 460

Method = Callable[[Request], Awaitable[Response]]


class TusMethods(UploadMethods):
    """The methods of resumable uploads, and those that serve both kinds."""

    async def options(self, request: Request) -> Response:
        """Say what of the protocol is there."""
        headers = {
            "Tus-Version": VERSION,
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": str(self.face.settings.upload_max_bytes),
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        }
        return Response(status_code=204, headers=headers)

    async def post(self, request: Request) -> Response:
        """Take a file, or begin a resumable upload if the request has Tus-Resumable."""
        if "tus-resumable" not in request.headers:
            return await self.create(request)
        check_version(request)
        account = self.caller(request)
        length = self._length(request, account)
        metadata = request.headers.get("upload-metadata", "")
        kind = sent_type(metadata_of(metadata).get("filetype", ""))
        with_bytes = content_type_of(request) == CHUNK
        check = checksum_of(request) if with_bytes else None
        upload = await self.uploads.begin(account.name, length, kind, metadata)
        if with_bytes:
            try:
                upload = await self._append(request, account, upload, check)
            except BaseException:  # the client will not learn the URL
                await asyncio.shield(self.uploads.remove(upload))
                raise
        headers = progress_of(upload) | {
            "Location": f"{self.face.base(request)}/v2/upload/{upload.key}"
        }
        return Json(described_upload(upload), 201, headers)

    async def override(self, request: Request) -> Response:
        """Another method, for clients that can only POST."""
        name = request.headers.get("x-http-method-override", "").upper()
        methods = {"PATCH": self.patch, "DELETE": self.delete, "HEAD": self.head}
        if name not in methods:
            text = f"{shown(name)} is not allowed, choose one of: PATCH, DELETE, HEAD"
            raise RequestError("X-HTTP-Method-Override", "header", text)
        return await methods[name](request)

    async def head(self, request: Request) -> Response:
        """How many bytes are there."""
        check_version(request)
        upload = await self._own(request, self.caller(request))
        headers = progress_of(upload) | {"Cache-Control": "no-store"}
        if upload.length is None:
            headers["Upload-Defer-Length"] = "1"
        else:
            headers["Upload-Length"] = str(upload.length)
        if upload.metadata:
            headers["Upload-Metadata"] = upload.metadata
        return Response(headers=headers)

    async def patch(self, request: Request) -> Response:
        """Add bytes."""
        check_version(request)
        account = self.caller(request)
        if content_type_of(request) != CHUNK:
            text = f"{shown(content_type_of(request))} is not allowed, must be {CHUNK}"
            raise RequestError("Content-Type", "header", text, 415)
        offset = size_of(request, "Upload-Offset")
        check = checksum_of(request)
        upload = await self._own(request, account)
        if offset != upload.offset:
            text = f"{offset} is not the present offset, which is {upload.offset}"
            raise RequestError("Upload-Offset", "header", text, 409)
        length = None
        if upload.length is None and "upload-length" in request.headers:
            length = self._length(request, account)
            if length is not None and length < offset:
                text = f"{length} is less than the bytes that are there, {offset}"
                raise RequestError("Upload-Length", "header", text)
        upload = await self._append(request, account, upload, check, length)
        return Response(status_code=204, headers=progress_of(upload))

    async def delete(self, request: Request) -> Response:
        """Delete an upload."""
        if "tus-resumable" in request.headers:
            check_version(request)
        await self.uploads.remove(await self._own(request, self.caller(request)))
        return Response(status_code=204)

    async def show(self, request: Request) -> Response:
        """Describe an upload; `offset` is the number of bytes that are there."""
        upload = await self._own(request, self.caller(request))
        return Json({**described_upload(upload), "offset": upload.offset})

    async def _own(self, request: Request, account: Account) -> Upload:
        """The account's upload. Raises RequestError with 404, also for another account's."""
        key = request.path_params["key"]
        upload = await self.uploads.find(key, account.name) if KEY.fullmatch(key) else None
        if upload is None:
            raise RequestError("path", "path", f"unknown or expired upload {shown(key)}", 404)
        return upload

    def _length(self, request: Request, account: Account) -> int | None:
        """The length of the whole file; None if the client will tell later."""
        if request.headers.get("upload-defer-length") == "1":
            if "upload-length" in request.headers:
                text = "either Upload-Length or Upload-Defer-Length, not both"
                raise RequestError("Upload-Length", "header", text)
            return None
        length = size_of(request, "Upload-Length")
        if length > self.limit(account):
            raise too_long(self.limit(account))
        return length

    async def _append(
        self,
        request: Request,
        account: Account,
        upload: Upload,
        check: Checksum | None,
        length: int | None = None,
    ) -> Upload:
        body = received(request)
        try:
            if length is not None:
                upload = await self.uploads.set_length(upload, length)
            whole = self.limit(account) if upload.length is None else upload.length
            most = whole - upload.offset
            if (declared_length(request) or 0) > most:
                raise BodyTooLongError
            if check is None:
                return await self.uploads.append(upload, body, most)
            return await self.uploads.append(upload, check.of(body), most, check.verify)
        except BodyTooLongError as error:
            if upload.length is None:
                raise too_long(self.limit(account)) from error
            text = f"the body goes beyond the Upload-Length, {upload.length} bytes"
            raise RequestError("body", "body", text, 413) from error
        except BodyCutError as error:
            raise cut_short() from error
        except ChecksumError as error:
            text = "the bytes are not those that the checksum is of; send them again"
            raise RequestError("Upload-Checksum", "header", text, CHECKSUM_MISMATCH) from error
        except ConflictError as error:
            text = "another request has added bytes; ask for the offset and go on from there"
            raise RequestError("Upload-Offset", "header", text, 409) from error


def _tus(method: Method) -> Method:
    """Name the protocol's version in every answer, errors included."""

    @wraps(method)
    async def answer(request: Request) -> Response:
        try:
            response = await method(request)
        except RequestError as error:
            response = Json(error.body, error.status)
        response.headers["Tus-Resumable"] = VERSION
        if response.status_code == 412:
            response.headers["Tus-Version"] = VERSION
        return response

    return answer


def router(face: Face) -> APIRouter:
    """The routes of all uploads."""
    methods = TusMethods(face)
    methods.uploads.tidy()
    routes = APIRouter(prefix="/v2/upload", tags=["v2"])
    patch = of_tus("Upload-Offset", "Upload-Length", failures=(409, 413, 415, CHECKSUM_MISMATCH))

    def add(path: str, verb: str, method: Method, **options: Any) -> None:
        routes.add_api_route(path, _tus(method), methods=[verb], **options)

    for path in ("", "/"):
        add(path, "OPTIONS", methods.options, include_in_schema=False)
        add(path, "POST", methods.post, include_in_schema=not path, **of_create())
    add("/{key}", "OPTIONS", methods.options, include_in_schema=False)
    add("/{key}", "POST", methods.override, include_in_schema=False)
    add("/{key}", "GET", methods.show, **of_show())
    add("/{key}", "HEAD", methods.head, **of_tus())
    add("/{key}", "PATCH", methods.patch, **patch)
    add("/{key}", "DELETE", methods.delete, **of_tus())
    return routes
