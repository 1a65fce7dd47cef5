"""Files that other tasks made, as inputs."""

import asyncio
import contextlib
import json
from pathlib import Path

from dragonet.engine.nats import STATUSES
from dragonet.engine.outputs import FilenameError, select
from dragonet.engine.records import Definition, Status
from dragonet.errors import FetchError, FileNotStoredError, SourceError, StoreError
from dragonet.job import SourceFile
from dragonet.storage.content_types import content_type
from dragonet.urls import task_output
from dragonet.worker.context import Context


async def see_parents(context: Context, definition: Definition) -> None:
    """Raise SourceError, naming the task, if one that this one waited for failed."""
    for key in definition.after:
        status = await _status(context, key, definition.account)
        if status is not None and status.state == "error":
            error = status.error if isinstance(status.error, str) else json.dumps(status.error)
            raise SourceError(f"task {key} ({status.name}), whose file it takes, failed: {error}")


async def fetch_output(context: Context, source: str, account: str, folder: Path) -> SourceFile:
    """Put the output that `task:KEY/NAME` names into a folder. Raises FetchError, StoreError."""
    failed = f"File '{source}' could not be fetched"
    key, filename = task_output(source) or ("", "")
    status = await _status(context, key, account)
    if status is None:
        raise FetchError(f"{failed}: unknown or expired task")
    if not status.final:
        raise StoreError(f"{failed}: the end of the task is not known here yet")
    try:
        stored = status.files[select(set(status.files), filename)]
        opened = await context.store.open(stored)
    except FilenameError as error:
        raise FetchError(f"{failed}: {error}") from error
    except FileNotStoredError as error:
        raise FetchError(f"{failed}: it has expired or was deleted") from error
    path = folder / f"{key}-{Path(stored).name}"
    try:
        with contextlib.closing(opened), path.open("wb") as file:
            async for chunk in opened.chunks:
                await asyncio.to_thread(file.write, chunk)
    except OSError as error:
        raise StoreError(f"{failed}: local disk: {error.strerror}") from error
    kind, _, parameters = content_type(stored).partition(";")
    return SourceFile(path, source, kind, parameters.partition("charset=")[2] or None)


async def _status(context: Context, key: str, account: str) -> Status | None:
    found = await context.engine.get(STATUSES, key)
    status = Status.load(found[0]) if found else None
    return status if status is not None and status.account == account else None
