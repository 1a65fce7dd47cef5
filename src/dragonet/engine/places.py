"""Buckets and servers of an account's own, by the names that its tasks call them; their credentials
never are in a task."""

from dataclasses import dataclass
from typing import Any

import orjson

from dragonet.engine.nats import PLACES, Engine

KINDS = {"s3": "s3", "gcs": "gs", "azure": "az", "sftp": "sftp", "ftp": "ftp"}
"""Types of `task_store` by which tasks use them, and the schemes of their URLs."""


@dataclass(frozen=True, slots=True)
class Place:
    """A bucket, or a folder on a server, and how to get in.

    Attributes:
        account: whose it is.
        name: what tasks call it.
        url: `s3://bucket/prefix`, `gs://bucket/prefix`, `az://account/container/prefix`,
            `sftp://host/folder` or `ftp://host/folder`.
        options: credentials and more: the options of obstore's stores, of `targets.sftp` and
            `targets.ftp`.
        public_url: what the URLs of results begin with; empty takes `url`.
    """

    account: str
    name: str
    url: str
    options: dict[str, str]
    public_url: str = ""

    @property
    def kind(self) -> str:
        """The type of `task_store` that fits; empty if none does."""
        scheme = self.url.partition("://")[0]
        return next((kind for kind, known in KINDS.items() if known == scheme), "")

    @property
    def is_server(self) -> bool:
        """Whether it is a folder on a server, no bucket."""
        return self.kind in ("sftp", "ftp")

    def address(self, path: str) -> str:
        """The URL of a file in it."""
        return f"{(self.public_url or self.url).rstrip('/')}/{path}"


class Places:
    """All places; a new one is known everywhere at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def find(self, account: str, name: str) -> Place | None:
        """An account's place; None if it has none of this name."""
        found = await self._engine.get(PLACES, f"{account}.{name}")
        return Place(**orjson.loads(found[0])) if found and found[0] else None

    async def keep(self, place: Place) -> None:
        """Add a place, or replace it."""
        await self._engine.put(PLACES, f"{place.account}.{place.name}", orjson.dumps(place))
        await self._list(place.account, {place.name}, set())

    async def remove(self, account: str, name: str) -> None:
        """Forget a place; its files stay."""
        await self._engine.put(PLACES, f"{account}.{name}", b"")
        await self._list(account, set(), {name})

    async def names(self, account: str) -> list[str]:
        """The names of an account's places."""
        found = await self._engine.get(PLACES, account)
        names: list[Any] = orjson.loads(found[0]) if found else []
        return sorted(map(str, names))

    async def _list(self, account: str, more: set[str], less: set[str]) -> None:
        names = (set(await self.names(account)) | more) - less
        await self._engine.put(PLACES, account, orjson.dumps(sorted(names)))
