"""Statuses of tasks: put, get, watch, wait."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime

from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import api
from nats.js.client import JetStreamContext
from nats.js.errors import APIError

from dragonet.engine.nats import DEFINITIONS, STATUSES, Engine
from dragonet.engine.records import Definition, Status
from dragonet.errors import UnavailableError

log = logging.getLogger(__name__)

KNOWN = 20_000
"""Final statuses held in memory; they never change, so reading them again is free."""

SMALL = 4096
"""Bytes of a status that is worth holding."""


Changes = asyncio.Queue[tuple[int, Status]]
"""Revisions and statuses as they come."""


class Statuses:
    """The bucket of statuses as the API sees it.

    One ordered consumer follows all changes and hands each to those who wait for its key, so a
    waiting client costs a queue and no thread.
    """

    def __init__(self, engine: Engine, life: float) -> None:
        self._life = life
        self._engine = engine
        self._waiting: dict[str, set[Changes]] = {}
        self._final: OrderedDict[str, tuple[int, Status]] = OrderedDict()
        self._last = 0
        self._feed: JetStreamContext.PushSubscription | None = None
        self._following = asyncio.Lock()
        engine.on_reconnect(self.follow)

    async def follow(self) -> None:
        """Start, or after a reconnection go on, following the bucket from the last change seen."""
        async with self._following:
            try:
                await self._follow()
            except (TimeoutError, NatsError, APIError) as error:
                log.warning("cannot follow statuses yet: %s", error)
                asyncio.get_running_loop().call_later(1, self._retry)

    async def _follow(self) -> None:
        feed, self._feed = self._feed, None
        if feed is not None:
            await feed.unsubscribe()
        config = api.ConsumerConfig(deliver_policy=api.DeliverPolicy.NEW)
        if self._last:
            config.deliver_policy = api.DeliverPolicy.BY_START_SEQUENCE
            config.opt_start_seq = self._last + 1
        self._feed = await self._engine.js.subscribe(
            f"$KV.{STATUSES}.*",
            stream=f"KV_{STATUSES}",
            ordered_consumer=True,
            config=config,
            cb=self._changed,
            pending_msgs_limit=1_000_000,
            pending_bytes_limit=512 << 20,
        )

    def _retry(self) -> None:
        self._task = asyncio.ensure_future(self.follow())

    async def _changed(self, msg: Msg) -> None:
        revision = msg.metadata.sequence.stream
        self._last = revision
        waiting = self._waiting.get(msg.subject.rpartition(".")[2])
        if waiting:
            status = Status.load(msg.data)
            for queue in waiting:
                queue.put_nowait((revision, status))

    async def present(self, key: str) -> tuple[int, Status] | None:
        """The present status with its revision; None if the key is unknown or expired."""
        known = self._final.get(key)
        if known is not None and self._young(known[1]):
            return known
        found = await self.read(key)
        if found is not None:
            self._remember(*found)
        return found

    async def get(self, key: str) -> Status | None:
        """The present status; None if the key is unknown or expired."""
        found = await self.present(key)
        return None if found is None else found[1]

    def _young(self, status: Status) -> bool:
        completed = datetime.fromisoformat(status.events["completed"]).timestamp()
        return time.time() < completed + self._life

    def _remember(self, revision: int, status: Status) -> None:
        if status.final and len(status.dump()) <= SMALL:
            self._final[status.key] = (revision, status)
            if len(self._final) > KNOWN:
                self._final.popitem(last=False)

    def forget(self, key: str) -> None:
        """Read the key from the bucket next time."""
        self._final.pop(key, None)

    @asynccontextmanager
    async def watching(self, keys: Iterable[str]) -> AsyncIterator[Changes]:
        """A queue of (revision, status) of every change of `keys` from now on, in order."""
        queue: Changes = asyncio.Queue()
        keys = tuple(keys)
        for key in keys:
            self._waiting.setdefault(key, set()).add(queue)
        try:
            yield queue
        finally:
            for key in keys:
                self._waiting[key].discard(queue)
                if not self._waiting[key]:
                    del self._waiting[key]

    async def read(self, key: str) -> tuple[int, Status] | None:
        """The present status with its revision, from the bucket.

        A task without a status, whose revision is then 0, is queued: see `Queue.submit`.
        """
        found = await self._engine.get(STATUSES, key)
        if found is not None:
            return found[1], Status.load(found[0])
        found = await self._engine.get(DEFINITIONS, key)
        return None if found is None else (0, Status.queued(Definition.load(found[0])))

    async def changes(
        self,
        queue: Changes,
        first: dict[str, tuple[int, Status]],
        recheck: float,
    ) -> AsyncIterator[Status | None]:
        """Every change of the watched tasks after `first`, until all are final.

        Yields None each `recheck` seconds without a change; the bucket is read again then, so
        that a change lost on the way (a NATS that came back empty-handed) is found all the same.
        """
        seen = {key: revision for key, (revision, _) in first.items()}
        running = {key for key, (_, status) in first.items() if not status.final}
        queued = {key for key in running if first[key][1].state == "queued"}
        while running:
            try:
                async with asyncio.timeout(recheck):
                    revision, status = await queue.get()
            except TimeoutError:
                yield None
                for found in await self._reread(running):
                    queue.put_nowait(found)
                continue
            if status.key not in running or revision <= seen[status.key]:
                continue
            seen[status.key] = revision
            if status.final:
                running.discard(status.key)
                self._remember(revision, status)
                # it may have ended too soon for the step between to be stored
                if status.key in queued and "started" in status.events:
                    yield status.before_end()
            queued.discard(status.key)
            yield status

    async def _reread(self, keys: Iterable[str]) -> list[tuple[int, Status]]:
        try:
            found = [await self.read(key) for key in tuple(keys)]
        except UnavailableError:
            return []
        return [item for item in found if item is not None]
