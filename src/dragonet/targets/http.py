"""Requests to a platform: files as bodies, what is worth another try, texts without secrets."""

import asyncio
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.abc import AbstractStreamWriter
from aiohttp.payload import Payload
from yarl import URL

from dragonet.errors import TargetError
from dragonet.fetch.answer import retry_after
from dragonet.fetch.problem import Problem
from dragonet.fetch.urls import parse_url
from dragonet.settings import Settings
from dragonet.urls import CONTROL

CHUNK = 256 << 10
"""Bytes read from a file at once."""

LARGEST = 1 << 20
"""Bytes of an answer that are read."""

TRANSIENT = (408, 429, 500, 502, 503, 504)
"""Statuses after which the same may succeed later."""


class AgainError(Exception):
    """The same may succeed later; `after` seconds from now at the earliest."""

    def __init__(self, reason: str, after: float = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after


@dataclass(frozen=True)
class Answer:
    """What a platform said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The body if it is a JSON object; else empty."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def after(self) -> float:
        """Seconds that the server asks to wait."""
        now = time.time()
        if found := retry_after(self.headers.get("Retry-After"), now):
            return found
        try:  # Vimeo says when, and only after it has refused
            reset = datetime.fromisoformat(self.headers.get("X-RateLimit-Reset", ""))
        except ValueError:
            return 0.0
        return max(reset.timestamp() - now, 0.0) if self.status == 429 else 0.0


class FilePart(Payload):
    """Bytes `start` to before `end` of a file as the body of a request, read as they are sent.

    `sent` is told up to which byte the file has been handed to the network.
    """

    _autoclose = True

    def __init__(
        self, path: Path, start: int, end: int, sent: Callable[[int], None], content_type: str
    ) -> None:
        super().__init__(path, content_type=content_type)
        self._start = start
        self._size = end - start
        self._sent = sent

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Send all of it."""
        at, end = self._start, self._start + (self._size or 0)
        with self._value.open("rb") as file:
            file.seek(at)
            while at < end:
                data = await asyncio.to_thread(file.read, min(CHUNK, end - at))
                if not data:
                    raise OSError("the file became shorter")
                await writer.write(data)
                at += len(data)
                self._sent(at)

    async def write_with_length(
        self, writer: AbstractStreamWriter, content_length: int | None
    ) -> None:
        """The same; the length is the part's own."""
        await self.write(writer)

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """A file is no text."""
        raise TypeError("a file is no text")


class Line:
    """The connection to one platform.

    Args:
        session: a guarded session.
        platform: its name in texts.
        settings: how long to wait for it.
        secrets: what no text may hold.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        platform: str,
        settings: Settings,
        secrets: Iterable[str],
    ) -> None:
        self.platform = platform
        self._session = session
        self._stall = settings.target_stall
        self._timeout = aiohttp.ClientTimeout(connect=settings.fetch_connect_timeout)
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)
        self._timer: asyncio.Timeout | None = None

    async def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        data: Any = None,
        bare: bool = False,
    ) -> Answer:
        """One request, its answer whole; redirects are answers. `bare` adds no Content-Type.

        Raises AgainError if it broke on the way or was not answered in time, TargetError if it
        cannot be made.
        """
        try:
            target = parse_url(url).url
            if params:
                target = target.update_query(params)
            async with asyncio.timeout(self._stall) as self._timer:
                return await self._answer(method, target, headers, data, bare)
        except Problem as problem:
            if problem.retry or isinstance(problem.__cause__, TimeoutError):
                raise AgainError(problem.reason) from None
            raise self.refusal(f"cannot be reached: {problem.reason}") from None
        except TimeoutError:
            raise AgainError(f"nothing happened for {self._stall:g} s") from None
        except aiohttp.ClientError:
            raise AgainError("the connection broke") from None

    async def _answer(
        self, method: str, url: URL, headers: Mapping[str, str] | None, data: Any, bare: bool
    ) -> Answer:
        async with self._session.request(
            method,
            url,
            headers=headers,
            data=data,
            allow_redirects=False,
            timeout=self._timeout,
            skip_auto_headers=["Content-Type"] if bare else None,
        ) as answer:
            body = b""
            async for chunk in answer.content.iter_chunked(CHUNK):
                self.alive()
                body += chunk
                if len(body) > LARGEST:
                    break
            return Answer(answer.status, answer.headers, body)

    def alive(self) -> None:
        """Something was sent or received: wait on."""
        if self._timer is not None and not self._timer.expired():
            self._timer.reschedule(asyncio.get_running_loop().time() + self._stall)

    def refusal(self, text: str) -> TargetError:
        """The error that the client reads."""
        return TargetError(f"{self.platform}: {text}")

    def said(self, text: Any) -> str:
        """A platform's own words as a text may repeat them."""
        shown = CONTROL.sub(" ", str(text or "no reason given")).strip()
        for secret in self._secrets:
            shown = shown.replace(secret, "***")
        return shown if len(shown) <= 300 else shown[:300] + "…"
