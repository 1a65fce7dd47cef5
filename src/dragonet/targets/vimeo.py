"""Vimeo: uploads by tus 1.0.0, as version 3.4 of its API begins them."""

import contextlib
import json
from typing import Any

from dragonet.errors import TargetError
from dragonet.targets.http import TRANSIENT, AgainError, Answer
from dragonet.targets.resumable import Errand, GoneError

_ACCEPT = "application/vnd.vimeo.*+json;version=3.4"
_TUS = {"Tus-Resumable": "1.0.0"}

_SIGN_IN = "the access token is wrong, expired or revoked; get a new one with the scope upload"
_ADVICE = {
    8002: _SIGN_IN,
    8003: _SIGN_IN,
    4102: "the account has used up its quota of uploads; wait for the next period or upgrade it",
    4101: "the account has no space left; delete videos or upgrade it",
}


class Vimeo:
    """One video; the session is the URL of a tus resource, as secret as a password."""

    def __init__(self, errand: Errand) -> None:
        self._errand = errand

    async def begin(self) -> None:
        """See that the file fits, and make the video."""
        errand = self._errand
        free = await self._free()
        if free is not None and free < errand.size:
            raise errand.line.refusal(
                f"the account has {free} bytes left and the video {errand.size}; delete videos, "
                "wait for the next period or upgrade the account"
            )
        given = errand.options
        body: dict[str, Any] = {"upload": {"approach": "tus", "size": errand.size}}
        if given["title"]:
            body["name"] = given["title"]
        if given["description"]:
            body["description"] = given["description"]
        answer = await self._api("POST", "/me/videos", body)
        upload = answer.json.get("upload")
        link = upload.get("upload_link") if isinstance(upload, dict) else None
        if answer.status not in (200, 201) or not link:
            raise self._fault(answer)
        found = answer.json
        await errand.begun(url=link, uri=str(found.get("uri", "")), link=str(found.get("link", "")))

    async def offset(self) -> int:
        """Ask the tus resource."""
        answer = await self._errand.line.ask("HEAD", self._errand.session["url"], headers=_TUS)
        return await self._position(answer, 200)

    async def send(self, offset: int) -> int:
        """Send all that is missing in one request."""
        errand = self._errand
        headers = {
            **_TUS,
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        }
        url = errand.session["url"]
        answer = await errand.line.ask("PATCH", url, headers=headers, data=errand.part(offset))
        return await self._position(answer, 204)

    async def _position(self, answer: Answer, good: int) -> int:
        errand = self._errand
        if answer.status in (good, 200, 204):
            text = answer.headers.get("Upload-Offset", "")
            if not text.isdigit() or int(text) > errand.size:
                raise AgainError("an answer without Upload-Offset")
            return int(text)
        if answer.status == 409:
            raise AgainError("it has other bytes than it was sent")
        if answer.status in (403, 404, 410):
            await self._remove()
            raise GoneError
        raise self._fault(answer)

    async def _remove(self) -> None:
        """Delete a video whose upload is lost; if that fails, it stays as an empty one."""
        if uri := self._errand.session.get("uri"):
            with contextlib.suppress(AgainError, TargetError):
                await self._api("DELETE", uri)

    async def finish(self) -> dict[str, Any]:
        """The URL of the video, and the space that is left."""
        errand = self._errand
        try:
            free = await self._free()
        except (AgainError, TargetError):
            free = None  # the video is there all the same
        session = errand.session
        output = session["link"] or f"https://vimeo.com/{session['uri'].rpartition('/')[2]}"
        return {"output": output, "free_space": free, "uploaded_file_size": errand.size}

    async def _free(self) -> int | None:
        """Bytes that the account may upload; None if Vimeo does not say."""
        answer = await self._api("GET", "/me?fields=upload_quota")
        if answer.status != 200:
            raise self._fault(answer)
        try:
            return int(answer.json["upload_quota"]["space"]["free"])
        except (KeyError, TypeError, ValueError):
            return None

    async def _api(self, method: str, path: str, body: Any = None) -> Answer:
        errand = self._errand
        headers = {"Authorization": f"bearer {errand.options['oauth2_token']}", "Accept": _ACCEPT}
        if body is not None:
            headers["Content-Type"] = "application/json"
        url = errand.settings.vimeo_url.rstrip("/") + path
        data = None if body is None else json.dumps(body).encode()
        return await errand.line.ask(method, url, headers=headers, data=data)

    def _fault(self, answer: Answer) -> TargetError | AgainError:
        """What an answer that is no success means."""
        line, found = self._errand.line, answer.json
        code = found.get("error_code")
        if answer.status in TRANSIENT:
            return AgainError(f"{answer.status}", answer.after)
        advice = _ADVICE.get(code) if isinstance(code, int) else None
        if advice is None and answer.status == 401:
            advice = _SIGN_IN
        if advice:
            return line.refusal(f"{advice} (error {code or answer.status})")
        said = line.said(found.get("developer_message") or found.get("error"))
        return line.refusal(f"refused the upload: {said} ({answer.status}, error {code})")
