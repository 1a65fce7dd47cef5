"""Answers that wait: they end when their client goes away."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable
from typing import TypeVar

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

T = TypeVar("T")


class ClientGoneError(Exception):
    """The client closed the connection."""


async def while_connected(receive: Receive, work: Awaitable[T]) -> T:
    """The result of `work`; it is cancelled, and ClientGoneError raised, if the client leaves."""
    working = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_disconnected(receive))
    try:
        await asyncio.wait((working, gone), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientGoneError
        return working.result()
    finally:
        gone.cancel()
        working.cancel()
        await asyncio.gather(working, gone, return_exceptions=True)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class Last(bytes):
    """The last chunk of an answer; who says so saves a packet."""


class LiveResponse(Response):
    """Sends chunks as they come, and the headers with the first of them.

    An answer that is a single `Last` chunk is sent with its length, like any other.
    """

    def __init__(self, chunks: AsyncIterator[bytes], media_type: str) -> None:
        super().__init__(media_type=media_type, headers={"X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self.headers["Cache-Control"] = "no-store"
        self._chunks = chunks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send, as an ASGI application."""
        with contextlib.suppress(ClientGoneError):
            await while_connected(receive, self._send_all(send))

    async def _send_all(self, send: Send) -> None:
        started, more = False, True
        try:
            async for chunk in self._chunks:
                more = not isinstance(chunk, Last)
                if not started:
                    started = True
                    if not more:
                        self.headers["Content-Length"] = str(len(chunk))
                    await send(self._start())
                await send({"type": "http.response.body", "body": chunk, "more_body": more})
        finally:
            close = getattr(self._chunks, "aclose", None)
            if close is not None:
                await close()
        if more:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _start(self) -> dict[str, object]:
        return {
            "type": "http.response.start",
            "status": self.status_code,
            "headers": self.raw_headers,
        }
