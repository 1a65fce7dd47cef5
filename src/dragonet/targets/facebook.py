"""Facebook: chunked uploads to a Page by the Graph API."""

import hashlib
import hmac
from typing import Any

import aiohttp

from dragonet.errors import TargetError
from dragonet.targets.http import TRANSIENT, AgainError, Answer
from dragonet.targets.resumable import Errand

MOVED = 1363037
"""Subcode: the server wants other bytes than those that came, and says which."""

_AGAIN = (1363019, 1363030)
_THROTTLED = (4, 17, 32, 341, 613)
THROTTLE = 60.0
"""Seconds to wait at least when Facebook throttles the app."""

_ADVICE = {
    1363022: "the video is too small; Facebook wants a longer or larger one",
    1363023: "the video is larger than Facebook takes",
    1363042: "the access token may not upload this video; it needs the permission "
    "pages_manage_posts on the Page",
    368: "Facebook has blocked the Page or app for its policies; look at its support inbox, wait "
    "and try again",
    506: "the Page has the same post already; change title or description",
}
_SIGN_IN = (
    "the access token is wrong, expired or was revoked with a new password; get a new one of the "
    "Page with the permission pages_manage_posts"
)
_PERMISSION = (
    "the access token may not publish videos here; take one of a Page, with the permission "
    "pages_manage_posts (Facebook takes no videos for the profiles of people)"
)


class _ApiError(Exception):
    """An `error` of the Graph API that no other try mends."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__()
        self.error = error
        self.subcode = error.get("error_subcode")


class Facebook:
    """One video of the token's Page."""

    def __init__(self, errand: Errand) -> None:
        self._errand = errand
        token, secret = errand.options["access_token"], errand.options.get("app_secret")
        self._signed = {"access_token": token}
        if secret:
            proof = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
            self._signed["appsecret_proof"] = proof

    async def begin(self) -> None:
        """Open a session; its answer has the video's id and the first bytes that are wanted."""
        try:
            found = await self._phase("start", file_size=str(self._errand.size))
        except _ApiError as error:
            raise self._refusal(error) from None
        if "upload_session_id" not in found or "video_id" not in found:
            raise AgainError("an answer without a session")
        session, video = str(found["upload_session_id"]), str(found["video_id"])
        await self._errand.begun(id=session, video=video, **self._span(found))

    async def offset(self) -> int:
        """What the last answer wanted; if it is out of date, the next chunk will tell."""
        session = self._errand.session
        return self._errand.size if session["start"] == session["end"] else session["start"]

    async def send(self, offset: int) -> int:
        """Send the chunk that is wanted."""
        errand, session = self._errand, self._errand.session
        if session["start"] == session["end"]:
            return errand.size
        part = errand.part(session["start"], session["end"])
        fields = {"upload_session_id": session["id"], "start_offset": str(session["start"])}
        try:
            found = self._span(await self._phase("transfer", part, **fields))
        except _ApiError as error:
            wanted = error.error.get("error_data") or {}
            if error.subcode != MOVED or "start_offset" not in wanted:
                raise self._refusal(error) from None
            found = self._span(wanted)
        session.update(found)
        await errand.keep()
        return await self.offset()

    async def finish(self) -> dict[str, Any]:
        """Publish the video and ask for its address."""
        errand, given, session = self._errand, self._errand.options, self._errand.session
        if session.get("finishing"):  # it may have been published, unheard
            if found := await self._video():
                return self._address(found)
        else:
            session["finishing"] = True
            await errand.keep()
        fields = {
            "upload_session_id": session["id"],
            "title": given["title"],
            "description": given["description"],
        }
        if given["no_story"]:
            fields["no_story"] = "true"
        if given["privacy"] not in ("AUTO", "EVERYONE"):
            fields["published"] = "false"
        try:
            await self._phase("finish", **{name: text for name, text in fields.items() if text})
        except _ApiError as error:
            raise self._refusal(error) from None
        return self._address(await self._video())

    def _address(self, found: dict[str, Any]) -> dict[str, Any]:
        link = str(found.get("permalink_url") or f"/watch/?v={self._errand.session['video']}")
        return {"output": link if "://" in link else f"https://www.facebook.com{link}"}

    async def _video(self) -> dict[str, Any]:
        """What Facebook says of the video; nothing if it does not have it, or is busy."""
        settings = self._errand.settings
        url = f"{settings.facebook_url.rstrip('/')}/{settings.facebook_version}/"
        params = {"fields": "status,permalink_url", **self._signed}
        try:
            answer = await self._errand.line.ask(
                "GET", url + self._errand.session["video"], params=params
            )
        except (AgainError, TargetError):
            return {}
        status = answer.json.get("status")
        state = status.get("video_status") if isinstance(status, dict) else None
        return answer.json if state in ("processing", "ready") else {}

    async def _phase(self, phase: str, part: Any = None, **fields: str) -> dict[str, Any]:
        settings = self._errand.settings
        url = f"{settings.facebook_video_url.rstrip('/')}/{settings.facebook_version}/me/videos"
        form = aiohttp.FormData({"upload_phase": phase, **self._signed, **fields})
        if part is not None:
            form.add_field("video_file_chunk", part, filename="video")
        found = self._checked(await self._errand.line.ask("POST", url, data=form))
        if phase == "finish" and found.get("success") is False:
            raise AgainError("it did not finish the upload")
        return found

    def _checked(self, answer: Answer) -> dict[str, Any]:
        """The answer without an error; raises AgainError or _ApiError."""
        error = answer.json.get("error")
        if not isinstance(error, dict):
            if answer.status == 200:
                return answer.json
            if answer.status in TRANSIENT:
                raise AgainError(f"{answer.status}", answer.after)
            raise _ApiError({"message": f"HTTP status {answer.status}"})
        code, subcode = error.get("code"), error.get("error_subcode")
        if code in _THROTTLED:
            raise AgainError("Facebook throttles the app", max(THROTTLE, answer.after))
        known = subcode in _ADVICE or subcode == MOVED
        again = code in (1, 2, 6000, 6001) or subcode in _AGAIN or error.get("is_transient")
        if again and not known:
            raise AgainError(f"error {code}", answer.after)
        raise _ApiError(error)

    def _refusal(self, fault: _ApiError) -> TargetError:
        line, error = self._errand.line, fault.error
        code = error.get("code")
        told = f"(error {code}, {fault.subcode})" if fault.subcode else f"(error {code})"
        if advice := _ADVICE.get(fault.subcode or 0) or _ADVICE.get(code or 0):
            return line.refusal(f"{advice} {told}")
        if code in (190, 102) or fault.subcode in (459, 460, 463, 467):
            return line.refusal(f"{_SIGN_IN} {told}")
        message = line.said(error.get("error_user_msg") or error.get("message"))
        if "appsecret_proof" in message:
            return line.refusal(f"app_secret is not that of the token's app {told}")
        if (
            code == 10
            or (isinstance(code, int) and 200 <= code <= 299)
            or "No permission" in message
        ):
            return line.refusal(f"{_PERMISSION} {told}")
        return line.refusal(f"refused the upload: {message} {told}")

    def _span(self, found: dict[str, Any]) -> dict[str, int]:
        """The bytes that an answer wants; offsets are texts."""
        try:
            start, end = int(found["start_offset"]), int(found["end_offset"])
        except (KeyError, ValueError, TypeError):
            raise AgainError("an answer without offsets") from None
        if not 0 <= start <= end <= self._errand.size:
            raise AgainError("an answer with impossible offsets")
        return {"start": start, "end": end}
