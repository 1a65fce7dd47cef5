"""Chunked uploads to a Page by Facebook's Graph API."""

import asyncio
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from support.platforms.common import Base, Video, drop, words_of

CHUNK = 300_000
"""Bytes that the server asks for at once."""

SECRET = "APP_SECRET"

REFUSALS: dict[str, dict[str, Any]] = {
    "expired": {"code": 190, "error_subcode": 463, "message": "Session has expired"},
    "permission": {"code": 200, "message": "Permissions error"},
    "profile": {"code": 100, "message": "(#100) No permission to publish the video"},
    "blocked": {"code": 368, "message": "The action attempted has been deemed abusive"},
    "large": {"code": 352, "error_subcode": 1363023, "message": "File too large"},
    "echo": {"code": 190, "message": "Malformed access token"},
    "throttle": {"code": 613, "message": "Calls to this API have exceeded the rate limit"},
}


@dataclass
class Session:
    token: str
    size: int
    video: str
    data: bytearray = field(default_factory=bytearray)
    finished: bool = False


class Facebook(Base):
    """`/{version}/me/videos` in phases, and `/{version}/{video}`."""

    def __init__(self) -> None:
        super().__init__()
        self.sessions: dict[str, Session] = {}

    async def handle(self, request: web.Request, path: str) -> web.StreamResponse:  # noqa: PLR0911
        self.requests.append(f"{request.method} {path}")
        version, _, rest = path.strip("/").partition("/")
        if not version.startswith("v"):
            return web.Response(status=404)
        if request.method == "GET":
            return self._video(request, rest)
        if rest != "me/videos" or request.content_length is None:
            self.violations.append(f"{request.method} {path} {request.content_length}")
            return web.Response(status=400)
        fields, chunk = await _form(request)
        if refusal := self._unauthorised(fields):
            return refusal
        session = self.sessions.get(fields.get("upload_session_id", ""))
        match fields.get("upload_phase"):
            case "start":
                return self._start(fields)
            case "transfer" if session:
                await asyncio.sleep(0.2 if "slow" in session.token.split(".") else 0)
                return self._transfer(request, session, fields, chunk)
            case "finish" if session:
                return self._finish(request, session, fields)
        return _error(code=6000, message="There was a problem with your upload session")

    def _unauthorised(self, fields: dict[str, str]) -> web.Response | None:
        token = fields.get("access_token", "")
        if refusal := words_of(token, REFUSALS):
            error = REFUSALS[refusal]
            text = f"{error['message']} {token}" if refusal == "echo" else error["message"]
            return _error(**{**error, "message": text})
        proof = hmac.new(SECRET.encode(), token.encode(), hashlib.sha256).hexdigest()
        given = fields.get("appsecret_proof")
        if given != proof and (given or "proof" in token.split(".")):
            text = "Invalid appsecret_proof provided in the API argument"
            return _error(code=100, message=text)
        return None

    def _start(self, fields: dict[str, str]) -> web.Response:
        name, video = str(secrets.randbits(40)), str(secrets.randbits(40))
        self.sessions[name] = Session(fields["access_token"], int(fields["file_size"]), video)
        more = {"upload_session_id": name, "video_id": video, "skip_upload": False}
        return web.json_response({**more, **self._wanted(self.sessions[name])})

    @staticmethod
    def _wanted(session: Session) -> dict[str, str]:
        start = len(session.data)
        end = min(start + CHUNK, session.size)
        return {"start_offset": str(start), "end_offset": str(end)}

    def _transfer(
        self, request: web.Request, session: Session, fields: dict[str, str], data: bytes
    ) -> web.Response:
        fault = self.faults(session.token).take("drop", "transient", "500", "unheard", "moved")
        if fault == "drop":
            return drop(request)
        if fault == "transient":
            return _error(status=500, code=2, is_transient=True, message="Service unavailable")
        if fault == "500":
            return web.Response(status=500, text="<html>oops</html>")
        wanted = self._wanted(session)
        if fault == "moved":
            session.data = session.data[: len(session.data) // 2]
            wanted = self._wanted(session)
        if fault == "moved" or fields["start_offset"] != wanted["start_offset"]:
            return _error(code=6001, error_subcode=1363037, error_data=wanted,
                          message="The start offset is wrong")  # fmt: skip
        if len(data) != int(wanted["end_offset"]) - int(wanted["start_offset"]):
            self.violations.append(f"{len(data)} bytes for {wanted}")
            return _error(code=100, message="Invalid parameter")
        session.data += data
        self.received[session.token] = self.received.get(session.token, 0) + len(data)
        return drop(request) if fault == "unheard" else web.json_response(self._wanted(session))

    def _finish(
        self, request: web.Request, session: Session, fields: dict[str, str]
    ) -> web.Response:
        if session.finished:
            return _error(code=6000, message="The session is over")
        if len(session.data) != session.size:
            self.violations.append("finish before the end")
            return _error(code=100, message="Invalid parameter")
        fault = self.faults(session.token).take("finish503", "unfinished")
        if fault == "finish503":
            return _error(status=500, code=1, message="An unknown error occurred")
        session.finished = True
        shown = {k: v for k, v in fields.items() if "token" not in k and "upload" not in k}
        video = {"id": session.video, **shown}
        self.videos.append(Video(session.token, bytes(session.data), video))
        return drop(request) if fault == "unfinished" else web.json_response({"success": True})

    def _video(self, request: web.Request, name: str) -> web.Response:
        if refusal := self._unauthorised(dict(request.query)):
            return refusal
        if not any(video.fields["id"] == name for video in self.videos):
            return _error(code=100, message="Unsupported get request")
        status = {"video_status": "processing"}
        found = {"id": name, "status": status, "permalink_url": f"/page/videos/{name}/"}
        return web.json_response(found)


async def _form(request: web.Request) -> tuple[dict[str, str], bytes]:
    """The fields, and the bytes of the file if there is one."""
    if not request.content_type.startswith("multipart/"):
        return {name: str(value) for name, value in (await request.post()).items()}, b""
    fields, chunk = {}, b""
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        if part.name == "video_file_chunk" and part.filename:
            chunk = bytes(await part.read())
        else:
            fields[part.name or ""] = await part.text()
    return fields, chunk


def _error(status: int = 400, **error: Any) -> web.Response:
    body = {"error": {"type": "OAuthException", "fbtrace_id": "A1", **error}}
    return web.json_response(body, status=status)
