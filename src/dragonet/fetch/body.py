"""The body of an answer to disk, within the limits of size and pace."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import aiohttp
from aiohttp.http_exceptions import ContentEncodingError

from dragonet.fetch.problem import Problem, silent
from dragonet.settings import Settings

BUFFER = 1 << 20
MAX_DECODED = 256 << 20
"""Most bytes of a body that was compressed for the way: media never gains by it, bombs do."""

_ENCODINGS = ("gzip", "deflate", "br", "zstd")


@dataclass(frozen=True)
class Order:
    """What a body may be and where it goes.

    Attributes:
        path: the file to write, new.
        limit: most bytes.
        on_progress: hears bytes so far, and in all if known.
    """

    path: Path
    limit: int
    on_progress: Callable[[int, int | None], None] | None = None


class Body:
    """One body on its way to disk.

    Args:
        answer: its headers have been read.
        order: file and limit.
        settings: pace.
        disk: the threads that write.
    """

    def __init__(
        self, answer: aiohttp.ClientResponse, order: Order, settings: Settings, disk: Executor
    ) -> None:
        self._answer = answer
        self._content = answer.content
        self._order = order
        self._settings = settings
        self._disk = disk
        # Other names are mistakes of servers (`utf-8`, `aws-chunked`): the bytes are as stored.
        self._encoded = answer.headers.get("Content-Encoding", "").lower() in _ENCODINGS
        self._limit = min(order.limit, MAX_DECODED) if self._encoded else order.limit
        self._declared = answer.content_length
        self._received = 0
        self._window = (time.monotonic(), 0)

    async def save(self) -> int:
        """Write the file; returns its bytes. Raises Problem, and OSError of the disk."""
        if self._declared is not None and self._declared > self._limit:
            raise too_large(self._declared, self._limit)
        with self._order.path.open("xb") as file:
            try:
                await self._pump(file)
            except aiohttp.ClientError as error:
                raise self._explain(error) from error
        if not self._received:
            raise Problem("the file is empty")
        return self._received

    async def _pump(self, file: BinaryIO) -> None:
        chunks: list[bytes] = []
        size = 0
        while chunk := await self._read():
            self._count(len(chunk))
            chunks.append(chunk)
            size += len(chunk)
            if size >= BUFFER:
                await self._write(file, chunks)
                chunks, size = [], 0
        await self._write(file, chunks)

    async def _read(self) -> bytes:
        # aiohttp's own read timeout is lost when its parser fails amid a chunked body.
        try:
            async with asyncio.timeout(self._settings.fetch_stall):
                return await self._content.readany()
        except TimeoutError:
            connection = self._answer.connection
            gone = connection is None or connection.transport is None
            raise self._cut() if gone else silent(self._settings) from None

    async def _write(self, file: BinaryIO, chunks: list[bytes]) -> None:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._disk, file.writelines, chunks)

    def _count(self, size: int) -> None:
        self._received += size
        if self._received > self._limit:
            raise Problem(f"it is larger than the limit of {self._limit:,} bytes", shared=False)
        self._check_pace()
        if self._order.on_progress:
            self._order.on_progress(self._received, None if self._encoded else self._declared)

    def _check_pace(self) -> None:
        began, before = self._window
        now = time.monotonic()
        seconds = now - began
        if seconds < self._settings.fetch_stall:
            return
        if self._received - before < self._settings.fetch_min_rate * seconds:
            rate = (self._received - before) / seconds
            raise Problem(
                f"the server is too slow: {rate:.0f} bytes a second, "
                f"at least {self._settings.fetch_min_rate} are asked for"
            )
        self._window = (now, self._received)

    def _explain(self, error: aiohttp.ClientError) -> Problem:
        if isinstance(error, aiohttp.SocketTimeoutError):
            return silent(self._settings)
        if isinstance(error.__cause__, ContentEncodingError):
            return Problem("the Content-Encoding of the answer cannot be decoded")
        return self._cut(retry=True)

    def _cut(self, retry: bool = False) -> Problem:
        got = self._content.total_raw_bytes
        of = "" if self._declared is None else f" of {self._declared:,}"
        return Problem(f"the connection was cut after {got:,}{of} bytes", retry=retry)


def too_large(size: int, limit: int) -> Problem:
    """A file whose size is known to exceed the limit."""
    return Problem(f"its size of {size:,} bytes exceeds the limit of {limit:,} bytes", shared=False)
