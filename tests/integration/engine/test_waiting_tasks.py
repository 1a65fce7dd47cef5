"""Tasks that wait are queued once, whoever dies in between."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from nats.aio.msg import Msg

from dragonet.engine import waiting
from dragonet.engine.embedded import EmbeddedServer
from dragonet.engine.nats import DEFINITIONS, STATUSES, TASKS, WAITING, Engine, connect
from dragonet.engine.queue import Queue
from dragonet.engine.records import Definition, Status, new_key, now
from dragonet.engine.statuses import Statuses
from dragonet.engine.waiting import Releaser
from dragonet.settings import Settings


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    server = EmbeddedServer(tmp_path / "nats")
    await server.start()
    async with connect(Settings(lease=2), server.url, "test") as found:
        yield found
    await server.stop()


def definition(*after: str) -> Definition:
    return Definition(
        new_key(), "test", {}, 2, "someone", "quick", {"type": "volatile"}, now(), after=[*after]
    )


async def submit(engine: Engine, *definitions: Definition) -> None:
    await Queue(engine).submit([(item, Status.queued(item)) for item in definitions])


async def end(engine: Engine, of: Definition, error: str | None = None) -> None:
    status = Status.queued(of).executing()
    status = status.failed(error) if error else status.succeeded({}, {}, None)
    await engine.put(STATUSES, of.key, status.dump())


async def queued(engine: Engine) -> list[str]:
    """What lies in the lane, by key, and how much waits."""
    request = json.dumps({"subjects_filter": "tasks.quick.*"}).encode()
    answer = json.loads((await engine.request(f"$JS.API.STREAM.INFO.{TASKS}", request)).data)
    count = sum((answer["state"].get("subjects") or {}).values())
    found = []
    seq = 0
    for _ in range(count):
        wanted = json.dumps({"seq": seq + 1, "next_by_subj": "tasks.quick.*"}).encode()
        message = json.loads((await engine.request(f"$JS.API.STREAM.MSG.GET.{TASKS}", wanted)).data)
        seq = message["message"]["seq"]
        stored = await engine.js.get_msg(TASKS, seq)
        assert stored.data
        found.append(Definition.load(stored.data).key)
    return found


@pytest.fixture
async def releaser(engine: Engine) -> AsyncIterator[Releaser]:
    statuses = Statuses(engine, 1000)
    await statuses.follow()
    yield Releaser(engine, statuses)


async def taken(engine: Engine) -> Msg:
    """The next waiting task, as a process takes it."""
    subscription = await engine.js.pull_subscribe_bind(durable=WAITING, stream=TASKS)
    (message,) = await subscription.fetch(1, timeout=30)
    return message


async def test_a_task_is_queued_when_all_have_ended(engine: Engine, releaser: Releaser) -> None:
    one, two = definition(), definition()
    child = definition(one.key, two.key)
    await submit(engine, one, two, child)
    release = asyncio.ensure_future(releaser.release(await taken(engine)))
    await end(engine, one)
    await asyncio.sleep(0.2)
    assert await queued(engine) == [one.key, two.key]
    await end(engine, two)
    await asyncio.wait_for(release, 30)
    assert await queued(engine) == [one.key, two.key, child.key]
    assert await Queue(engine).pending("someone") == 3


async def test_one_failure_is_enough(engine: Engine, releaser: Releaser) -> None:
    one, two = definition(), definition()
    child = definition(one.key, two.key)
    await submit(engine, one, two, child)
    await end(engine, two, "no")
    await asyncio.wait_for(releaser.release(await taken(engine)), 30)
    assert (await queued(engine))[-1] == child.key


async def test_who_dies_before_the_ack_queues_no_second_task(
    engine: Engine, releaser: Releaser, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = definition()
    child = definition(parent.key)
    await submit(engine, parent, child)
    await end(engine, parent)
    message = await taken(engine)

    async def die(*_: object, **__: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(message, "ack", die)
        with pytest.raises(ConnectionError):
            await releaser.release(message)
    again = await taken(engine)  # after the lease
    assert again.metadata.num_delivered == 2
    await releaser.release(again)
    assert await queued(engine) == [parent.key, child.key]


async def test_who_dies_while_waiting_is_followed_by_another(
    engine: Engine, releaser: Releaser
) -> None:
    parent = definition()
    child = definition(parent.key)
    await submit(engine, parent, child)
    first = asyncio.ensure_future(releaser.release(await taken(engine)))
    await asyncio.sleep(0.1)
    first.cancel()
    await end(engine, parent)
    await asyncio.wait_for(releaser.release(await taken(engine)), 30)
    assert await queued(engine) == [parent.key, child.key]


async def test_a_cancelled_task_is_not_queued(engine: Engine, releaser: Releaser) -> None:
    parent = definition()
    child = definition(parent.key)
    await submit(engine, parent, child)
    release = asyncio.ensure_future(releaser.release(await taken(engine)))
    await asyncio.sleep(0.1)
    await end(engine, child, "cancelled")
    await asyncio.wait_for(release, 30)
    await end(engine, parent)
    assert await queued(engine) == [parent.key]


async def test_parents_may_be_stored_after_their_children(
    engine: Engine, releaser: Releaser
) -> None:
    parent = definition()
    child = definition(parent.key)
    await submit(engine, child)
    await releaser.release(await taken(engine))
    assert await queued(engine) == []
    await engine.put(DEFINITIONS, parent.key, parent.dump())
    await end(engine, parent)
    await asyncio.wait_for(releaser.release(await taken(engine)), 30)
    assert await queued(engine) == [child.key]


async def test_parents_that_never_come_are_not_waited_for(
    engine: Engine, releaser: Releaser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "GRACE", -1.0)
    child = replace(definition(new_key()))
    await submit(engine, child)
    await releaser.release(await taken(engine))
    assert await queued(engine) == [child.key]


async def test_a_task_held_for_long_gives_its_place_to_others(
    engine: Engine, releaser: Releaser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "HOLD", 0.1)
    parent = definition()
    child = definition(parent.key)
    await submit(engine, parent, child)
    await releaser.release(await taken(engine))
    await end(engine, parent)
    await releaser.release(await taken(engine))
    assert await queued(engine) == [parent.key, child.key]
