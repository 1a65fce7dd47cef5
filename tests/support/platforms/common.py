"""What the fakes share: videos that arrived, faults that were asked for, bodies that break off."""

import asyncio
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

PIECE = 64 << 10


@dataclass(frozen=True)
class Video:
    """What arrived whole."""

    token: str
    data: bytes
    fields: dict[str, Any]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass
class Faults:
    """The faults that a token or key asks for, each once, in order."""

    words: list[str]

    def __init__(self, text: str) -> None:
        self.words = text.split(".")[:-1]

    def take(self, *among: str) -> str | None:
        """The next fault, if it is one of these."""
        if self.words and self.words[0] in among:
            return self.words.pop(0)
        return None


@dataclass
class Base:
    """State of a fake.

    Attributes:
        videos: what was published, in order.
        violations: what clients did against the protocol.
        requests: method and path of each request.
        received: bytes of bodies that came, by token.
    """

    videos: list[Video] = field(default_factory=list[Video])
    violations: list[str] = field(default_factory=list[str])
    requests: list[str] = field(default_factory=list[str])
    received: dict[str, int] = field(default_factory=dict[str, int])
    _faults: dict[str, Faults] = field(default_factory=dict[str, Faults])

    def faults(self, token: str) -> Faults:
        return self._faults.setdefault(token, Faults(token))

    def of(self, token: str) -> list[Video]:
        """What a token published."""
        return [video for video in self.videos if video.token == token]

    async def body(self, request: web.Request, token: str, most: int, fault: str | None) -> bytes:
        """The body, or its beginning: `drop` breaks off at a third, `503` stops there."""
        data = bytearray()
        while len(data) < most:
            try:
                piece = await request.content.read(min(PIECE, most - len(data)))
            except ConnectionError:  # what came before the client went away counts
                break
            if not piece:
                break
            data += piece
            self.received[token] = self.received.get(token, 0) + len(piece)
            if fault == "slow":
                await asyncio.sleep(0.05)
        return bytes(data)


def drop(request: web.Request) -> web.Response:
    """Break the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def words_of(text: str, known: Iterable[str]) -> str | None:
    """The first known word between the dots of a token."""
    found = set(text.split("."))
    return next((word for word in known if word in found), None)
