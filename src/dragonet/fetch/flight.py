"""One download at a time of a URL, on the whole machine; the others wait and share it."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from dragonet.fetch.body import Order, too_large
from dragonet.fetch.cache import Cache, Entry
from dragonet.fetch.problem import Problem
from dragonet.fetch.transfer import Transfer
from dragonet.fetch.urls import Target

PAUSES = (0.2, 0.8)
"""Seconds before each further attempt at what may be a passing fault."""
LONGEST_PAUSE = 5.0
"""Longest `Retry-After` that is waited for, seconds."""
_POLL = (0.002, 0.05)
"""First and longest pause between looks at another's download, seconds."""

T = TypeVar("T")


@dataclass(frozen=True)
class Call:
    """One call of `fetch`.

    Attributes:
        target: what is asked for.
        into: the folder that gets the file.
        asked: time of the call, Unix seconds.
        queued: time from which an answer of the server is new enough, Unix seconds.
        limit: most bytes.
        on_progress: hears bytes so far, and in all if known.
    """

    target: Target
    into: Path
    asked: float
    queued: float
    limit: int
    on_progress: Callable[[int, int | None], None] | None


class Flights:
    """Downloads into the cache, each URL once at a time.

    Args:
        cache: shared by processes; its locks decide who downloads.
        transfer: one attempt.
        disk: the threads that touch files.
    """

    def __init__(self, cache: Cache, transfer: Transfer, disk: Executor) -> None:
        self._cache = cache
        self._transfer = transfer
        self._disk = disk

    async def obtain(self, call: Call) -> tuple[Path, Entry]:
        """The file in the caller's folder: from the cache, downloaded, or by waiting.

        Raises Problem, and OSError of the disk.
        """
        path, entry = await self._obtain(call)
        if call.on_progress:
            call.on_progress(entry.size, entry.size)
        return path, entry

    async def _obtain(self, call: Call) -> tuple[Path, Entry]:
        pause, longest = _POLL
        while True:
            with self._cache.lock(call.target.key) as mine:
                path, entry = await self._on_disk(self._take, call)
                if path and entry:
                    return path, entry
                if mine:
                    return await self._download(call, entry)
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, longest)

    def _take(self, call: Call) -> tuple[Path | None, Entry | None]:
        """The file, if the cache may answer, and the entry; raises Problem if it just failed."""
        entry = self._cache.entry(call.target.key)
        if entry and entry.fresh(call.queued, time.time()):
            return self._link(call, entry), entry
        self._cache.check_failure(call.target.key, call.asked)
        return None, entry

    def _link(self, call: Call, entry: Entry) -> Path | None:
        if entry.size > call.limit:
            raise too_large(entry.size, call.limit)
        return self._cache.link(call.target.key, entry, call.into)

    async def _download(self, call: Call, stale: Entry | None) -> tuple[Path, Entry]:
        """Download as the holder of the lock."""
        try:
            return await self._attempts(call, stale)
        except Problem as problem:
            if problem.shared:
                await self._on_disk(self._cache.put_failure, call.target.key, problem)
            raise

    async def _attempts(self, call: Call, stale: Entry | None) -> tuple[Path, Entry]:
        for pause in PAUSES:
            try:
                return await self._attempt(call, stale)
            except Problem as problem:
                if not problem.retry or problem.after > LONGEST_PAUSE:
                    raise
                wait = max(pause, problem.after)
            await asyncio.sleep(wait)
        return await self._attempt(call, stale)

    async def _attempt(self, call: Call, stale: Entry | None) -> tuple[Path, Entry]:
        order = Order(self._cache.new_file(call.target.key), call.limit, call.on_progress)
        try:
            entry = await self._transfer.run(call.target, stale, order)
            return await self._on_disk(self._land, call, entry)
        except BaseException:
            order.path.unlink(missing_ok=True)
            raise

    def _land(self, call: Call, entry: Entry) -> tuple[Path, Entry]:
        self._cache.put(call.target.key, entry)
        path = self._link(call, entry)
        if path is None:
            raise Problem("it vanished from the cache", retry=True)
        return path, entry

    async def _on_disk(self, work: Callable[..., T], *args: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._disk, work, *args)
