"""The resumable uploads of the YouTube Data API version 3."""

import asyncio
import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from support.platforms.common import Base, Video, drop, words_of

UNIT = 256 << 10

REFUSALS = {
    "unauthorized": (401, "authError", "Invalid Credentials"),
    "nochannel": (401, "youtubeSignupRequired", "Unauthorized"),
    "scope": (403, "insufficientPermissions", "Request had insufficient scopes"),
    "quota": (403, "quotaExceeded", "you have exceeded your quota"),
    "toomany": (400, "uploadLimitExceeded", "exceeded the number of videos"),
}


@dataclass
class Session:
    token: str
    kind: str
    size: int
    fields: dict[str, Any]
    data: bytearray = field(default_factory=bytearray)
    video: dict[str, Any] | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class YouTube(Base):
    """Sessions live until `gone`; blocks are stored in units of 256 KiB but the last."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self.sessions: dict[str, Session] = {}

    async def handle(self, request: web.Request, path: str) -> web.StreamResponse:
        self.requests.append(f"{request.method} {path}")
        if path != "/upload/youtube/v3/videos":
            return web.Response(status=404)
        if "Transfer-Encoding" in request.headers:
            self.violations.append("chunked encoding")
            return web.Response(status=400)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if request.method == "POST":
            return await self._begin(request, token)
        session = self.sessions.get(request.query.get("upload_id", ""))
        if session is None:
            return web.Response(status=404)
        if token != session.token:
            return _error(401, "authError", "Invalid Credentials")
        async with session.turn:  # what came before on a broken connection counts first
            return await self._put(request, session)

    async def _begin(self, request: web.Request, token: str) -> web.StreamResponse:
        if refusal := words_of(token, REFUSALS):
            return _error(*REFUSALS[refusal])
        if request.query.get("key") == "other-project":
            text = "The API Key and the authentication credential are from different projects."
            body = {"error": {"code": 400, "message": text, "status": "INVALID_ARGUMENT"}}
            return web.json_response(body, status=400)
        if self.faults(token).take("init503"):
            return _error(503, "backendError", "Backend Error")
        fields = await request.json()
        if reason := _invalid(fields):
            return _error(400, reason, "The request metadata is not valid.")
        if request.query.get("uploadType") != "resumable" or "part" not in request.query:
            self.violations.append("uploadType or part missing")
        kind = request.headers["X-Upload-Content-Type"]
        if not (kind.startswith("video/") or kind == "application/octet-stream"):
            return _error(400, "mediaBodyRequired", f"not a video: {kind}")
        name = secrets.token_hex(8)
        size = int(request.headers["X-Upload-Content-Length"])
        self.sessions[name] = Session(token, kind, size, fields)
        return web.Response(headers={"Location": self._location(name)})

    def _location(self, name: str) -> str:
        return f"{self._url}/upload/youtube/v3/videos?uploadType=resumable&upload_id={name}"

    async def _put(self, request: web.Request, session: Session) -> web.StreamResponse:
        span, length = request.headers.get("Content-Range"), request.content_length
        if length is None:
            self.violations.append("no Content-Length")
            return web.Response(status=411)
        if span == f"bytes */{session.size}":
            if length:
                self.violations.append("a status request with a body")
            return self._answer(session)
        if request.headers.get("Content-Type") != session.kind:
            self.violations.append("another Content-Type than announced")
        start, end = 0, session.size - 1
        if span is not None:
            found = re.fullmatch(rf"bytes (\d+)-(\d+)/{session.size}", span)
            if not found:
                self.violations.append(f"Content-Range {span}")
                return _error(400, "badRequest", "Invalid Content-Range")
            start, end = int(found[1]), int(found[2])
        if length != end - start + 1 or (end + 1 < session.size and length % UNIT):
            self.violations.append(f"{length} bytes for {span}")
            return _error(400, "badRequest", "Invalid length")
        if start != len(session.data):
            self.violations.append(f"bytes from {start}, {len(session.data)} are there")
            return self._answer(session)
        return await self._store(request, session, length)

    async def _store(
        self, request: web.Request, session: Session, length: int
    ) -> web.StreamResponse:
        faults = self.faults(session.token)
        fault = faults.take("drop", "503", "partial", "norange", "gone", "slow", "unheard", "moved")
        if fault == "gone":
            self.sessions = {n: s for n, s in self.sessions.items() if s is not session}
            return web.Response(status=404)
        most = length // 3 if fault in ("drop", "503") else length
        data = await self.body(request, session.token, most, fault)
        if fault in ("partial", "moved"):
            data = data[: length // 2]
        whole = len(session.data) + len(data) == session.size
        kept = data if whole else data[: len(data) // UNIT * UNIT]
        if fault != "norange":
            session.data += kept
        if fault == "drop":
            return drop(request)
        if fault == "503":
            return _error(503, "backendError", "Backend Error")
        if len(session.data) == session.size and session.video is None:
            self._publish(session)
        if fault == "unheard":
            return drop(request)
        return self._answer(session, moved=fault == "moved")

    def _publish(self, session: Session) -> None:
        status = {"uploadStatus": "uploaded", **session.fields["status"]}
        video = {"kind": "youtube#video", "id": secrets.token_urlsafe(8)}
        session.video = {**video, "snippet": session.fields["snippet"], "status": status}
        self.videos.append(Video(session.token, bytes(session.data), session.video))

    def _answer(self, session: Session, moved: bool = False) -> web.Response:
        if session.video is not None:
            return web.json_response(session.video, status=201)
        headers = {}
        if session.data:
            headers["Range"] = f"bytes=0-{len(session.data) - 1}"
        if moved:
            name = secrets.token_hex(8)
            self.sessions = {n: s for n, s in self.sessions.items() if s is not session}
            self.sessions[name] = session
            headers["Location"] = self._location(name)
        return web.Response(status=308, reason="Resume Incomplete", headers=headers)


def _error(status: int, reason: str, message: str) -> web.Response:
    item = {"message": message, "domain": "youtube", "reason": reason}
    body = {"error": {"code": status, "message": message, "errors": [item]}}
    return web.Response(status=status, text=json.dumps(body), content_type="application/json")


def _invalid(fields: dict[str, Any]) -> str | None:
    snippet, status = fields["snippet"], fields["status"]
    title, text, tags = snippet["title"], snippet["description"], snippet.get("tags", [])
    if not 1 <= len(title) <= 100 or set("<>") & set(title):
        return "invalidTitle"
    if len(text.encode()) > 5000 or set("<>") & set(text):
        return "invalidDescription"
    if sum(len(tag) + 2 * (" " in tag) for tag in tags) + max(len(tags) - 1, 0) > 500:
        return "invalidTags"
    if not isinstance(snippet["categoryId"], str) or not snippet["categoryId"].isdigit():
        return "invalidCategoryId"
    if status["privacyStatus"] not in ("public", "private", "unlisted"):
        return "invalidVideoMetadata"
    return None
