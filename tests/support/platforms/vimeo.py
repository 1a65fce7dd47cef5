"""Version 3.4 of Vimeo's API, and its tus 1.0.0 server."""

import asyncio
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from support.platforms.common import Base, Video, drop, words_of

SPACE = 50_000_000

REFUSALS = {
    "unauthorized": (401, 8003, "Your access token is not valid"),
    "quota": (403, 4102, "The user has exceeded their quota"),
    "disk": (403, 4101, "The user has no disk space"),
}


@dataclass
class Upload:
    token: str
    number: str
    size: int
    fields: dict[str, Any]
    data: bytearray = field(default_factory=bytearray)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Vimeo(Base):
    """`full` in a token leaves no space, `unlimited` says nothing of it."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self.uploads: dict[str, Upload] = {}
        self.used: dict[str, int] = {}
        self.deleted: list[str] = []

    async def handle(self, request: web.Request, path: str) -> web.StreamResponse:  # noqa: PLR0911
        self.requests.append(f"{request.method} {path}")
        if path.startswith("/tus/"):
            return await self._tus(request, path.removeprefix("/tus/"))
        token = request.headers.get("Authorization", "").removeprefix("bearer ")
        if "version=3.4" not in request.headers.get("Accept", ""):
            self.violations.append("no version")
        refusal = words_of(token, REFUSALS)
        if refusal and (refusal == "unauthorized" or path != "/me"):
            return _error(*REFUSALS[refusal])
        if self.faults(token).take("api429"):
            reset = (datetime.now(UTC) + timedelta(seconds=0.5)).isoformat()
            return web.Response(status=429, headers={"X-RateLimit-Reset": reset})
        match (request.method, path):
            case ("GET", "/me"):
                return web.json_response(self._quota(token))
            case ("POST", "/me/videos"):
                return self._create(token, await request.json())
            case ("DELETE", _) if path.startswith("/videos/"):
                self.deleted.append(path.removeprefix("/videos/"))
                return web.Response(status=204)
        return _error(404, 5000, "not found")

    def _quota(self, token: str) -> dict[str, Any]:
        if "unlimited" in token.split("."):
            return {}
        space = 100 if "full" in token.split(".") else SPACE
        used = self.used.get(token, 0)
        found = {"free": space - used, "max": space, "used": used, "showing": "lifetime"}
        return {"upload_quota": {"space": found}}

    def _create(self, token: str, body: dict[str, Any]) -> web.Response:
        if body["upload"]["approach"] != "tus" or not isinstance(body["upload"]["size"], int):
            return _error(400, 2204, "The body is not valid")
        number, name = str(secrets.randbits(30)), secrets.token_hex(8)
        self.uploads[name] = Upload(token, number, body["upload"]["size"], body)
        link = f"{self._url}/tus/{name}"
        upload = {"status": "in_progress", "approach": "tus", "upload_link": link}
        video = {"uri": f"/videos/{number}", "link": f"https://vimeo.com/{number}/abc"}
        return web.json_response({**video, "upload": upload}, status=201)

    async def _tus(self, request: web.Request, name: str) -> web.StreamResponse:
        if request.headers.get("Tus-Resumable") != "1.0.0":
            self.violations.append("no Tus-Resumable")
            return web.Response(status=412, headers={"Tus-Version": "1.0.0"})
        if "Authorization" in request.headers:
            self.violations.append("a token for the tus server")
        upload = self.uploads.get(name)
        if upload is None:
            return web.Response(status=404)
        async with upload.turn:  # what came before on a broken connection counts first
            if request.method == "PATCH":
                return await self._patch(request, name, upload)
            headers = {**_offset(upload), "Upload-Length": str(upload.size)}
        return web.Response(headers={**headers, "Cache-Control": "no-store"})

    async def _patch(  # noqa: PLR0911
        self, request: web.Request, name: str, upload: Upload
    ) -> web.StreamResponse:
        if request.headers.get("Content-Type") != "application/offset+octet-stream":
            self.violations.append("Content-Type")
            return web.Response(status=415)
        length = request.content_length
        if length is None or length > upload.size - len(upload.data):
            self.violations.append(f"length {length}")
            return web.Response(status=400)
        known = ("drop", "503", "conflict", "gone", "slow", "unheard", "partial")
        fault = self.faults(upload.token).take(*known)
        if fault == "gone":
            del self.uploads[name]
            return web.Response(status=404)
        if fault == "conflict":
            upload.data = upload.data[: len(upload.data) // 2]
            return web.Response(status=409)
        if request.headers.get("Upload-Offset") != str(len(upload.data)):
            self.violations.append(f"offset {request.headers.get('Upload-Offset')}")
            return web.Response(status=409)
        most = length // 3 if fault in ("drop", "503", "partial") else length
        upload.data += await self.body(request, upload.token, most, fault)
        if len(upload.data) == upload.size:
            self._publish(upload)
        if fault in ("drop", "unheard"):
            return drop(request)
        if fault == "503":
            return web.Response(status=503)
        return web.Response(status=204, headers=_offset(upload))

    def _publish(self, upload: Upload) -> None:
        self.used[upload.token] = self.used.get(upload.token, 0) + upload.size
        fields = {"id": upload.number, **upload.fields}
        self.videos.append(Video(upload.token, bytes(upload.data), fields))


def _offset(upload: Upload) -> dict[str, str]:
    return {"Tus-Resumable": "1.0.0", "Upload-Offset": str(len(upload.data))}


def _error(status: int, code: int, message: str) -> web.Response:
    body = {"error": message, "link": None, "developer_message": message, "error_code": code}
    return web.json_response(body, status=status, content_type="application/vnd.vimeo.error+json")
