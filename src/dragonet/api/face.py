"""What the API's handlers share, and how they create tasks."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from dragonet.accounts import Account, Accounts
from dragonet.api.auth import Rates
from dragonet.api.definitions import Prepared, fingerprint
from dragonet.api.errors import RequestError
from dragonet.api.wire import details_json
from dragonet.engine.cancel import cancel
from dragonet.engine.nats import REUSE, ConflictError, Engine
from dragonet.engine.queue import Queue
from dragonet.engine.records import Status
from dragonet.engine.spec import Task
from dragonet.engine.statuses import Statuses
from dragonet.errors import FileNotStoredError
from dragonet.settings import Settings
from dragonet.storage.store import FileStore


@dataclass
class Face:
    """The API's view of the engine, the store and the accounts."""

    settings: Settings
    catalog: Mapping[str, Task]
    accounts: Accounts
    engine: Engine
    queue: Queue
    statuses: Statuses
    store: FileStore
    rates: Rates = field(default_factory=Rates)

    def base(self, request: Request) -> str:
        """The public address of the service as this client sees it."""
        if self.settings.public_url:
            return self.settings.public_url.rstrip("/")
        return str(request.base_url).rstrip("/")

    async def check_limits(self, account: Account, tasks: int) -> None:
        """Raise RequestError with 401 if the account may not create so many tasks now."""
        most = account.limits.queued
        if most is not None and await self.queue.pending(account.name) + tasks > most:
            text = f"account limit reached: at most {most} tasks may be queued at once"
            raise RequestError("tasks", "body", text, 401)
        if not self.rates.take(account, tasks):
            most = account.limits.per_minute
            text = f"account limit reached: at most {most} tasks a minute"
            raise RequestError("tasks", "body", text, 401)
        self.queue.count(account.name, tasks)

    async def submit(self, prepared: Sequence[Prepared]) -> list[Status]:
        """Queue the tasks that are right, end those that are not; their statuses, in order."""
        tasks, statuses = [], []
        for item in prepared:
            status = Status.queued(item.definition)
            if item.errors is not None:
                status = status.failed({"parameters": item.errors})
            before = await self._soon(item.definition.key) if item.repeated else None
            if before is None:  # new, or its first request died before it was stored
                tasks.append((item.definition, status))
            statuses.append(before or status)
        await self.queue.submit(tasks)
        return statuses

    async def reuse_or_submit(self, prepared: Prepared, account: Account) -> str:
        """The key of a task that does what this definition asks: a living one, else a new one."""
        name = hashlib.sha256(fingerprint(prepared.definition)).hexdigest()
        for _ in range(3):
            found = await self.engine.get(REUSE, name)
            if found is not None and await self._lives(found[0].decode()):
                return found[0].decode()
            await self.check_limits(account, 1)
            revision = 0 if found is None else found[1]
            try:
                await self.engine.put(REUSE, name, prepared.definition.key.encode(), revision)
            except ConflictError:
                continue  # another request for the same was faster: take its task
            break
        await self.submit([prepared])
        return prepared.definition.key

    async def _soon(self, key: str) -> Status | None:
        """The status of a task that another request may be about to queue."""
        for _ in range(10):
            status = await self.statuses.get(key)
            if status is not None:
                return status
            await asyncio.sleep(0.05)
        return await self.statuses.get(key)

    async def _lives(self, key: str) -> bool:
        """Whether the task is on its way, or succeeded and its files are still there."""
        status = await self._soon(key)
        if status is None or status.state == "error":
            return False
        try:
            for path in status.files.values():
                await self.store.head(path)
        except FileNotStoredError:
            self.statuses.forget(key)
            return False
        return True

    async def cancel(self, key: str) -> Status | None:
        """End a task that has not ended; its status after that."""
        status = await cancel(self.engine, self.statuses, key)
        self.statuses.forget(key)
        return status

    async def details(self, key: str) -> dict[str, Any] | None:
        """What `details` adds to a status."""
        definition = await self.queue.definition(key)
        if definition is None:
            return None
        return details_json(definition, self.catalog.get(definition.name))
