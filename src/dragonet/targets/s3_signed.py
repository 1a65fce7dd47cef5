"""A pre-signed S3 URL: one PUT of fixed length, from the first byte at each try."""

import re
from typing import Any

from dragonet.errors import TargetError
from dragonet.targets.http import AgainError, Answer
from dragonet.targets.resumable import Errand
from dragonet.targets.signed_url import LARGEST, SignedUrl

_TRANSIENT = (500, 502, 503, 504)

_ADVICE = {
    "ExpiredToken": "the signature of the URL has expired; sign a new one",
    "SignatureDoesNotMatch": "the signature of the URL does not fit; sign it for PUT, with the "
    "headers and the Content-Type that are sent",
    "AccessDenied": "the signer of the URL may not write there (AccessDenied)",
    "EntityTooLarge": "the file is larger than the bucket takes",
    "NoSuchBucket": "the bucket of the URL does not exist",
    "301": "the bucket is in another region; sign the URL for that one",
    "307": "the bucket is in another region; sign the URL for that one",
}


class S3Signed:
    """One object; a second PUT replaces it by the same bytes."""

    def __init__(self, errand: Errand) -> None:
        self._errand = errand
        self._url = SignedUrl.parse(errand.options["url"])

    async def begin(self) -> None:
        """There is no session, only what can be known before."""
        errand = self._errand
        if errand.size > LARGEST:
            text = f"the file has {errand.size} bytes, one PUT takes at most {LARGEST}"
            raise errand.line.refusal(text)
        self._see_that_it_lives()
        await errand.begun(attempt=True)

    async def offset(self) -> int:
        """Nothing is kept of a broken PUT."""
        return 0

    async def send(self, offset: int) -> int:
        """Send the whole file."""
        errand = self._errand
        self._see_that_it_lives()
        headers = dict(errand.options.get("headers") or {})
        given = {name.lower() for name in headers}
        if "content-type" in self._url.signed and "content-type" not in given:
            headers["Content-Type"] = errand.content_type
        url, part = errand.options["url"], errand.part(0)
        # A Content-Type that nobody signed may be refused.
        answer = await errand.line.ask("PUT", url, headers=headers, data=part, bare=True)
        if answer.status not in (200, 201, 204):
            raise self._fault(answer)
        return errand.size

    async def finish(self) -> dict[str, Any]:
        """Where the object is."""
        return {"output": self._url.bare}

    def _see_that_it_lives(self) -> None:
        if text := self._url.over():
            raise self._errand.line.refusal(text)

    def _fault(self, answer: Answer) -> TargetError | AgainError:
        line = self._errand.line
        code, message = _tag(answer.body, "Code"), _tag(answer.body, "Message")
        if answer.status in _TRANSIENT or code == "RequestTimeout":
            return AgainError(f"{answer.status} {line.said(code)}", answer.after)
        if code == "ExpiredToken" or "expired" in message.lower():
            code = "ExpiredToken"
        if headers := _tag(answer.body, "HeadersNotSigned"):
            return line.refusal(f"the URL does not sign the headers {line.said(headers)}")
        if advice := _ADVICE.get(code) or _ADVICE.get(str(answer.status)):
            return line.refusal(advice)
        return line.refusal(
            f"refused the file: {line.said(message)} ({answer.status} {line.said(code)})"
        )


def _tag(body: bytes, name: str) -> str:
    found = re.search(rf"<{name}>([^<]*)</{name}>", body.decode("utf-8", "replace"))
    return found[1] if found else ""
