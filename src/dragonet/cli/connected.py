"""The queue of the service, for commands beside it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dragonet.engine.embedded import ADDRESS
from dragonet.engine.nats import Engine, connect
from dragonet.errors import StartupError
from dragonet.settings import Settings


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[Engine]:
    """The queue of the service: DRAGONET_NATS_URL, or that of `serve` in the data folder."""
    url = settings.nats_url
    address = settings.data_dir / "nats" / ADDRESS
    if not url:
        if not address.exists():
            raise StartupError(f"no service has run in {settings.data_dir.absolute()}")
        url = address.read_text()
    async with connect(settings, url, "dragonet-command") as engine:
        yield engine
