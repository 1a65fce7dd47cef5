"""The desk of one run: has its parts, and processes of this machine that help with them."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from dragonet.engine.spec import Task
from dragonet.parts import OWN, Parts, Span
from dragonet.settings import Settings
from dragonet.worker.children import Request
from dragonet.worker.helping import help_here
from dragonet.worker.pool import Children

log = logging.getLogger(__name__)

PATIENCE = 1.0
"""Seconds after which the run is to ask again; a worker checks its limits between."""


class Desk:
    """Decides who does which part of a run; it begins when the run says so, and must be closed.

    Args:
        settings: has the lease of a part.
        task: the task.
        request: what the run was asked; helpers are asked the same for a part.
        processes: how many processes may work here, that of the run included.
        report: receives the progress of the task, per cent.
    """

    def __init__(
        self,
        settings: Settings,
        task: Task,
        request: Request,
        *,
        processes: int,
        report: Callable[[float], None],
    ) -> None:
        self._settings = settings
        self._task = task
        self._request = request
        self._processes = processes
        self._report = report
        self._folder = request.scratch.parent / "parts"
        self._parts = Parts((), settings.lease, report)
        self._changed = asyncio.Event()
        self._children: list[Children] = []
        self._working: set[asyncio.Task[None]] = set()

    async def hear(self, message: dict[str, Any]) -> dict[str, Any] | None:
        """Take what the run says, and answer if it asks; see `DeskBoard`."""
        if "want" in message:
            return await self._next(message["want"])
        if "start" in message:
            await self._start(message["start"], message["span"])
        elif "done" in message:
            self._parts.done(message["done"], Path(message["file"]))
        else:
            self._parts.working(message["working"], OWN, message["progress"])
        return None

    async def _start(self, values: Sequence[Any], span: Span) -> None:
        await self.close()
        self._parts = Parts(values, self._settings.lease, self._report, span)
        self._parts.changed = self._changed.set
        if len(values) > 1:
            await self.open()

    async def open(self) -> None:
        """Have others help: here, processes of this machine."""
        for _ in range(min(self._processes, len(self._parts)) - 1):
            children = Children(self._settings, self._task.lane, 1, self._task.preload)
            self._children.append(children)
            self.spawn(help_here(self._parts, children, self._request, self._folder))

    async def close(self) -> None:
        """Send the helpers away."""
        for task in self._working:
            task.cancel()
        await asyncio.gather(*self._working, return_exceptions=True)
        await asyncio.gather(*(children.close() for children in self._children))
        self._children.clear()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something until the desk is closed."""
        task = asyncio.ensure_future(work)
        self._working.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._working.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("helping failed", exc_info=error, extra={"task": self._task.name})

    async def _next(self, wanted: int) -> dict[str, Any]:
        """What the run is to do; nothing if it had better ask again."""
        for wait in (PATIENCE, 0):
            self._changed.clear()
            if self._parts.error is not None:
                return {"error": self._parts.error}
            if file := self._parts.file(wanted):
                return {"file": str(file)}
            if (index := self._parts.claim(OWN)) is not None:
                return {"do": index}
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), wait)
        return {}
