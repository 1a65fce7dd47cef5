"""The desk of a run that workers of other processes and machines help too.

This worker alone decides who does which part. Helpers elsewhere ask by NATS requests to an
address that exists as long as the run does: when nobody answers, the run is over. So a worker
that dies leaves nothing to tidy up but files.
"""

import asyncio
import contextlib
import secrets
from collections.abc import Callable
from typing import Any

import orjson
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from dragonet.engine.invitations import Invitation, demand
from dragonet.engine.spec import Task
from dragonet.errors import FileNotStoredError, StoreError, UnavailableError
from dragonet.storage.paths import shared_path
from dragonet.worker.children import Request
from dragonet.worker.context import Context
from dragonet.worker.desk import Desk
from dragonet.worker.progress import StatusWriter

INVITING = 1.0
"""Seconds between two looks whether slots have become free."""

BRINGING = "on its way"
"""Who has a part whose file is being taken from the store."""


class Sharing(Desk):
    """See `Desk`."""

    def __init__(
        self,
        context: Context,
        task: Task,
        request: Request,
        writer: StatusWriter,
        report: Callable[[float], None] | None = None,
    ) -> None:
        settings = context.settings
        processes, report = settings.processes_of_a_task, report or writer.report
        super().__init__(settings, task, request, processes=processes, report=report)
        self._context = context
        self._key = writer.status.key
        self._run = ""
        self._door: Subscription | None = None

    async def open(self) -> None:
        """Have others help, here and elsewhere."""
        self._run = secrets.token_hex(8)
        invitation = Invitation(self._key, self._run, self._task.lane)
        client = self._context.engine.client
        self._door = await client.subscribe(invitation.address, cb=self._asked)
        self.spawn(self._invite(invitation))
        await super().open()

    async def close(self) -> None:
        """Send the helpers away, and delete what they left in the store."""
        door, self._door = self._door, None
        if door is not None:
            with contextlib.suppress(Exception):  # a lost connection has no subscriptions
                await door.unsubscribe()
        await super().close()
        if door is not None:
            await forget_parts(self._context, self._key, self._run)

    async def _invite(self, invitation: Invitation) -> None:
        """Whenever slots are free and parts too, bring them together; each part once at most."""
        engine, left = self._context.engine, len(self._parts)
        while left > 0:
            with contextlib.suppress(UnavailableError):
                if unclaimed := self._parts.unclaimed():
                    lane = await demand(engine, invitation.lane)
                    for _ in range(min(lane.slots - lane.messages, unclaimed, left)):
                        await invitation.send(engine)
                        left -= 1
            await asyncio.sleep(INVITING)

    async def _asked(self, msg: Msg) -> None:
        await msg.respond(orjson.dumps(self._answer(orjson.loads(msg.data))))

    def _answer(self, asked: dict[str, Any]) -> Any:
        """Answer a helper; see `RemoteClaims`."""
        if self._door is None:  # closed, and this was on its way
            return None
        parts, by, index = self._parts, asked["by"], asked.get("index", 0)
        match asked["ask"]:
            case "look":
                return parts.unclaimed()
            case "claim":
                found = parts.claim(by)
                return None if found is None else [found, parts[found]]
            case "working":
                return parts.working(index, by, asked["progress"]) or parts.has(index, BRINGING)
            case "deliver" if parts.working(index, by):
                parts.hand_to(BRINGING, index, self._settings.fetch_timeout)
                self.spawn(self._bring(index, asked["path"]))
                return True
            case "give_back":
                parts.give_back(index, by, asked["lost"])
            case "fail" if parts.working(index, by):
                parts.fail(asked["error"])
        return False

    async def _bring(self, index: int, path: str) -> None:
        """Take the file of a part out of the store."""
        store, into = self._context.store, self._folder / path.rpartition("/")[2]
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            opened = await store.open(path)
            with contextlib.closing(opened), into.open("wb") as file:
                async for chunk in opened.chunks:
                    await asyncio.to_thread(file.write, chunk)
            await store.delete(path)
        except (StoreError, FileNotStoredError, OSError):
            self._parts.give_back(index, BRINGING, lost=True)
        else:
            self._parts.done(index, into)


async def forget_parts(context: Context, key: str, run: str = "") -> None:
    """Delete the parts of a task, or of one run of it, from the store."""
    with contextlib.suppress(StoreError):
        found = [file.path async for file in context.store.list(shared_path(key))]
        await context.store.delete(*(path for path in found if path.split("/")[2].startswith(run)))
