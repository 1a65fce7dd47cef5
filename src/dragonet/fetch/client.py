"""The fetcher: cache, one download at a time of a URL, retries."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp.abc import AbstractResolver

from dragonet.errors import FetchError, StoreError
from dragonet.fetch.cache import Cache, Entry
from dragonet.fetch.flight import Call, Flights
from dragonet.fetch.problem import Problem
from dragonet.fetch.sweep import sweep
from dragonet.fetch.transfer import Transfer
from dragonet.fetch.urls import parse_url
from dragonet.settings import Settings
from dragonet.urls import mask_url, show_url

SWEEP_EVERY = 30.0
"""Seconds between sweeps of the cache by one process."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fetched:
    """A downloaded file.

    Attributes:
        path: local file; read only, its name is meaningless.
        url: the URL as a client may see it, credentials masked.
        content_type: what the server said it is, lower case, without parameters; None if it
            said nothing.
        charset: the charset parameter of that, lower case; None if there was none.
        location: the URL that redirects led to, without credentials, query and fragment: the
            base of relative URLs in the file.
    """

    path: Path
    url: str
    content_type: str | None
    charset: str | None
    location: str | None


class Fetcher:
    """Downloads what tasks name; one for each process, `async with` or `start` and `close`.

    A cached file is used without asking the server if its download ended after the task was
    queued, or within the server's `max-age` (60 s at most); else the server is asked whether it
    still holds. Whoever waits for a download that fails gets its error; failures are not cached.
    Redirects from https to http are followed; credentials stay with their origin.

    Args:
        settings: networks, limits, cache folder.
        resolver: looks host names up, for tests; the system's by default.
    """

    def __init__(self, settings: Settings, resolver: AbstractResolver | None = None) -> None:
        self._settings = settings
        self._resolver = resolver
        self._sweep_at = 0.0
        self._sweeping: asyncio.Future[int] | None = None

    async def start(self) -> None:
        """Open the cache; sweeps what killed processes left. Raises OSError."""
        self._cache = Cache(self._settings.cache_dir)
        # Threads of its own: a hanging name server must not hold up the disk.
        self._disk = ThreadPoolExecutor(4, "fetch-disk")
        self._transfer = Transfer(self._settings, self._disk, self._resolver)
        self._flights = Flights(self._cache, self._transfer, self._disk)
        self._sweep()

    async def close(self) -> None:
        """Close connections, wait for the disk."""
        await self._transfer.close()
        if self._sweeping:
            await asyncio.wait([self._sweeping])
        self._disk.shutdown()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def fetch(
        self,
        url: str,
        into: Path,
        queued_at: datetime | None = None,
        on_progress: Callable[[int, int | None], None] | None = None,
        max_bytes: int | None = None,
    ) -> Fetched:
        """Put the file at `url` into the folder `into`.

        Args:
            url: http or https, with `user:password@` if need be.
            into: a folder that is there.
            queued_at: when the task was queued, with time zone; now by default.
            on_progress: hears bytes so far, and in all if known.
            max_bytes: lowers the limit of the settings.

        Raises:
            FetchError: "File 'http://…' could not be fetched: 404 Not Found" and the like.
            StoreError: the local disk is full or fails.
        """
        asked = time.time()
        queued = min(asked, queued_at.timestamp()) if queued_at else asked
        limit = min(max_bytes or self._settings.fetch_max_bytes, self._settings.fetch_max_bytes)
        failed = f"File '{show_url(url)}' could not be fetched"
        try:
            call = Call(parse_url(url), into, asked, queued, limit, on_progress)
            path, entry = await self._within_time(call)
        except Problem as problem:
            raise FetchError(f"{failed}: {problem.text}", problem.missing) from problem
        except OSError as error:
            reason = (error.strerror or "failure").lower()
            raise StoreError(f"{failed}: local disk: {reason}") from error
        finally:
            self._sweep()
        return Fetched(path, mask_url(url), entry.content_type, entry.charset, entry.location)

    async def _within_time(self, call: Call) -> tuple[Path, Entry]:
        try:
            async with asyncio.timeout(self._settings.fetch_timeout):
                return await self._flights.obtain(call)
        except TimeoutError:
            raise Problem(f"not complete after {self._settings.fetch_timeout:g} s") from None

    def _sweep(self) -> None:
        if time.monotonic() < self._sweep_at or (self._sweeping and not self._sweeping.done()):
            return
        self._sweep_at = time.monotonic() + SWEEP_EVERY
        limits = (self._settings.cache_max_bytes, self._settings.cache_ttl, time.time())
        loop = asyncio.get_running_loop()
        self._sweeping = loop.run_in_executor(self._disk, sweep, self._cache, *limits)
        self._sweeping.add_done_callback(_swept)


def _swept(sweeping: asyncio.Future[int]) -> None:
    if not sweeping.cancelled() and (error := sweeping.exception()):
        _log.warning("the input cache could not be swept: %s", error)
