"""One task, from its delivery to its ack: fetch → child → store → status → ack.

Outputs are durable before the final status is, and the status before the ack: whatever dies
between two of these, the task runs again or is found done, and nothing is reported done that is
not.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from dragonet.engine.callbacks import announce
from dragonet.engine.cancel import CANCELLED
from dragonet.engine.nats import STATUSES
from dragonet.engine.queue import Delivery
from dragonet.engine.records import Definition, Status
from dragonet.engine.spec import Task
from dragonet.errors import OutputError, ParameterError, StoreError, TaskError, UnavailableError
from dragonet.storage.content_types import content_type
from dragonet.storage.paths import StoreKind
from dragonet.storage.store import output_path
from dragonet.worker.children import ChildDiedError, Request
from dragonet.worker.context import Context
from dragonet.worker.inputs import prepare
from dragonet.worker.places import is_place, put_in_place
from dragonet.worker.progress import LeaseLostError, StatusWriter
from dragonet.worker.scratch import run_folder
from dragonet.worker.sending import Sending
from dragonet.worker.sharing import Sharing, forget_parts

log = logging.getLogger(__name__)

FRESH = 0.5
"""Seconds in the queue after which a task may well have been cancelled there."""

RETRY_DELAY = 1.0
"""Seconds before a task whose child died or whose store failed is tried again."""


class HandedBackError(Exception):
    """The worker stops; the task goes back to the queue."""


class RetryError(Exception):
    """The run failed through no fault of the task; it is tried again."""


async def run_one(context: Context, delivery: Delivery) -> None:
    """Run a delivered task to its end; cancelling hands it back to the queue."""
    key = delivery.definition.key
    status, revision = await _present_status(context, delivery)
    if status.final:
        await _close(context, delivery, status)
        return
    writer = StatusWriter(context.engine, status.executing(), revision)
    context.running[key] = writer
    try:
        async with _heartbeat(context, delivery):
            final = await _outcome(context, delivery, writer)
            await writer.finish(final)
        await _close(context, delivery, final)
    except asyncio.CancelledError:
        writer.stop()
        with contextlib.suppress(UnavailableError):  # the lease runs out instead
            await delivery.hand_back()
        raise
    except RetryError as error:
        writer.stop()
        log.warning("task runs again", extra={"key": key, "reason": str(error)})
        await delivery.retry(RETRY_DELAY)
    except LeaseLostError:
        await _give_way(context, delivery)
    finally:
        context.running.pop(key, None)


async def _give_way(context: Context, delivery: Delivery) -> None:
    """The status is somebody else's now: a cancelled task's files go, another worker's stay."""
    definition = delivery.definition
    found = await context.engine.get(STATUSES, definition.key)
    status = Status.load(found[0]) if found else None
    if status is None or status.error != CANCELLED:
        log.warning("task was taken over by another worker", extra={"key": definition.key})
        return
    with contextlib.suppress(StoreError):
        await _Saver(context, definition).remove()
    await _close(context, delivery, status)


async def _close(context: Context, delivery: Delivery, status: Status) -> None:
    """Announce the end of a task and take it off the queue, in this order."""
    task = context.catalog.get(status.name)
    if delivery.deaths and task and task.part:  # a worker that died left its parts
        await forget_parts(context, status.key)
    await announce(context.engine, delivery.definition, status)
    await delivery.done()


async def _present_status(context: Context, delivery: Delivery) -> tuple[Status, int]:
    """The status before this run and its revision; a fresh task has only been queued."""
    if not delivery.first or delivery.waited > FRESH:
        found = await context.engine.get(STATUSES, delivery.definition.key)
        if found is not None:
            return Status.load(found[0]), found[1]
    return Status.queued(delivery.definition), 0


@asynccontextmanager
async def _heartbeat(context: Context, delivery: Delivery) -> AsyncIterator[None]:
    async def beat() -> None:
        while True:
            await asyncio.sleep(context.settings.lease / 3)
            with contextlib.suppress(Exception):
                await delivery.working()

    task = asyncio.ensure_future(beat())
    try:
        yield
    finally:
        task.cancel()


