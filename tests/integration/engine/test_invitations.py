"""Invitations go through the queue of a lane and are no tasks; demand tells who is free."""

import asyncio
from pathlib import Path

import pytest

from dragonet.engine.embedded import EmbeddedServer
from dragonet.engine.invitations import Demand, Invitation, demand
from dragonet.engine.nats import NobodyError, connect
from dragonet.engine.queue import Delivery, Puller, Queue
from dragonet.engine.records import Definition, Status, new_key, now
from dragonet.settings import Settings


async def test_an_invitation_is_delivered_once_and_counts_for_nobody(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path)
    await server.start()
    try:
        async with connect(Settings(lease=1.2), server.url, "test") as engine:
            queue, puller = Queue(engine), Puller(engine, "heavy")
            definition = Definition(
                new_key(), "hello", {}, 2, "me", "heavy", {"type": "volatile"}, now()
            )
            invitation = Invitation(definition.key, "run", "heavy")
            await queue.submit([(definition, Status.queued(definition))])
            await invitation.send(engine)
            assert await queue.pending("me") == 1
            assert await demand(engine, "heavy") == Demand(slots=0, messages=2)
            task = await puller.next(2)
            assert isinstance(task, Delivery)
            await task.done()
            assert await puller.next(2) == invitation
            assert await puller.next(2) is None  # also not after the lease
            assert await demand(engine, "heavy") == Demand(slots=0, messages=0)
            waiting = asyncio.ensure_future(puller.next(5))
            while (await demand(engine, "heavy")).slots == 0:
                await asyncio.sleep(0.02)
            assert await demand(engine, "quick") == Demand(slots=0, messages=0)
            await invitation.send(engine)
            assert await waiting == invitation
            with pytest.raises(NobodyError):  # the run is over
                await engine.request(invitation.address, b"{}")
            await puller.close()
    finally:
        await server.stop()
