"""Files that clients sent: sources of their account's tasks for a day.

The bytes are parts in the file store, `uploads/ACCOUNT/KEY/…`; which parts belong to an upload,
in what order, is its record in a bucket. A record is replaced only by whoever has seen its newest
revision, so two requests that write at once cannot mix their bytes, whatever process they reach,
and what a killed process leaves is parts that no record names. The sweep of old files takes them.
"""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path

import orjson

from dragonet.engine.nats import UPLOADS, ConflictError, Engine
from dragonet.engine.records import new_key
from dragonet.errors import FetchError, FileNotStoredError, StoreError
from dragonet.settings import Settings
from dragonet.storage.content_types import OCTETS
from dragonet.storage.paths import part_path
from dragonet.storage.store import FileStore
from dragonet.urls import upload_key

PART = 64 << 20
"""Bytes after which a part is stored: what a dying process can lose of a request."""

SMALL = 8 << 20
"""Bytes below which the last part is taken up into the next: an upload in small requests must
not become thousands of parts."""

BUFFER = 1 << 20
"""Bytes that are written to the disk at once."""


class BodyCutError(Exception):
    """The client went away, or fell silent, before the end of its body."""


class BodyTooLongError(Exception):
    """The body is longer than it may be."""


class ChecksumError(Exception):
    """The bytes are not those that the client's checksum is of."""


@dataclass(frozen=True)
class Upload:
    """An upload's record.

    Attributes:
        key: 128 random bits, like a task's key.
        account: who sent it; nobody else can use it.
        expires: Unix time at which it is gone.
        length: bytes of the whole file; None as long as the client has not said.
        content_type: what the client says it is; empty if it says nothing.
        metadata: the header Upload-Metadata as it came.
        parts: names of the stored parts, and their bytes.
        revision: of the record; 0 before it is stored.
    """

    key: str
    account: str
    expires: float
    length: int | None = None
    content_type: str = ""
    metadata: str = ""
    parts: tuple[tuple[str, int], ...] = ()
    revision: int = 0

    @property
    def source(self) -> str:
        """What names it in a task."""
        return f"upload:{self.key}"

    @property
    def offset(self) -> int:
        """Bytes stored so far."""
        return sum(size for _, size in self.parts)

    @property
    def complete(self) -> bool:
        """Whether all bytes are there."""
        return self.offset == self.length

    @property
    def expires_at(self) -> datetime:
        """When it is gone."""
        return datetime.fromtimestamp(self.expires, UTC)

    @property
    def media_type(self) -> str | None:
        """The content type in lower case, without parameters."""
        return self._header.get_content_type() if self.content_type else None

    @property
    def charset(self) -> str | None:
        """The charset parameter of the content type."""
        return self._header.get_content_charset() if self.content_type else None

    @property
    def _header(self) -> Message:
        header = Message()
        header["content-type"] = self.content_type
        return header


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
        record = orjson.loads(found[0])
        parts = tuple((name, size) for name, size in record.pop("parts"))
        upload = Upload(**{**record, "parts": parts, "revision": found[1]})
        return upload if upload.account == account and time.time() < upload.expires else None

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
        with contextlib.closing(_Tail(self._store, self._spool, upload)) as tail:
            try:
                async for chunk in body:
                    most -= len(chunk)
                    if most < 0:
                        raise BodyTooLongError
                    await tail.write(chunk)
                    if check is None and tail.size >= PART:
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
        record = orjson.dumps(upload)
        revision = await self._engine.put(UPLOADS, upload.key, record, upload.revision)
        return replace(upload, revision=revision)


class _Tail:
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
