"""Uploads that go on where they stopped, after a lost connection or in another process."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

from dragonet.settings import Settings
from dragonet.targets.http import AgainError, FilePart, Line

T = TypeVar("T")

LONGEST_PAUSE = 64.0
"""Seconds between two tries, unless the platform asks for more."""

PATIENCE = 3600.0
"""Longest pause that a platform may ask for, seconds."""

SESSIONS = 3
"""Sessions of one upload that may be lost."""


class GoneError(Exception):
    """The platform does not know the session any more."""


@dataclass
class Errand:
    """One file on its way.

    Attributes:
        line: the connection to the platform.
        settings: base addresses, patience.
        options: what the client asked for, validated.
        file: the local file.
        size: its bytes.
        digest: its SHA-256.
        content_type: its media type.
        state: what another process needs to know to go on; empty before the session begins.
        keep: makes `state` durable.
        progress: receives per cent.
    """

    line: Line
    settings: Settings
    options: dict[str, Any]
    file: Path
    size: int
    digest: str
    content_type: str
    state: dict[str, Any]
    keep: Callable[[], Awaitable[None]]
    progress: Callable[[float], None]

    def part(self, start: int, end: int | None = None) -> FilePart:
        """Bytes of the file as the body of a request."""
        return FilePart(
            self.file, start, self.size if end is None else end, self._sent, self.content_type
        )

    def _sent(self, end: int) -> None:
        self.line.alive()
        self.progress(100 * end / self.size)

    async def begun(self, **session: Any) -> None:
        """Remember a new session."""
        self.state.update(digest=self.digest, size=self.size, session=session)
        await self.keep()

    @property
    def session(self) -> dict[str, Any]:
        """The session that `begun` was told."""
        found: dict[str, Any] = self.state["session"]
        return found


class Channel(Protocol):
    """How a platform takes a file. Methods raise AgainError, GoneError and TargetError."""

    def __init__(self, errand: Errand) -> None: ...

    async def begin(self) -> None:
        """Open a session; ends in `Errand.begun`."""

    async def offset(self) -> int:
        """How many bytes the platform has; all if the upload is over."""

    async def send(self, offset: int) -> int:
        """Send on from there; how many bytes the platform has then."""

    async def finish(self) -> dict[str, Any]:
        """Conclude an upload whose bytes are there; what came of it, `output` its URL."""


async def deliver(errand: Errand, channel: type[Channel]) -> dict[str, Any]:
    """Bring the file to the platform; a session that is known already goes on."""
    tries = _Tries(errand)
    if errand.state.get("session") and errand.state["digest"] != errand.digest:
        size, digest = errand.state["size"], errand.state["digest"]
        before = channel(replace(errand, size=size, digest=digest))
        try:  # the process that sent another rendition may have died just after its last byte
            if await tries.through(before.offset) == size:
                return await tries.through(before.finish)
        except GoneError:
            pass
        errand.state.clear()
    way = channel(errand)
    await _send_all(errand, way, tries)
    return await tries.through(way.finish)


async def _send_all(errand: Errand, way: Channel, tries: "_Tries") -> None:
    offset: int | None = None
    lost = 0
    while offset != errand.size:
        try:
            if not errand.state.get("session"):
                await way.begin()
                offset = 0
            elif offset is None:
                offset = await way.offset()
            else:
                offset = await way.send(offset)
                tries.reached(offset)
        except AgainError as error:
            await tries.wait(error)
            offset = None
        except GoneError:
            lost += 1
            if lost > SESSIONS:
                raise errand.line.refusal("lost the upload again and again") from None
            errand.state.clear()
    errand.progress(100.0)


class _Tries:
    """Counts failures since the last progress."""

    def __init__(self, errand: Errand) -> None:
        self._errand = errand
        self._failures = 0
        self._best = 0

    def reached(self, offset: int) -> None:
        """Note that the platform has so many bytes. Raises AgainError if they got no more."""
        if offset <= self._best:
            raise AgainError("it stored nothing of what was sent")
        self._best, self._failures = offset, 0

    async def wait(self, error: AgainError) -> None:
        """Pause before the next try; raises TargetError if there is none."""
        self._failures += 1
        line, most = self._errand.line, self._errand.settings.target_tries
        if self._failures >= most:
            text = f"gave up after {most} tries without progress: {error.reason}; try again later"
            raise line.refusal(text) from None
        if error.after > PATIENCE:
            text = f"asks to wait for {error.after:.0f} seconds; try again then"
            raise line.refusal(text) from None
        pause = random.random() * min(2 ** (self._failures - 1), LONGEST_PAUSE)  # noqa: S311
        await asyncio.sleep(max(pause, error.after))

    async def through(self, call: Callable[[], Awaitable[T]]) -> T:
        """Call until it works."""
        while True:
            try:
                return await call()
            except AgainError as error:
                await self.wait(error)
