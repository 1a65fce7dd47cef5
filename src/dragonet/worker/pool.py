"""The child processes of one lane, or of one run: warm, kept, replaced."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from dragonet.engine.spec import Lane
from dragonet.settings import Settings
from dragonet.worker.children import Child, ChildDiedError, Report, Request

log = logging.getLogger(__name__)


class Children:
    """The child processes of one lane: warm, as many as its slots need, replaced when worn."""

    def __init__(self, settings: Settings, lane: Lane, most: int, preload: Sequence[str]) -> None:
        self._settings = settings
        self._lane: Lane = lane
        self._most = most
        self._preload = preload
        self._idle: asyncio.LifoQueue[Child | OSError] = asyncio.LifoQueue()
        self._all: set[Child] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False

    async def warm_up(self) -> None:
        """Have a child ready ahead of the next task."""
        if self._idle.empty():
            self._start()
        await asyncio.gather(*self._starting)

    async def run(self, request: Request, report: Report) -> dict[str, Any]:
        """Run a task in a free child; see `Child.run`."""
        child = await self._take()
        try:
            return await child.run(request, report)
        finally:
            self._put_back(child)

    async def _take(self) -> Child:
        """A free child: whichever comes first, one that ends its task or a new one."""
        if self._idle.empty():
            self._start()
        while True:
            child = await self._idle.get()
            if isinstance(child, OSError):
                raise ChildDiedError(f"a process could not be started: {child}") from child
            if child.alive:
                return child
            self._replace(child)

    def _start(self) -> None:
        if not self._closed and len(self._all) + len(self._starting) < self._most:
            task = asyncio.create_task(self._add())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _add(self) -> None:
        try:
            child = await Child.start(self._lane, self._preload)
        except (OSError, ChildDiedError) as error:
            log.error("child did not start: %s", error)
            self._idle.put_nowait(OSError(str(error)))
            return
        self._all.add(child)
        self._idle.put_nowait(child)

    def _put_back(self, child: Child) -> None:
        worn = child.tasks >= self._settings.child_tasks
        grown = child.size - child.first_size > self._settings.child_growth
        if child.alive and not worn and not grown:
            self._idle.put_nowait(child)
        else:
            self._replace(child)

    def _replace(self, child: Child) -> None:
        self._all.discard(child)
        task = asyncio.create_task(child.kill())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
        self._start()

    async def close(self) -> None:
        """End all children."""
        self._closed = True
        for task in self._starting:
            task.cancel()
        await asyncio.gather(*self._starting, *self._ending, return_exceptions=True)
        await asyncio.gather(*(child.kill() for child in self._all))
