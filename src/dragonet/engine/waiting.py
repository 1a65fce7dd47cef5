"""Tasks that wait for others: messages of the queue that no lane pulls.

An API process holds each and follows the tasks that it waits for, as it does for clients. When
they have ended, the task is queued in its lane; when one has failed, too, and the worker that
gets it finds that out. A message is taken off only after that, so whoever dies in between, it is
delivered to another process and looked at again.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from nats.aio.msg import Msg

from dragonet.engine.nats import STATUSES, TASKS, WAITING, Engine
from dragonet.engine.pump import Pump
from dragonet.engine.queue import subject_of
from dragonet.engine.records import Definition, Status
from dragonet.engine.statuses import Statuses

AT_ONCE = 10_000
"""Waiting tasks that one process holds."""

HOLD = 300.0
"""Seconds after which a waiting task gives its place to another for a moment."""

GRACE = 60.0
"""Seconds in which a task that is unknown may still be on its way into the queue."""

RECHECK = 15.0
"""Seconds after which the bucket is read again, in case that a change was lost."""


@asynccontextmanager
async def releasing(engine: Engine, statuses: Statuses, lease: float) -> AsyncIterator[None]:
    """Queue tasks whose wait is over while the block runs."""
    releaser = Releaser(engine, statuses)
    pump = Pump(engine, TASKS, WAITING, releaser.release, at_once=AT_ONCE, lease=lease)
    async with pump.running():
        yield


class Releaser:
    """Waits with tasks."""

    def __init__(self, engine: Engine, statuses: Statuses) -> None:
        self._engine = engine
        self._statuses = statuses

    async def release(self, message: Msg) -> None:
        """Queue a task when its wait is over."""
        definition = Definition.load(message.data)
        try:
            async with asyncio.timeout(HOLD):
                due = await self._due(definition)
        except TimeoutError:
            await message.nak(delay=1)
            return
        if due:
            headers = {"Nats-Msg-Id": definition.key}  # a second time it counts as the same
            await self._engine.publish(subject_of(definition), message.data, headers)
        await message.ack()

    async def _due(self, definition: Definition) -> bool:
        """Wait until the task can run; false if it has a status already: queued, or cancelled.

        Raises TimeoutError if it is too early to say.
        """
        key, after = definition.key, definition.after
        async with self._statuses.watching([key, *after]) as queue:
            if await self._engine.get(STATUSES, key) is not None:
                return False
            found = {name: await self._statuses.present(name) for name in after}
            first = {name: item for name, item in found.items() if item is not None}
            if len(first) < len(found) and _age(definition) < GRACE:
                raise TimeoutError  # the request that created them is still being stored
            states = {name: status.state for name, (_, status) in first.items()}
            first[key] = 0, Status.queued(definition)
            changes = self._statuses.changes(queue, first, RECHECK)
            while "error" not in states.values() and set(states.values()) - {"success"}:
                status = await anext(changes)
                if status is not None and status.key == key:
                    return False
                if status is not None:
                    states[status.key] = status.state
            return True


def _age(definition: Definition) -> float:
    """Seconds since the task was created."""
    return (datetime.now(UTC) - datetime.fromisoformat(definition.queued)).total_seconds()
