"""YouTube: resumable uploads of the YouTube Data API version 3."""

import json
import re
from typing import Any

from dragonet.errors import TargetError
from dragonet.targets.http import TRANSIENT, AgainError, Answer
from dragonet.targets.resumable import Errand, GoneError

LARGEST = 274_877_906_944
"""Bytes of the largest video that YouTube takes."""

_ADVICE = {
    "authError": "the access token is wrong, expired or revoked; get a new one with the scope "
    "youtube.upload",
    "youtubeSignupRequired": "the Google account has no YouTube channel; create one, then try "
    "again (service accounts cannot have one)",
    "insufficientPermissions": "the access token lacks the scope youtube.upload; get one with it",
    "quotaExceeded": "the API project has used up its quota of uploads; it is renewed at midnight "
    "Pacific time",
    "uploadLimitExceeded": "the channel may upload no more videos for now; try again tomorrow",
    "forbidden": "the account may not upload this video; check the channel and its permissions",
    "forbiddenPrivacySetting": "the account may not use this privacy_status; choose another",
    "invalidTitle": "the title is not accepted; change it",
    "invalidDescription": "the description is not accepted; change it",
    "invalidTags": "the tags are not accepted; use fewer or others",
    "invalidCategoryId": "the category_id is not accepted; choose another, 22 always exists",
    "invalidFilename": "the file name is not accepted",
    "mediaBodyRequired": "no video arrived; try again",
}
_LATER = ("rateLimitExceeded", "userRateLimitExceeded", "internalError", "backendError")
_KEY = (
    "the developer_key is of another Google Cloud project than the access token; leave it out, or "
    "give the key of the token's project"
)


class YouTube:
    """One video; the session is a URL, as secret as a password."""

    def __init__(self, errand: Errand) -> None:
        self._errand = errand
        self._video: dict[str, Any] = {}

    async def begin(self) -> None:
        """Open a session."""
        errand, given = self._errand, self._errand.options
        if errand.size > LARGEST:
            raise errand.line.refusal(f"the video has {errand.size} bytes, more than {LARGEST}")
        params = {"uploadType": "resumable", "part": "snippet,status"}
        if given.get("developer_key"):
            params["key"] = given["developer_key"]
        headers = {
            "Content-Type": "application/json; charset=UTF-8",
            "X-Upload-Content-Length": str(errand.size),
            "X-Upload-Content-Type": errand.content_type,
        }
        url = f"{errand.settings.youtube_url.rstrip('/')}/upload/youtube/v3/videos"
        body = json.dumps(_metadata(given)).encode()
        answer = await self._ask("POST", url, headers, body, params)
        location = answer.headers.get("Location")
        if answer.status != 200 or not location:
            raise self._fault(answer)
        await errand.begun(url=location)

    async def offset(self) -> int:
        """Ask for the bytes that are there."""
        headers = {"Content-Range": f"bytes */{self._errand.size}"}
        answer = await self._ask("PUT", self._errand.session["url"], headers, b"")
        return await self._position(answer)

    async def send(self, offset: int) -> int:
        """Send all that is missing in one request."""
        errand = self._errand
        headers = {"Content-Type": errand.content_type}
        if offset:
            headers["Content-Range"] = f"bytes {offset}-{errand.size - 1}/{errand.size}"
        answer = await self._ask("PUT", errand.session["url"], headers, errand.part(offset))
        return await self._position(answer)

    async def _position(self, answer: Answer) -> int:
        errand = self._errand
        if answer.status in (200, 201):
            self._video = answer.json
            return errand.size
        if answer.status in (404, 410):
            raise GoneError
        if answer.status != 308:
            raise self._fault(answer)
        if location := answer.headers.get("Location"):
            await errand.begun(url=location)
        found = re.fullmatch(r"bytes=0-(\d+)", answer.headers.get("Range", "").strip())
        offset = int(found[1]) + 1 if found else 0
        if offset >= errand.size:
            raise AgainError("it has all bytes and is not done with them")
        return offset

    async def finish(self) -> dict[str, Any]:
        """The URL of the video, and who may see it."""
        if "id" not in self._video:  # an earlier process sent the last byte
            await self.offset()
        video = self._video.get("id")
        if not video:
            raise self._errand.line.refusal("answered without the video's id; look at the channel")
        status = self._video.get("status", {})
        return {
            "output": f"https://www.youtube.com/watch?v={video}",
            "privacy_status": status.get("privacyStatus", self._errand.options["privacy_status"]),
        }

    async def _ask(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        data: Any,
        params: dict[str, str] | None = None,
    ) -> Answer:
        headers = {**headers, "Authorization": f"Bearer {self._errand.options['access_token']}"}
        return await self._errand.line.ask(method, url, headers=headers, data=data, params=params)

    def _fault(self, answer: Answer) -> TargetError | AgainError:
        """What an answer that is no success means."""
        line = self._errand.line
        error = answer.json.get("error")
        error = error if isinstance(error, dict) else {"message": error}
        reasons = [item.get("reason") for item in error.get("errors", ()) if isinstance(item, dict)]
        reason = str(reasons[0]) if reasons else ""
        if answer.status in TRANSIENT or reason in _LATER:
            return AgainError(f"{answer.status} {line.said(reason)}", answer.after)
        message = line.said(error.get("message"))
        if "different projects" in message:
            return line.refusal(_KEY)
        if advice := _ADVICE.get("authError" if answer.status == 401 and not reason else reason):
            return line.refusal(f"{advice} ({reason or answer.status})")
        return line.refusal(f"refused the upload: {message} ({answer.status} {line.said(reason)})")


def _metadata(given: dict[str, Any]) -> dict[str, Any]:
    snippet = {
        "title": given["title"],
        "description": given["description"],
        "categoryId": str(given["category_id"]),
    }
    if given["tags"]:
        snippet["tags"] = given["tags"]
    return {"snippet": snippet, "status": {"privacyStatus": given["privacy_status"]}}
