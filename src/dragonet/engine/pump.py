"""Takes the messages of a work queue, many at once, until it is stopped."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager

from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.client import JetStreamContext
from nats.js.errors import APIError

from dragonet.engine.nats import Engine
from dragonet.errors import DragonetError

log = logging.getLogger(__name__)

BATCH = 256
"""Messages taken at once."""

MOMENT = 0.005
"""Seconds to wait for more messages when one has come."""


class Pump:
    """Hands each message of a consumer to `handle`, and keeps it while that works.

    `handle` acknowledges it, or has it delivered again; a message that it fails at, or that was
    under way when the pump stopped, is delivered again when its lease ends.

    Args:
        engine: the queue.
        stream: the stream of the consumer.
        durable: the consumer.
        handle: does what a message asks for.
        at_once: messages under way at once.
        lease: seconds that the server waits for a sign of life.
    """

    def __init__(
        self,
        engine: Engine,
        stream: str,
        durable: str,
        handle: Callable[[Msg], Awaitable[None]],
        *,
        at_once: int,
        lease: float,
    ) -> None:
        self._engine = engine
        self._stream = stream
        self._durable = durable
        self._handle = handle
        self._at_once = at_once
        self._lease = lease
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work while the block runs."""
        task = asyncio.ensure_future(self._run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self) -> None:
        subscription: JetStreamContext.PullSubscription | None = None
        try:
            while True:
                try:
                    if subscription is None:
                        subscription = await self._engine.js.pull_subscribe_bind(
                            durable=self._durable, stream=self._stream
                        )
                    await self._free()
                    # Asked for several, the client may hold the first back for the others.
                    self._start(await subscription.fetch(1, timeout=5))
                    rest = min(await self._free(), BATCH)
                    self._start(await subscription.fetch(rest, timeout=MOMENT))
                except TimeoutError:
                    continue
                except (NatsError, APIError, OSError) as error:
                    log.warning("cannot take %s: %s", self._durable, error or type(error).__name__)
                    subscription = None
                    await asyncio.sleep(1)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, messages: Iterable[Msg]) -> None:
        for message in messages:
            task = asyncio.create_task(self._safely(message))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _free(self) -> int:
        """How many more may be under way; waits until there is room for one."""
        if len(self._tasks) >= self._at_once:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        return self._at_once - len(self._tasks)

    async def _safely(self, message: Msg) -> None:
        beating = asyncio.ensure_future(self._beat(message))
        try:
            await self._handle(message)
        except (DragonetError, NatsError, OSError) as error:
            text = "message not handled: %s"
            log.warning(text, error or type(error).__name__, extra={"subject": message.subject})
        except Exception:
            log.exception("message failed", extra={"subject": message.subject})
        finally:
            beating.cancel()

    async def _beat(self, message: Msg) -> None:
        while True:
            await asyncio.sleep(self._lease / 3)
            with contextlib.suppress(NatsError):
                await message.in_progress()
