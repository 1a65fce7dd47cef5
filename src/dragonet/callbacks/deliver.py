"""Posts the callbacks of the outbox: at least once each, retried over 24 hours."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import orjson
from nats.aio.msg import Msg

from dragonet.api.face import Face
from dragonet.api.wire import Version, status_json
from dragonet.callbacks.schedule import WINDOW, wait_after
from dragonet.callbacks.signature import signed_headers
from dragonet.engine.callbacks import DeliveryLog, State, delivery_log, keep, url_for
from dragonet.engine.nats import CALLBACKS
from dragonet.engine.pump import Pump
from dragonet.engine.records import Definition, Status
from dragonet.fetch.answer import retry_after
from dragonet.fetch.problem import Problem
from dragonet.fetch.session import guarded_session
from dragonet.fetch.urls import parse_url
from dragonet.urls import mask_url

TIMEOUT = 15.0
"""Seconds that a receiver gets to answer."""

AT_ONCE = 128
"""Callbacks under way in one process."""


@dataclass(frozen=True)
class Answer:
    """What came of an attempt: the HTTP status or a text, and how long to wait at least."""

    said: int | str
    wait: float = 0.0

    @property
    def state(self) -> State:
        """What that means for the callback."""
        if isinstance(self.said, int) and 200 <= self.said < 300:
            return "delivered"
        return "refused" if self.said == 410 else "pending"


@asynccontextmanager
async def delivering(face: Face) -> AsyncIterator[None]:
    """Deliver callbacks while the block runs."""
    async with guarded_session(face.settings) as session:
        deliver = Deliverer(face, session).deliver
        lease = face.settings.lease
        pump = Pump(face.engine, CALLBACKS, CALLBACKS, deliver, at_once=AT_ONCE, lease=lease)
        async with pump.running():
            yield


class Deliverer:
    """Posts callbacks."""

    def __init__(self, face: Face, session: aiohttp.ClientSession) -> None:
        self._face = face
        self._session = session

    async def deliver(self, message: Msg) -> None:
        """Try one, and say in the outbox what came of it."""
        key = message.subject.rpartition(".")[2]
        definition = await self._face.queue.definition(key)
        status = await self._face.statuses.get(key)
        url = url_for(definition, status) if definition and status else None
        if definition is None or status is None or url is None:
            await message.term()  # it has expired
            return
        before = await delivery_log(self._face.engine, key)
        before = before or DeliveryLog(key, definition.account, mask_url(url))
        early = before.next - time.time()
        if early > 1:  # NATS forgets delays when it restarts
            await message.nak(delay=early)
            return
        started = time.time()
        answer = await self._post(url, definition, status)
        after = _after(before, answer, status, message, time.time() - started)
        await keep(self._face.engine, after)
        if after.state == "pending":
            await message.nak(delay=max(after.next - time.time(), 0.01))
        else:
            await message.ack()

    async def _post(self, url: str, definition: Definition, status: Status) -> Answer:
        account = self._face.accounts.all().get(definition.account)
        if account is None:
            return Answer("the account is gone")
        body = body_of(definition, status, self._face.settings.public_url)
        secret = self._face.accounts.signing_secret(account.name)
        headers = {
            "Content-Type": "application/json",
            **signed_headers(secret, status.key, int(time.time()), body),
        }
        try:
            target = parse_url(url)
            if target.authorization:
                headers["Authorization"] = target.authorization
            async with (
                asyncio.timeout(TIMEOUT),
                self._session.post(
                    target.url, data=body, headers=headers, allow_redirects=False
                ) as found,
            ):
                wait = retry_after(found.headers.get("Retry-After"), time.time())
                return Answer(found.status, wait)
        except Problem as problem:
            return Answer(problem.text)
        except TimeoutError:
            return Answer(f"no answer within {TIMEOUT:g} s")
        except aiohttp.ClientError as error:
            return Answer(f"the connection broke: {type(error).__name__}")


def body_of(definition: Definition, status: Status, public_url: str | None) -> bytes:
    """The final status as the version that created the task writes it, with the task's metas."""
    base = (public_url or definition.base).rstrip("/")
    version: Version = 1 if definition.version == 1 else 2
    body = status_json(status, version, base)
    if definition.metas is not None:
        body["task_metas"] = definition.metas
    return orjson.dumps(body)


def _after(
    before: DeliveryLog, answer: Answer, status: Status, message: Msg, seconds: float
) -> DeliveryLog:
    """The log after an attempt."""
    state, next_ = answer.state, 0.0
    if state == "pending":
        next_ = time.time() + wait_after(before.tries + 1, answer.wait)
        end = message.metadata.timestamp.timestamp() + WINDOW
        if next_ > end:
            state, next_ = "given up", 0.0
    return before.after(state, answer.said, seconds, next_)
