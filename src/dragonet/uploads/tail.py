"""The end of an upload on its way into the store."""

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from dragonet.engine.nats import ConflictError
from dragonet.errors import FileNotStoredError, StoreError
from dragonet.storage.content_types import OCTETS
from dragonet.storage.paths import part_path
from dragonet.storage.store import FileStore
from dragonet.uploads.record import Upload

PART = 64 << 20
"""Bytes after which a part is stored: what a dying process can lose of a request."""

SMALL = 8 << 20
"""Bytes below which the last part is taken up into the next: an upload in small requests must
not become thousands of parts."""

BUFFER = 1 << 20
"""Bytes that are written to the disk at once."""


class Tail:
    """The bytes at the end of an upload that are not stored yet, in a local file.

    Attributes:
        upload: the newest record.
        size: bytes that the next part will have.
    """

    def __init__(self, store: FileStore, folder: Path, upload: Upload) -> None:
        self._store = store
        self._folder = folder
        self._path: Path | None = None
        self._buffer = bytearray()
        self._kept: tuple[tuple[str, int], ...] = ()
        self.upload = upload
        self.size = 0

    @property
    def is_full(self) -> bool:
        """Whether it is time to store a part."""
        return self.size >= PART

    async def write(self, chunk: bytes) -> None:
        """Add bytes."""
        if self._path is None:
            await self._open()
        self._buffer += chunk
        self.size += len(chunk)
        if len(self._buffer) >= BUFFER:
            await self._flush()

    async def store(self, put: Callable[[Upload], Awaitable[Upload]]) -> None:
        """Make the bytes a part, durably, and name it in the record. Raises ConflictError."""
        if self._path is None:
            return
        await self._flush()
        name = f"{len(self._kept):06d}-{secrets.token_hex(4)}"
        await self._store.put_file(self._part(name), self._path, OCTETS, given=True)
        before = self.upload.parts
        try:
            self.upload = await put(replace(self.upload, parts=(*self._kept, (name, self.size))))
        except ConflictError:  # of any other failure nobody knows whether the record names it
            await self._store.delete(self._part(name))
            raise
        await self._store.delete(*(self._part(old) for old, _ in before[len(self._kept) :]))
        self.close()

    def close(self) -> None:
        """Drop what is not stored."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)
        self._path, self.size = None, 0
        self._buffer.clear()

    async def _open(self) -> None:
        parts = self.upload.parts
        self._folder.mkdir(parents=True, exist_ok=True)
        self._path = self._folder / secrets.token_hex(16)
        self._path.touch()
        self._kept = parts
        if not parts or parts[-1][1] >= SMALL:
            return
        self._kept = parts[:-1]
        try:
            opened = await self._store.open(self._part(parts[-1][0]))
        except FileNotStoredError as error:
            raise ConflictError from error  # another request took it up
        with contextlib.closing(opened):
            async for chunk in opened.chunks:
                self._buffer += chunk
        self.size = len(self._buffer)

    async def _flush(self) -> None:
        assert self._path is not None
        try:
            await asyncio.to_thread(_add, self._path, bytes(self._buffer))
        except OSError as error:
            raise StoreError("the upload cannot be stored: local disk full or failing") from error
        self._buffer.clear()

    def _part(self, name: str) -> str:
        return part_path(self.upload.account, self.upload.key, name)


def _add(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)
