"""Files that clients sent: sources of their account's tasks for a day.

The bytes are parts in the file store, `uploads/ACCOUNT/KEY/…`; which parts belong to an upload,
in what order, is its record in a bucket. A record is replaced only by whoever has seen its newest
revision, so two requests that write at once cannot mix their bytes, whatever process they reach,
and what a killed process leaves is parts that no record names. The sweep of old files takes them.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

from dragonet.engine.nats import UPLOADS, Engine
from dragonet.engine.records import new_key
from dragonet.errors import FetchError, FileNotStoredError, StoreError
from dragonet.settings import Settings
from dragonet.storage.paths import part_path
from dragonet.storage.store import FileStore
from dragonet.uploads.record import Upload
from dragonet.uploads.tail import Tail
from dragonet.urls import upload_key

__all__ = ["BodyCutError", "BodyTooLongError", "ChecksumError", "Upload", "Uploads"]


class BodyCutError(Exception):
    """The client went away, or fell silent, before the end of its body."""


class BodyTooLongError(Exception):
    """The body is longer than it may be."""


class ChecksumError(Exception):
    """The bytes are not those that the client's checksum is of."""


class Uploads:
    """All uploads. Methods raise UnavailableError and StoreError when queue or store fail."""

    def __init__(self, engine: Engine, store: FileStore, settings: Settings) -> None:
        self._engine = engine
        self._store = store
        self._life = settings.upload_ttl
        self._spool = settings.data_dir.absolute() / "uploads"

    def tidy(self) -> None:
        """Remove what killed processes left on this machine."""
        for path in self._spool.glob("*"):
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < time.time() - 86400:
                    path.unlink()

    async def begin(
        self, account: str, length: int | None, content_type: str = "", metadata: str = ""
    ) -> Upload:
        """Make an upload without bytes."""
        expires = time.time() + self._life
        upload = Upload(new_key(), account, expires, length, content_type, metadata)
        return await self._put(upload)

    async def find(self, key: str, account: str) -> Upload | None:
        """An account's upload; None if it is not there any more, or another account's."""
        found = await self._engine.get(UPLOADS, key)
        if found is None or not found[0]:
            return None
        upload = Upload.load(found[0], found[1])
        return upload if upload.account == account and not upload.expired else None

    async def append(
        self,
        upload: Upload,
        body: AsyncIterator[bytes],
        most: int,
        check: Callable[[], None] | None = None,
    ) -> Upload:
        """Add a body to the end of an upload; the record afterwards.

        What came of a body that was cut is kept, unless there is a check.

        Args:
            upload: the newest record.
            body: the bytes; raises BodyCutError.
            most: bytes that the body may have.
            check: raises ChecksumError at the end of a body that must not be kept.

        Raises:
            BodyCutError: as `body` does.
            BodyTooLongError: the body is longer than `most`.
            ConflictError: another request has changed the upload; nothing was kept.
        """
        with contextlib.closing(Tail(self._store, self._spool, upload)) as tail:
            try:
                async for chunk in body:
                    most -= len(chunk)
                    if most < 0:
                        raise BodyTooLongError
                    await tail.write(chunk)
                    if check is None and tail.is_full:
                        await tail.store(self._put)
            except BodyCutError:
                if check is None:
                    await tail.store(self._put)
                raise
            if check is not None:
                check()
            await tail.store(self._put)
            return tail.upload

    async def set_length(self, upload: Upload, length: int) -> Upload:
        """Tell how many bytes the whole file has. Raises ConflictError."""
        return await self._put(replace(upload, length=length))

    async def remove(self, upload: Upload) -> None:
        """Forget an upload and delete its bytes."""
        await self._engine.put(UPLOADS, upload.key, b"")
        folder = part_path(upload.account, upload.key, "all").rpartition("/")[0]
        await self._store.delete_prefix(folder)

    async def fetch(self, source: str, account: str, folder: Path) -> tuple[Path, Upload]:
        """Put an account's upload into a folder as one file.

        Raises FetchError, whose text does not tell another's upload from one that never was.
        """
        failed = f"File '{source}' could not be fetched"
        upload = await self.find(upload_key(source) or "", account)
        if upload is None:
            raise FetchError(f"{failed}: unknown or expired upload")
        if not upload.complete:
            raise FetchError(f"{failed}: the upload is not complete, it has {upload.offset} bytes")
        path = folder / upload.key
        try:
            await self._join(upload, path)
        except FileNotStoredError as error:
            raise FetchError(f"{failed}: unknown or expired upload") from error
        except OSError as error:
            raise StoreError(f"{failed}: local disk: {error.strerror}") from error
        return path, upload

    async def _join(self, upload: Upload, path: Path) -> None:
        with path.open("wb") as file:
            for name, _ in upload.parts:
                opened = await self._store.open(part_path(upload.account, upload.key, name))
                with contextlib.closing(opened):
                    async for chunk in opened.chunks:
                        await asyncio.to_thread(file.write, chunk)

    async def _put(self, upload: Upload) -> Upload:
        revision = await self._engine.put(UPLOADS, upload.key, upload.dump(), upload.revision)
        return replace(upload, revision=revision)
