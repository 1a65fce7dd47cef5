"""Composition root: settings in, API and worker out. Nothing else is global."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dragonet.accounts import Accounts
from dragonet.api.face import Face
from dragonet.engine.nats import Engine, connect
from dragonet.engine.queue import Queue
from dragonet.engine.statuses import Statuses
from dragonet.errors import StartupError
from dragonet.settings import Settings
from dragonet.storage.store import FileStore
from dragonet.tasks import catalog
from dragonet.worker.loop import Worker, worker


def nats_url(settings: Settings) -> str:
    """The NATS to use. Raises StartupError if none is set."""
    if not settings.nats_url:
        raise StartupError("DRAGONET_NATS_URL is not set; 'dragonet serve' brings its own NATS")
    return settings.nats_url


@asynccontextmanager
async def _open(settings: Settings, name: str) -> AsyncIterator[tuple[Engine, FileStore]]:
    store = FileStore(settings.files_url)
    await store.check()
    async with connect(settings, nats_url(settings), name) as engine:
        yield engine, store


@asynccontextmanager
async def open_face(settings: Settings) -> AsyncIterator[Face]:
    """The API's view of a running service. Raises StartupError."""
    accounts = Accounts(settings.accounts_file)
    accounts.all()
    async with _open(settings, "dragonet-api") as (engine, store):
        statuses = Statuses(engine, settings.result_ttl)
        await statuses.follow()
        yield Face(settings, catalog(), accounts, engine, Queue(engine), statuses, store)


@asynccontextmanager
async def open_worker(settings: Settings) -> AsyncIterator[Worker]:
    """A worker ready to run. Raises StartupError."""
    async with (
        _open(settings, "dragonet-worker") as (engine, store),
        worker(settings, catalog(), engine, store) as running,
    ):
        yield running
