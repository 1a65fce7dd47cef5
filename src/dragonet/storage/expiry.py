"""Removal of output files whose time is over."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dragonet.settings import Settings
from dragonet.storage.backend import BATCH, StoredFile
from dragonet.storage.store import FileStore

log = logging.getLogger(__name__)

_HALF_DONE_LIFE = timedelta(days=1)
"""Age at which a half-written file, or a part of a task, is a leftover."""


@dataclass(frozen=True)
class Swept:
    """What a sweep removed: files, and their bytes."""

    deleted: int = 0
    freed: int = 0


async def sweep(
    store: FileStore,
    settings: Settings,
    accounts_expiration: Mapping[str, int],
    now: datetime | None = None,
) -> Swept:
    """Delete the files that are too old, and what broken writing left.

    Ages are the store's own dates, so nothing need be remembered between sweeps, and several
    processes may sweep at once (each then counts what it found).

    Args:
        store: the store to sweep.
        settings: `result_ttl` is the life of volatile files, `upload_ttl` that of parts of
            uploads: an upload began before its first part, so none that lives loses any.
        accounts_expiration: days that persistent files live, by account; 0 or no entry = for ever.
        now: what time it is, with a zone; the clock's time by default.

    Raises:
        StoreError: the store cannot be reached; what was deleted stays so.
    """
    now = now or datetime.now(UTC)
    lives = {
        "volatile": settings.result_ttl,
        "uploads": settings.upload_ttl,
        "shared": _HALF_DONE_LIFE.total_seconds(),
    }
    for name, days in accounts_expiration.items():
        if days:
            lives[f"persistent/{name}"] = days * 86400
    deleted = freed = 0
    for folder, life in lives.items():
        async for batch in _expired(store, folder, life, now):
            await store.delete(*(file.path for file in batch))
            deleted += len(batch)
            freed += sum(file.size for file in batch)
    await store.tidy(now - _HALF_DONE_LIFE)
    return Swept(deleted, freed)


async def sweep_forever(
    store: FileStore,
    settings: Settings,
    accounts_expiration: Callable[[], Awaitable[Mapping[str, int]]],
) -> None:
    """Sweep now and every `sweep_interval` seconds, until cancelled; failures are logged.

    `accounts_expiration` is asked before each sweep.
    """
    while True:
        try:
            swept = await sweep(store, settings, await accounts_expiration())
        except Exception:
            log.exception("old files could not be removed; trying again later")
        else:
            log.info("old files removed", extra={"files": swept.deleted, "bytes": swept.freed})
        await asyncio.sleep(settings.sweep_interval)


async def _expired(
    store: FileStore, folder: str, life: float, now: datetime
) -> AsyncIterator[list[StoredFile]]:
    """The files below a folder that are older than `life` seconds, in batches."""
    batch: list[StoredFile] = []
    async for file in store.list(folder):
        if (now - file.last_modified).total_seconds() > life:
            batch.append(file)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
