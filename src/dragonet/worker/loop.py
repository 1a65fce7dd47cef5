"""The worker process: pulls tasks into its slots until it is told to stop."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from dragonet.engine.cancel import on_cancel
from dragonet.engine.invitations import Invitation
from dragonet.engine.nats import Engine
from dragonet.engine.queue import Delivery, Puller
from dragonet.engine.spec import LANES, Lane, Task
from dragonet.errors import UnavailableError
from dragonet.fetch import Fetcher
from dragonet.settings import Settings
from dragonet.storage.store import FileStore
from dragonet.worker.context import Context
from dragonet.worker.pool import Children
from dragonet.worker.remote import help_elsewhere
from dragonet.worker.run_one import run_one
from dragonet.worker.scratch import scratch_folder

log = logging.getLogger(__name__)


class Worker:
    """Runs tasks of all lanes; each lane has slots of its own, so none waits for another."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._stopping = asyncio.Event()
        self._pulling: set[asyncio.Task[None]] = set()

    def stop(self) -> None:
        """Pull nothing more; `run` returns when the running tasks have finished."""
        self._stopping.set()
        for slot in self._pulling:
            slot.cancel()

    async def run(self) -> None:
        """Work until stopped; then let tasks finish for `drain` seconds and hand back the rest."""
        settings = self._context.settings
        counts = settings.slots
        slots = [
            asyncio.ensure_future(self._slot(lane)) for lane in LANES for _ in range(counts[lane])
        ]
        await self._stopping.wait()
        _, running = await asyncio.wait(slots, timeout=settings.drain)
        for slot in running:
            slot.cancel()
        await asyncio.gather(*slots, return_exceptions=True)

    async def _slot(self, lane: Lane) -> None:
        puller = Puller(self._context.engine, lane)
        this = asyncio.current_task()
        assert this is not None
        try:
            while not self._stopping.is_set():
                self._pulling.add(this)
                delivery = await self._pull(puller)
                self._pulling.discard(this)
                if delivery is not None:
                    await self._outlive(delivery)
        finally:
            self._pulling.discard(this)
            await puller.close()

    async def _pull(self, puller: Puller) -> Delivery | Invitation | None:
        try:
            return await puller.next()
        except UnavailableError as error:
            log.warning("%s", error.text)
        except Exception:
            log.exception("pulling failed")  # a slot must outlive whatever it meets
        await asyncio.sleep(0.5)
        return None

    async def _outlive(self, delivery: Delivery | Invitation) -> None:
        try:
            if isinstance(delivery, Invitation):
                await help_elsewhere(self._context, delivery, self._stopping.is_set)
            else:
                await self._run(delivery)
        except Exception:
            # Nothing a task does may end its slot; unacked, it runs again when the lease ends.
            log.exception("task run failed", extra={"key": delivery.key})
            await asyncio.sleep(1)

    async def _run(self, delivery: Delivery) -> None:
        started = time.monotonic()
        await run_one(self._context, delivery)
        seconds = round(time.monotonic() - started, 3)
        name = delivery.definition.name
        log.debug("task ended", extra={"key": delivery.key, "task": name, "seconds": seconds})


@asynccontextmanager
async def worker(
    settings: Settings, catalog: Mapping[str, Task], engine: Engine, store: FileStore
) -> AsyncIterator[Worker]:
    """A worker with warm children, ready to run."""
    counts = settings.slots
    children = {
        lane: Children(settings, lane, counts[lane], _preload(catalog, lane)) for lane in LANES
    }
    async with AsyncExitStack() as stack:
        fetcher = await stack.enter_async_context(Fetcher(settings))
        for pool in children.values():
            stack.push_async_callback(pool.close)
        await children["quick"].warm_up()
        scratch = stack.enter_context(scratch_folder(settings.scratch_dir.absolute()))
        context = Context(settings, catalog, engine, fetcher, store, children, scratch)
        await on_cancel(engine, context.cancelled)
        yield Worker(context)


def _preload(catalog: Mapping[str, Task], lane: Lane) -> list[str]:
    names = (name for task in catalog.values() if task.lane == lane for name in task.preload)
    return list(dict.fromkeys(names))
