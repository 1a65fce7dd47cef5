"""The outbox of callbacks: what is to be posted when a task ends, and how that went.

A callback is announced after the final status is durable and before the task is off the queue:
whoever dies between the two, the task is delivered again and its end announced again.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import orjson
from nats.js import api

from dragonet.engine.nats import DELIVERIES, TIMEOUT, Engine
from dragonet.engine.records import Definition, Status, now

State = Literal["pending", "delivered", "refused", "given up"]

KEPT = 50
"""Attempts that the log of a callback keeps."""


@dataclass(frozen=True, slots=True)
class DeliveryLog:
    """How a task's callback went.

    Attributes:
        key: the task's key.
        account: name of its account.
        url: where it is posted; credentials masked.
        state: `refused` is the receiver's 410, `given up` the end of the time for retries.
        tries: attempts so far, of which `attempts` has the last ones.
        next: Unix time before which it is not tried again.
        attempts: `{"at": date, "seconds": …, "answer": status or text}`.
    """

    key: str
    account: str
    url: str
    state: State = "pending"
    tries: int = 0
    next: float = 0.0
    attempts: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def after(self, state: State, answer: int | str, seconds: float, next_: float) -> "DeliveryLog":
        """The log with one more attempt."""
        attempt = {"at": now(), "seconds": round(seconds, 3), "answer": answer}
        attempts = [*self.attempts, attempt][-KEPT:]
        return replace(self, state=state, tries=self.tries + 1, next=next_, attempts=attempts)

    @classmethod
    def load(cls, data: bytes) -> "DeliveryLog":
        """From JSON."""
        return cls(**orjson.loads(data))


def url_for(definition: Definition, status: Status) -> str | None:
    """Where the end of a task is to be posted; None if nobody wants to know."""
    if status.state == "success":
        return definition.url_callback
    return definition.url_errback if status.final else None


async def announce(engine: Engine, definition: Definition, status: Status) -> None:
    """Queue the callback of a final status; a second time within an hour it counts as the same."""
    if url_for(definition, status) is not None:
        await engine.publish(f"callbacks.{status.key}", b"", {"Nats-Msg-Id": status.key})


async def resend(engine: Engine, key: str) -> None:
    """Queue a callback again, with retries over another 24 hours."""
    log = await delivery_log(engine, key)
    if log is not None:
        await keep(engine, replace(log, state="pending", tries=0, next=0.0))
    await engine.publish(f"callbacks.{key}", b"")


async def delivery_log(engine: Engine, key: str) -> DeliveryLog | None:
    """How the callback of a task went; None if it was never tried."""
    found = await engine.get(DELIVERIES, key)
    return None if found is None else DeliveryLog.load(found[0])


async def delivery_logs(engine: Engine) -> AsyncIterator[DeliveryLog]:
    """All logs, the oldest change first, in bounded memory."""
    subscription = await engine.js.subscribe(
        f"$KV.{DELIVERIES}.*",
        stream=f"KV_{DELIVERIES}",
        ordered_consumer=True,
        config=api.ConsumerConfig(deliver_policy=api.DeliverPolicy.LAST_PER_SUBJECT),
    )
    try:
        info = await subscription.consumer_info()
        left = (info.num_pending or 0) + info.delivered.consumer_seq if info.delivered else 0
        for _ in range(left):
            message = await subscription.next_msg(timeout=TIMEOUT)
            yield DeliveryLog.load(message.data)
    finally:
        await subscription.unsubscribe()


async def keep(engine: Engine, log: DeliveryLog) -> None:
    """Store a log."""
    await engine.put(DELIVERIES, log.key, orjson.dumps(log))
