"""The store of output files: a local folder, S3 or one of its kind."""

import os
import re
import stat
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from dragonet.errors import StartupError, StoreError
from dragonet.storage.backend import BATCH, Backend, Folder, OpenedFile, StoredFile
from dragonet.storage.local import LocalFiles
from dragonet.storage.objects import ObjectFiles
from dragonet.storage.paths import checked_file, checked_folder, output_path

__all__ = ["FileStore", "Folder", "OpenedFile", "StoredFile", "output_path"]

_REMOTE = ("s3", "s3a", "gs", "az", "azure", "abfs", "abfss")


class FileStore:
    """Output files by path, wherever they live.

    Every method raises StoreError when the store fails, is full or cannot be reached, and
    FileNotStoredError for a path that no output file can have.

    Args:
        url: `file:///folder`, `s3://bucket/prefix` (credentials, region and endpoint from the
            standard `AWS_*` environment variables), `gs://bucket/prefix` or
            `az://container/prefix`.

    Raises:
        StartupError: the URL is none of these, or a setting lacks that it needs.
    """

    def __init__(self, url: str) -> None:
        self.name = _without_credentials(url)
        self._backend = _backend(url, self.name)

    async def check(self) -> None:
        """Make a local folder, and see that files can be written; else StartupError."""
        try:
            await self._backend.check()
        except StoreError as error:
            raise StartupError(f"cannot store files in {self.name}: {error.text}") from error

    async def put_file(
        self, path: str, local: Path, content_type: str, *, given: bool = False
    ) -> StoredFile:
        """Store a local file durably, replacing what the path held.

        No reader ever sees a part of it. A file that is `given` will not be written to any more,
        only deleted: a store on the same disk then shares its bytes instead of copying them.
        Raises StoreError too if `local` is no regular file.
        """
        checked_file(path)
        if not _is_regular(local):
            raise StoreError(f"the output '{local.name}' is not a file that can be stored")
        return await self._backend.put(path, local, content_type, given)

    async def head(self, path: str) -> StoredFile:
        """Describe a file; FileNotStoredError if there is none."""
        return await self._backend.head(checked_file(path))

    async def open(self, path: str, start: int = 0, end: int | None = None) -> OpenedFile:
        """Read a file, or its bytes `start` to before `end`, which must lie inside it.

        The chunks must be read to their end, or the file closed. Raises FileNotStoredError if
        there is no such file.
        """
        return await self._backend.open(checked_file(path), start, end)

    def list(self, prefix: str) -> AsyncIterator[StoredFile]:
        """All files below a folder (`volatile`, `persistent/ACCOUNT`, …), in bounded memory.

        The order is the store's. A folder that is not there has no files.
        """
        return self._backend.list(checked_folder(prefix))

    async def folder(self, prefix: str) -> Folder:
        """The files and folders directly in a folder, in order of their names."""
        found = await self._backend.folder(checked_folder(prefix))
        return Folder(sorted(found.files, key=lambda file: file.path), sorted(found.folders))

    async def delete(self, *paths: str) -> None:
        """Delete files; those that are not there are fine."""
        for path in paths:
            checked_file(path)
        for first in range(0, len(paths), BATCH):
            await self._backend.delete(paths[first : first + BATCH])

    async def delete_prefix(self, prefix: str) -> None:
        """Delete all files below a folder."""
        batch: list[str] = []
        async for file in self.list(prefix):
            batch.append(file.path)
            if len(batch) == BATCH:
                await self.delete(*batch)
                batch.clear()
        await self.delete(*batch)

    async def tidy(self, before: datetime) -> None:
        """Remove what broken uploads left before this time, and empty local folders."""
        await self._backend.tidy(before)


def _backend(url: str, name: str) -> Backend:
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.netloc in {"", "localhost"} and parts.path:
        return LocalFiles(Path(unquote(parts.path)))
    if parts.scheme in _REMOTE and parts.netloc:
        try:
            return ObjectFiles(name)
        except ValueError as error:
            raise StartupError(f"cannot store files in {name}: {error}") from error
    raise StartupError(
        f"cannot store files in '{name}': allowed are file:///folder, s3://bucket/prefix, "
        "gs://bucket/prefix and az://container/prefix"
    )


def _without_credentials(url: str) -> str:
    return re.sub(r"^(\w*://)[^/]*:[^@]*@", r"\1", url)


def _is_regular(local: Path) -> bool:
    try:
        return stat.S_ISREG(os.lstat(local).st_mode)
    except OSError:
        return False
