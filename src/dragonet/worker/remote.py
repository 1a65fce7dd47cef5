"""Help a run of another worker."""

import contextlib
import logging
import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from dragonet.engine.invitations import Invitation, demand
from dragonet.engine.nats import DEFINITIONS, NobodyError
from dragonet.engine.records import Definition
from dragonet.errors import DragonetError, UnavailableError
from dragonet.storage.paths import shared_path
from dragonet.worker.context import Context
from dragonet.worker.helping import do_parts, in_child
from dragonet.worker.inputs import prepare
from dragonet.worker.scratch import run_folder

log = logging.getLogger(__name__)


class RemoteClaims:
    """See `dragonet.worker.helping.Claims`."""

    def __init__(self, context: Context, invitation: Invitation) -> None:
        self._context = context
        self._invitation = invitation
        self._by = secrets.token_hex(4)
        self._answered = time.monotonic()

    async def _ask(self, what: str, **fields: Any) -> Any:
        """Ask the run's worker. Raises UnavailableError, NobodyError if the run is over."""
        body = orjson.dumps({"ask": what, "by": self._by, **fields})
        answer = await self._context.engine.request(self._invitation.address, body)
        self._answered = time.monotonic()
        return orjson.loads(answer.data)

    async def wanted(self) -> bool:
        """Whether there is anything to do."""
        return bool(await self._ask("look"))

    async def claim(self) -> tuple[int, Any] | None:
        """See `Claims`; the same for the others."""
        found = await self._ask("claim")
        return (found[0], found[1]) if found else None

    async def working(self, index: int, progress: Any) -> bool:
        """Keep a part; a NATS that is away for less than the lease is waited for."""
        try:
            return bool(await self._ask("working", index=index, progress=progress))
        except NobodyError:
            return False
        except UnavailableError:
            return time.monotonic() - self._answered < self._context.settings.lease

    async def deliver(self, index: int, file: Path) -> None:
        """Put the file into the store and say where it is."""
        name = f"{self._invitation.run}-{index}-{self._by}{file.suffix}"
        path = shared_path(self._invitation.key, name)
        store, taken = self._context.store, False
        try:
            await store.put_file(path, file, "application/octet-stream", given=True)
            taken = bool(await self._ask("deliver", index=index, path=path))
        finally:
            shutil.rmtree(file.parent, ignore_errors=True)
            if not taken:
                await store.delete(path)

    async def give_back(self, index: int, lost: bool) -> None:
        """Free a part; if nobody hears it, its lease runs out."""
        with contextlib.suppress(UnavailableError):
            await self._ask("give_back", index=index, lost=lost)

    async def fail(self, index: int, error: Any) -> None:
        """End the run."""
        await self._ask("fail", index=index, error=error)


async def help_elsewhere(
    context: Context, invitation: Invitation, stopping: Callable[[], bool]
) -> None:
    """Follow an invitation; come back when nothing is left to do, or tasks wait for this slot."""
    claims = RemoteClaims(context, invitation)

    async def leave() -> bool:
        return stopping() or (await demand(context.engine, invitation.lane)).messages > 0

    try:
        if await leave() or not await claims.wanted():
            return
        found = await context.engine.get(DEFINITIONS, invitation.key)
        if found is None:
            return
        definition = Definition.load(found[0])
        task = context.catalog.get(definition.name)
        if task is None:
            return
        with run_folder(context.scratch) as folder:
            request = await prepare(context, task, definition, folder)
            await context.children[task.lane].warm_up()
            run = in_child(context.children[task.lane], request, folder / "parts")
            await do_parts(claims, run, leave)
    except DragonetError as error:  # the run itself will meet what is no passing trouble
        log.info("stopped helping", extra={"key": invitation.key, "reason": error.text})
