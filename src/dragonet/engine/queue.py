"""The work queue: submit, pull, heartbeat, ack, hand back."""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Sequence
from datetime import UTC, datetime
from itertools import chain

from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.client import JetStreamContext
from nats.js.errors import APIError

from dragonet.engine.callbacks import announce
from dragonet.engine.invitations import Invitation
from dragonet.engine.nats import DEFINITIONS, STATUSES, TASKS, WAITING, Engine
from dragonet.engine.records import Definition, Status
from dragonet.engine.spec import LANES, Lane
from dragonet.errors import UnavailableError

log = logging.getLogger(__name__)

BATCH = 256
"""Tasks stored at once when a request has many."""


DEATHS = "Dragonet-Deaths"
"""Header of a task that a stopping worker queued anew: its deaths before."""


def subject_of(definition: Definition) -> str:
    """Where a task is queued."""
    return f"tasks.{definition.lane}.{definition.account}"


class Queue:
    """What the API does with the queue."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._counts: dict[str, tuple[float, int]] = {}

    async def submit(self, tasks: Sequence[tuple[Definition, Status]]) -> None:
        """Store definitions and final first statuses, and queue the other tasks, in order.

        `queued` is not stored: a task that has a definition and no status is queued.
        Raises UnavailableError if one cannot be stored; its client must try again.
        """
        for start in range(0, len(tasks), BATCH):
            writes = (self._writes(*task) for task in tasks[start : start + BATCH])
            await asyncio.gather(*chain.from_iterable(writes))
        # What they wait for is stored by now.
        waiting = [task for task, status in tasks if task.after and not status.final]
        for start in range(0, len(waiting), BATCH):
            await asyncio.gather(*map(self._wait, waiting[start : start + BATCH]))

    def _wait(self, definition: Definition) -> Awaitable[int]:
        return self._engine.publish(f"tasks.{WAITING}.{definition.account}", definition.dump())

    def _writes(self, definition: Definition, status: Status) -> tuple[Awaitable[int], ...]:
        data = definition.dump()
        defined = self._engine.put(DEFINITIONS, definition.key, data)
        if status.final:
            return defined, self._end(definition, status)
        if definition.after:
            return (defined,)
        return defined, self._engine.publish(subject_of(definition), data)

    async def _end(self, definition: Definition, status: Status) -> int:
        revision = await self._engine.put(STATUSES, status.key, status.dump())
        await announce(self._engine, definition, status)
        return revision

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
            places = (*LANES, WAITING)
            count = sum(subjects.get(f"tasks.{place}.{account}", 0) for place in places)
            self._counts[account] = (time.monotonic(), count)
        return count

    def count(self, account: str, tasks: int) -> None:
        """Add tasks about to be queued to what `pending` answers until it asks again."""
        at, count = self._counts.get(account, (0.0, 0))
        self._counts[account] = (at, count + tasks)


class Delivery:
    """One task handed to a worker; nobody else gets it while `working` is called in time.

    Attributes:
        definition: what to do.
        deaths: how many workers took it before and did not bring it to an end.
        first: whether no worker ever had it.
        waited: seconds that it was queued.
    """

    def __init__(self, engine: Engine, msg: Msg) -> None:
        self._engine = engine
        self._msg = msg
        self.definition = Definition.load(msg.data)
        before = int((msg.headers or {}).get(DEATHS, 0))
        self.deaths = before + (msg.metadata.num_delivered or 1) - 1
        since = msg.metadata.timestamp
        if self.definition.after:
            since = datetime.fromisoformat(self.definition.queued)
        self.waited = (datetime.now(UTC) - since).total_seconds()
        self.first = self.deaths == 0 and not (msg.headers or {}).get(DEATHS)

    @property
    def key(self) -> str:
        """The task's key."""
        return self.definition.key

    async def working(self) -> None:
        """Renew the lease."""
        await self._msg.in_progress()

    async def done(self) -> None:
        """Take the task off the queue."""
        await self._msg.ack()

    async def retry(self, delay: float) -> None:
        """Have the task delivered again in `delay` seconds; this run counts as a death."""
        await self._msg.nak(delay=delay)

    async def hand_back(self) -> None:
        """Queue the task anew; this run does not count.

        A new message and not a negative ack: those are forgotten when NATS restarts.
        """
        headers = {DEATHS: str(self.deaths)}
        await self._engine.publish(subject_of(self.definition), self._msg.data, headers)
        await self._msg.ack()


class Puller:
    """Pulls the tasks of one lane, one at a time."""

    def __init__(self, engine: Engine, lane: Lane) -> None:
        self._engine = engine
        self._lane = lane
        self._subscription: JetStreamContext.PullSubscription | None = None

    async def next(self, wait: float = 5) -> Delivery | Invitation | None:
        """The next task, or invitation to help one; None if there is none in `wait` seconds."""
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
        message = messages[0]
        try:
            if invitation := Invitation.load(message.subject, message.data):
                await message.ack()
                return invitation
            return Delivery(self._engine, message)
        except (ValueError, TypeError):
            log.exception("a message of the queue is no task; it is dropped")
            await message.term()
            return None

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
