"""The work queue: submit, pull, heartbeat, ack, hand back."""

import asyncio
import contextlib
import json
import time
from collections.abc import Sequence

from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.client import JetStreamContext
from nats.js.errors import APIError

from dragonet.engine.nats import DEFINITIONS, STATUSES, TASKS, ConflictError, Engine
from dragonet.engine.records import Definition, Status
from dragonet.engine.spec import LANES, Lane
from dragonet.errors import UnavailableError

BATCH = 256
"""Tasks stored at once when a request has many."""


class Queue:
    """What the API does with the queue."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._counts: dict[str, tuple[float, int]] = {}

    async def submit(self, definitions: Sequence[Definition]) -> None:
        """Store definitions and first statuses, and queue the tasks, in order.

        Raises UnavailableError if one cannot be stored; its client must try again.
        """
        for start in range(0, len(definitions), BATCH):
            await asyncio.gather(*map(self._submit, definitions[start : start + BATCH]))

    async def _submit(self, definition: Definition) -> None:
        data = definition.dump()
        await asyncio.gather(
            self._engine.put(DEFINITIONS, definition.key, data),
            self._first_status(Status.queued(definition)),
            self._engine.publish(f"tasks.{definition.lane}.{definition.account}", data),
        )

    async def _first_status(self, status: Status) -> None:
        with contextlib.suppress(ConflictError):  # a worker was faster
            await self._engine.put(STATUSES, status.key, status.dump(), revision=0)

    async def refuse(self, definition: Definition, status: Status) -> None:
        """Store a task that ends before it is queued."""
        await asyncio.gather(
            self._engine.put(DEFINITIONS, definition.key, definition.dump()),
            self._engine.put(STATUSES, status.key, status.dump()),
        )

    async def definition(self, key: str) -> Definition | None:
        """What the client asked for; None if the key is unknown or expired."""
        found = await self._engine.get(DEFINITIONS, key)
        return None if found is None else Definition.load(found[0])

    async def pending(self, account: str) -> int:
        """Tasks of an account that are queued or executing."""
        at, count = self._counts.get(account, (0.0, 0))
        if time.monotonic() - at > 0.5:
            request = json.dumps({"subjects_filter": f"tasks.*.{account}"}).encode()
            answer = await self._engine.request(f"$JS.API.STREAM.INFO.{TASKS}", request)
            subjects = json.loads(answer.data).get("state", {}).get("subjects") or {}
            count = sum(subjects.get(f"tasks.{lane}.{account}", 0) for lane in LANES)
            self._counts[account] = (time.monotonic(), count)
        return count

    def count(self, account: str, tasks: int) -> None:
        """Add tasks about to be queued to what `pending` answers until it asks again."""
        at, count = self._counts.get(account, (0.0, 0))
        self._counts[account] = (at, count + tasks)


class Delivery:
    """One task handed to a worker; nobody else gets it while `working` is called in time."""

    def __init__(self, msg: Msg) -> None:
        self._msg = msg
        self.definition = Definition.load(msg.data)
        self.attempt: int = msg.metadata.num_delivered or 1

    async def working(self) -> None:
        """Renew the lease."""
        await self._msg.in_progress()

    async def done(self) -> None:
        """Take the task off the queue."""
        await self._msg.ack()

    async def hand_back(self, delay: float = 0) -> None:
        """Put the task back; it is delivered again after `delay` seconds."""
        await self._msg.nak(delay=delay or None)


class Puller:
    """Pulls the tasks of one lane, one at a time."""

    def __init__(self, engine: Engine, lane: Lane) -> None:
        self._engine = engine
        self._lane = lane
        self._subscription: JetStreamContext.PullSubscription | None = None

    async def next(self, wait: float = 5) -> Delivery | None:
        """The next task; None if there is none within `wait` seconds."""
        try:
            if self._subscription is None:
                self._subscription = await self._engine.js.pull_subscribe_bind(
                    durable=self._lane, stream=TASKS
                )
            messages = await self._subscription.fetch(1, timeout=wait)
        except TimeoutError:
            return None
        except (NatsError, APIError, OSError) as error:
            await self.close()
            raise UnavailableError(f"cannot pull tasks: {error or type(error).__name__}") from error
        return Delivery(messages[0])

    async def close(self) -> None:
        """Stop pulling; a task already on its way goes back to the queue."""
        subscription, self._subscription = self._subscription, None
        if subscription is None:
            return
        pending = subscription._sub._pending_queue
        try:
            await subscription.unsubscribe()
            while not pending.empty():
                message = pending.get_nowait()
                if message.reply and not JetStreamContext.is_status_msg(message):
                    await message.nak()
        except (NatsError, ValueError):
            pass  # the lease runs out instead
