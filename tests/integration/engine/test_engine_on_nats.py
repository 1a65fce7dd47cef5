"""Queue and statuses on a real NATS server: order, fencing, reconnection."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from dragonet.engine.embedded import EmbeddedServer
from dragonet.engine.nats import STATUSES, ConflictError, Engine, connect
from dragonet.engine.queue import Delivery, Puller, Queue
from dragonet.engine.records import Definition, Status, new_key, now
from dragonet.engine.statuses import Statuses
from dragonet.errors import UnavailableError
from dragonet.settings import Settings
from dragonet.worker.progress import LeaseLostError, StatusWriter


@asynccontextmanager
async def nats(folder: Path, lease: float = 30) -> AsyncIterator[tuple[EmbeddedServer, Engine]]:
    """A private server and a connection to it."""
    server = EmbeddedServer(folder)
    await server.start()
    keeper = asyncio.ensure_future(server.keep_running())
    try:
        async with connect(Settings(lease=lease), server.url, "test") as engine:
            yield server, engine
    finally:
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
        await server.stop()


async def freeze(pid: int) -> None:
    """SIGSTOP, and wait until it has worked: busy machines take a moment."""
    os.kill(pid, signal.SIGSTOP)
    while psutil.Process(pid).status() != psutil.STATUS_STOPPED:
        await asyncio.sleep(0.01)


def definition(lane: str = "quick", account: str = "me") -> Definition:
    return Definition(
        key=new_key(),
        name="hello",
        params={"name": "x"},
        version=2,
        account=account,
        lane=lane,  # type: ignore[arg-type]
        store={"type": "volatile"},
        queued=now(),
    )


def queued(task: Definition) -> tuple[Definition, Status]:
    return task, Status.queued(task)


async def test_a_task_goes_through_the_queue_once(tmp_path: Path) -> None:
    async with nats(tmp_path) as (_, engine):
        queue = Queue(engine)
        first, second = definition(), definition("heavy")
        await queue.submit([queued(first), queued(second)])
        assert await queue.pending("me") == 2
        assert await queue.pending("you") == 0
        assert await queue.definition(first.key) == first
        quick, heavy = Puller(engine, "quick"), Puller(engine, "heavy")
        got, other = await quick.next(2), await heavy.next(2)
        assert isinstance(got, Delivery)
        assert isinstance(other, Delivery)
        assert (got.definition, other.definition) == (first, second)
        assert got.first
        assert got.deaths == 0
        assert await quick.next(0.2) is None
        await got.done()
        await other.done()
        async with asyncio.timeout(20):
            while await queue.pending("me"):
                await asyncio.sleep(0.05)


async def test_a_task_handed_back_has_not_died_and_a_silent_one_has(tmp_path: Path) -> None:
    async with nats(tmp_path, lease=1.2) as (_, engine):
        await Queue(engine).submit([queued(definition())])
        puller = Puller(engine, "quick")
        delivery = await puller.next(2)
        assert isinstance(delivery, Delivery)
        await delivery.hand_back()
        again = await puller.next(2)
        assert isinstance(again, Delivery)
        assert (again.deaths, again.first) == (0, False)
        silent = await puller.next(4)  # nobody renewed the lease
        assert isinstance(silent, Delivery)
        assert silent.deaths == 1
        await silent.hand_back()
        last = await puller.next(2)
        assert isinstance(last, Delivery)
        assert last.deaths == 1


async def test_watchers_get_every_change_in_order(tmp_path: Path) -> None:
    async with nats(tmp_path) as (_, engine):
        statuses = Statuses(engine, 60)
        await statuses.follow()
        tasks = [definition() for _ in range(20)]
        keys = [task.key for task in tasks]
        async with statuses.watching(keys) as queue:
            await Queue(engine).submit([queued(task) for task in tasks])
            first = {task.key: (0, Status.queued(task)) for task in tasks}

            async def work(task: Definition) -> None:
                status = Status.queued(task).executing()
                for progress in range(12):  # as fast as they can be stored
                    await engine.put(STATUSES, task.key, replace(status, progress=progress).dump())
                await engine.put(STATUSES, task.key, status.succeeded({}, {}, None).dump())

            working = asyncio.gather(*map(work, tasks))
            seen: dict[str, list[object]] = {key: [] for key in keys}
            async for status in statuses.changes(queue, first, 60):
                assert status is not None
                seen[status.key].append("end" if status.final else status.progress)
            await working
        assert all(changes == [*range(12), "end"] for changes in seen.values())


async def test_changes_are_followed_over_a_restart(tmp_path: Path) -> None:
    async with nats(tmp_path) as (server, engine):
        statuses = Statuses(engine, 60)
        await statuses.follow()
        task = definition()
        await Queue(engine).submit([queued(task)])
        found = await statuses.read(task.key)
        assert found is not None
        async with statuses.watching([task.key]) as queue:
            assert server.pid is not None
            os.kill(server.pid, signal.SIGKILL)
            final = Status.queued(task).executing().succeeded({"a": 1}, {}, None)
            writer = StatusWriter(engine, final, found[0])
            await writer.finish(final)
            async for status in statuses.changes(queue, {task.key: found}, 60):
                assert status is not None
        assert await statuses.get(task.key) == final
        assert not queue.qsize()


async def test_changes_are_followed_once_a_server_that_is_not_ready_is(tmp_path: Path) -> None:
    async with nats(tmp_path) as (server, engine):
        statuses = Statuses(engine, 60)
        await statuses.follow()
        assert server.pid is not None
        await freeze(server.pid)
        await statuses.follow()  # as after a reconnection; a cluster may have no leader yet
        os.kill(server.pid, signal.SIGCONT)
        task = definition()
        async with asyncio.timeout(20), statuses.watching([task.key]) as queue:
            await asyncio.sleep(3)
            await engine.put(STATUSES, task.key, Status.queued(task).dump())
            assert (await queue.get())[1] == Status.queued(task)


async def test_whoever_lost_the_lease_cannot_write(tmp_path: Path) -> None:
    async with nats(tmp_path) as (_, engine):
        status = Status.queued(definition())
        old = StatusWriter(engine, status.executing(), None)
        await old.publish()
        found = await Statuses(engine, 60).read(status.key)
        assert found is not None
        new = StatusWriter(engine, found[1], found[0])
        await new.finish(found[1].succeeded({"by": "new"}, {}, None))
        with pytest.raises(LeaseLostError):
            await old.finish(old.status.failed("by the old one"))
        last = await Statuses(engine, 60).get(status.key)
        assert last is not None
        assert last.values == {"by": "new"}
        with pytest.raises(ConflictError):
            await engine.put(STATUSES, status.key, b"{}", revision=0)


async def test_a_server_that_is_away_is_said_to_be(tmp_path: Path) -> None:
    async with nats(tmp_path) as (server, engine):
        assert server.pid is not None
        await freeze(server.pid)
        try:
            with pytest.raises(UnavailableError):
                await Queue(engine).submit([queued(definition())])
        finally:
            os.kill(server.pid, signal.SIGCONT)
