"""The persistent files of one account: which there are, how large, and their deletion.

What an account uses is the sum of a listing, not a counter: several workers and sweeps change
the store and any of them may die between a file and its count, so only the store itself is exact.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from dragonet.storage.backend import BATCH, StoredFile
from dragonet.storage.paths import account_folder
from dragonet.storage.store import FileStore


@dataclass(frozen=True)
class Selection:
    """Which of an account's files are meant; a file must fulfil everything that is given.

    Attributes:
        path: `""` for all, `KEY` for a task's files, `KEY/name` for one.
        since: stored at this time or later, with zone, to the millisecond.
        until: stored at this time or earlier.
        max_age: stored more than so many days ago.
        names: one of these, each `KEY/name`; None does not restrict.
        now: what `max_age` counts from.
    """

    path: str = ""
    since: datetime | None = None
    until: datetime | None = None
    max_age: float | None = None
    names: frozenset[str] | None = None
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def takes(self, name: str, stored: datetime) -> bool:
        """Whether this file is meant; `stored` is when it was stored."""
        if self.names is not None and name not in self.names:
            return False
        if self.path not in ("", name, name.partition("/")[0]):
            return False
        moment = shown_moment(stored)
        age = (self.now - stored).total_seconds() / 86400
        return (
            (self.since is None or moment >= self.since)
            and (self.until is None or moment <= self.until)
            and (self.max_age is None or age > self.max_age)
        )


def shown_moment(stored: datetime) -> datetime:
    """A date as precise as listings show it, so that one of them can be asked for."""
    return stored.replace(microsecond=stored.microsecond // 1000 * 1000)


class AccountFiles:
    """The persistent files of an account, in bounded memory however many they are.

    Methods raise StoreError when the store fails.

    Attributes:
        usage: bytes of the files that were there, and were not deleted, in the last walk that
            came to its end.
        freed: bytes that it deleted or, in a dry run, would have.
    """

    def __init__(self, store: FileStore, account: str) -> None:
        self._store = store
        self._folder = account_folder(account)
        self.usage = 0
        self.freed = 0

    async def has(self, path: str) -> bool:
        """Whether there is such a file, or such a task with files; the empty path always is."""
        if not path:
            return True
        found = await self._store.folder(f"{self._folder}/{path.partition('/')[0]}")
        return any(path in (self._name(file), self._key(file)) for file in found.files)

    async def listed(self, selection: Selection) -> AsyncIterator[tuple[str, StoredFile]]:
        """The selected files as `KEY/name`, those of a task together; fills `usage`."""
        usage = 0
        async for file in self._store.list(self._folder):
            usage += file.size
            name = self._name(file)
            if selection.takes(name, file.last_modified):
                yield name, file
        self.usage = usage

    async def deleted(self, selection: Selection, dry_run: bool) -> AsyncIterator[list[str]]:
        """Delete the selected files; their names in batches, each when it is done.

        Fills `usage` and `freed`. A dry run deletes nothing.
        """
        batch: list[str] = []
        freed = 0
        async for name, file in self.listed(selection):
            batch.append(name)
            freed += file.size
            if len(batch) == BATCH:
                yield await self._delete(batch, dry_run)
                batch = []
        yield await self._delete(batch, dry_run)
        self.freed = freed
        self.usage -= 0 if dry_run else freed

    async def _delete(self, names: list[str], dry_run: bool) -> list[str]:
        if not dry_run:
            await self._store.delete(*(f"{self._folder}/{name}" for name in names))
        return names

    def _name(self, file: StoredFile) -> str:
        return file.path.removeprefix(f"{self._folder}/")

    def _key(self, file: StoredFile) -> str:
        return self._name(file).partition("/")[0]
