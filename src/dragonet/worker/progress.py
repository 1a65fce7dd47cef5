"""Publishes what a running task reports: throttled, in order, never going back."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dragonet.engine.nats import STATUSES, ConflictError, Engine
from dragonet.engine.records import Status
from dragonet.errors import UnavailableError

INTERVAL = 0.2
"""Least seconds between two published changes of progress: five a second."""

MOMENT = 0.1
"""Seconds from its start in which a task that ends publishes its end alone."""


class LeaseLostError(Exception):
    """Another worker has taken the task over."""


class StatusWriter:
    """The one writer of a task's status while a worker holds the task.

    Each write names the revision before it, so that a worker that lost its lease while it was
    stopped can never overwrite the work of the one that took over.
    """

    def __init__(self, engine: Engine, status: Status, revision: int | None) -> None:
        self._engine = engine
        self._revision = revision
        self.status = status
        self._published = 0.0
        self._dirty = False
        self._later: asyncio.TimerHandle | None = None
        self._writing = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._unsure: set[bytes] = set()
        self.lost = False
        self.when_lost: Callable[[], object] = _nothing

    def begin(self) -> None:
        """Publish the status in a moment, unless `finish` is faster."""
        self._dirty = True
        self._later = asyncio.get_running_loop().call_later(MOMENT, self._flush)

    def report(self, progress: Any) -> None:
        """Take a new progress; a number that is not larger than the last one is dropped."""
        before = self.status.progress
        if _is_number(progress) and _is_number(before) and progress <= before:
            return
        self.status = replace(self.status, progress=progress)
        self._soon()

    def partial(self, values: dict[str, Any], files: dict[str, str]) -> None:
        """Add output values and files known before the end."""
        self.status = replace(
            self.status,
            values={**self.status.values, **values},
            files={**self.status.files, **files},
        )
        self._soon()

    def _soon(self) -> None:
        self._dirty = True
        if self._later is None:
            wait = max(0.0, self._published + INTERVAL - time.monotonic())
            self._later = asyncio.get_running_loop().call_later(wait, self._flush)

    def _flush(self) -> None:
        task = asyncio.ensure_future(self._publish_if_dirty())
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and isinstance(task.exception(), LeaseLostError):
            self.lose()

    def lose(self) -> None:
        """Stop the run: the task is another worker's, or cancelled."""
        self.lost = True
        self.when_lost()

    async def _publish_if_dirty(self) -> None:
        self._later = None
        if self._dirty:
            await self.publish()

    async def publish(self) -> None:
        """Write the present status now. Raises LeaseLostError or UnavailableError."""
        async with self._writing:
            self._published, self._dirty = time.monotonic(), False
            data = self.status.dump()
            try:
                self._revision = await self._put(data)
            except UnavailableError:
                self._unsure.add(data)
                raise
            self._unsure.clear()

    async def _put(self, data: bytes) -> int:
        """Write; a revision that is not the expected one may be an own write without answer."""
        key = self.status.key
        try:
            return await self._engine.put(STATUSES, key, data, self._revision)
        except ConflictError as error:
            found = await self._engine.get(STATUSES, key)
            if found is None or found[0] not in self._unsure | {data}:
                raise LeaseLostError from error
            if found[0] == data:
                return found[1]
            self._revision = found[1]
            return await self._put(data)

    async def finish(self, status: Status) -> None:
        """Write the final status; nothing is written after it. Waits for a NATS that is away."""
        self.stop()
        self.status = status
        while True:
            try:
                return await self.publish()
            except UnavailableError:
                await asyncio.sleep(0.5)

    def stop(self) -> None:
        """Drop what has not been published yet."""
        self._dirty = False
        if self._later is not None:
            self._later.cancel()
            self._later = None


def _nothing() -> None:
    """Do nothing."""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