async def _outcome(context: Context, delivery: Delivery, writer: StatusWriter) -> Status:
    """Run the task; whatever it ends in is its final status."""
    deaths = delivery.deaths
    if deaths >= context.settings.attempts:
        return writer.status.failed(
            f"given up after {deaths} attempts: each time the worker died or failed"
        )
    try:
        return await _run(context, delivery.definition, writer)
    except ChildDiedError as error:
        if deaths + 1 < context.settings.attempts:
            raise RetryError(f"child died: {error}") from error
        return writer.status.failed(
            f"given up after {deaths + 1} attempts: the task's process died each time ({error})"
        )
    except ParameterError as error:
        return writer.status.failed({"parameters": {error.field: error.texts}})
    except TaskError as error:
        if error.retryable and deaths + 1 < context.settings.attempts:
            raise RetryError(error.text) from error
        return writer.status.failed(error.text)


async def _run(context: Context, definition: Definition, writer: StatusWriter) -> Status:
    task = context.catalog.get(definition.name)
    if task is None:
        raise TaskError(f"this worker does not have the task '{definition.name}'")
    writer.begin()
    with run_folder(context.scratch) as folder:
        return await _unless_lost(writer, _work(context, task, definition, writer, folder))


async def _unless_lost(writer: StatusWriter, work: Awaitable[Status]) -> Status:
    """Stop the work as soon as another worker has the task."""
    working = asyncio.ensure_future(work)
    writer.when_lost = working.cancel
    try:
        return await working
    except asyncio.CancelledError:
        if writer.lost:
            raise LeaseLostError from None
        raise


async def _work(
    context: Context, task: Task, definition: Definition, writer: StatusWriter, folder: Path
) -> Status:
    sending = await Sending.of(context, task, definition)
    if sending and sending.done is not None:  # the worker before died between upload and status
        return writer.status.succeeded(**sending.done)
    request = await prepare(context, task, definition, folder)
    save = _Saver(context, definition)
    answer = await _answer(context, task, request, writer, save, sending=sending)
    if answer.get("retryable"):
        raise OutputError(answer["error"])
    if "error" in answer:
        return writer.status.failed(answer["error"])
    values, made = answer["values"], dict(answer["files"])
    if is_place(definition.store):
        values, made = {**values, **await put_in_place(context, definition, made)}, {}
    cargo = sending.cargo(made, request.sources) if sending else None
    files = await save.files(made, given=True)
    expires = time.time() + context.settings.result_ttl if save.volatile and files else None
    if sending and cargo:
        values = {**values, **await sending.upload(cargo, writer.report)}
        return await sending.conclude(writer.status.succeeded(values, files, expires))
    return writer.status.succeeded(values, files, expires)


async def _answer(
    context: Context,
    task: Task,
    request: Request,
    writer: StatusWriter,
    save: "_Saver",
    *,
    sending: Sending | None,
) -> dict[str, Any]:
    """Have a child run the task; what it answers."""

    def progress(value: Any) -> None:
        writer.report(sending.made(value) if sending else value)

    sharing = Sharing(context, task, request, writer, progress)

    async def report(message: dict[str, Any]) -> dict[str, Any] | None:
        if "parts" in message:
            return await sharing.hear(message["parts"])
        if "progress" in message:
            progress(message["progress"])
        else:
            found = message["partial"]
            writer.partial(found["values"], await save.files(found["files"], given=False))
        return None

    try:
        return await context.children[task.lane].run(request, report)
    finally:
        await sharing.close()


class _Saver:
    """Stores a task's output files where its definition says."""

    def __init__(self, context: Context, definition: Definition) -> None:
        self._context = context
        self._definition = definition
        self.volatile = definition.store["type"] != "persistent"
        self._kind: StoreKind = "volatile" if self.volatile else "persistent"

    async def files(self, files: Mapping[str, str], given: bool) -> dict[str, str]:
        """Store files by output name; the answer gives their paths in the store.

        They are `given` once the task is over and writes to them no more.
        """
        return {name: await self._store(Path(local), given) for name, local in files.items()}

    async def _store(self, local: Path, given: bool) -> str:
        path = self._path(local.name)
        await self._context.store.put_file(path, local, content_type(local.name), given=given)
        return path

    async def remove(self) -> None:
        """Delete what was stored of the task."""
        await self._context.store.delete_prefix(self._path("all").rpartition("/")[0])

    def _path(self, name: str) -> str:
        return output_path(self._kind, self._definition.account, self._definition.key, name)
