"""Output files in an object store: S3 and compatible ones, Google Cloud Storage, Azure.

What a killed upload leaves (the parts of an unfinished multipart upload) is invisible to
listings; a lifecycle rule of the bucket (`AbortIncompleteMultipartUpload`) removes it.
"""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import from_url

from dragonet.errors import DragonetError, StoreError
from dragonet.storage.backend import (
    BATCH,
    CHUNK,
    FULL,
    REFUSED,
    UNREACHABLE,
    Folder,
    OpenedFile,
    StoredFile,
)
from dragonet.storage.paths import is_file, not_stored

if TYPE_CHECKING:
    from obstore import GetOptions, GetResult, ObjectMeta
    from obstore.store import ClientConfig, RetryConfig

NO_BUCKET = "the file store has no such bucket"

_MEANINGS = {
    "NoSuchBucket": NO_BUCKET,
    "code: 401": REFUSED,
    "code: 403": REFUSED,
    "code: 507": FULL,
    "StorageFull": FULL,
    "QuotaExceeded": FULL,
}
"""What parts of a server's answer mean; obstore has no exception of their own for them."""

_PART = 8 << 20
_MOST_PARTS = 9_000
"""A little below S3's limit of 10,000 parts a file."""

_CLIENT: "ClientConfig" = {
    "allow_http": True,
    "connect_timeout": timedelta(seconds=3),
    "read_timeout": timedelta(seconds=60),
    # The whole of a request, body included: a film to a slow client takes hours.
    "timeout": timedelta(days=2),
}
_RETRY: "RetryConfig" = {
    "max_retries": 4,
    "retry_timeout": timedelta(seconds=10),
    "backoff": {
        "init_backoff": timedelta(milliseconds=100),
        "max_backoff": timedelta(seconds=2),
        "base": 2,
    },
}


class ObjectFiles:
    """Backend on obstore; see `Backend` for the methods. Raises ValueError, saying what lacks."""

    def __init__(self, url: str, options: Mapping[str, str] | None = None) -> None:
        try:
            self._store = from_url(
                url, config=_config(options), client_options=_CLIENT, retry_config=_RETRY
            )
        except BaseError as error:
            raise ValueError(str(error).splitlines()[0]) from error

    async def check(self) -> None:
        """Write and delete an object."""
        probe = f".check-{uuid.uuid4().hex}"
        with _errors(StoreError(NO_BUCKET)):
            await obstore.put_async(self._store, probe, b"x")
            await obstore.delete_async(self._store, probe)

    async def put(self, path: str, local: Path, content_type: str, given: bool) -> StoredFile:
        """Upload a file, in parts when it is large."""
        with _errors(StoreError(NO_BUCKET)):
            size = (await asyncio.to_thread(local.stat)).st_size
            await obstore.put_async(
                self._store,
                path,
                local,
                attributes={"Content-Type": content_type},
                chunk_size=max(_PART, size // _MOST_PARTS),
                max_concurrency=4,
            )
        return await self.head(path)

    async def head(self, path: str) -> StoredFile:
        """Describe a file."""
        with _errors(not_stored(path)):
            return _stored(await obstore.head_async(self._store, path))

    async def open(self, path: str, start: int, end: int | None) -> OpenedFile:
        """Read a file."""
        options: GetOptions = {}
        if end is not None:
            options["range"] = (start, end)
        elif start:
            options["range"] = {"offset": start}
        with _errors(not_stored(path)):
            result = await obstore.get_async(self._store, path, options=options)
        return OpenedFile(_stored(result.meta), _chunks(result), lambda: None)

    async def list(self, prefix: str) -> AsyncIterator[StoredFile]:
        """All files below a folder."""
        with _errors(StoreError(NO_BUCKET)):
            async for batch in obstore.list(self._store, prefix, chunk_size=BATCH):
                for file in _outputs(batch):
                    yield file

    async def folder(self, prefix: str) -> Folder:
        """What is directly in a folder."""
        with _errors(StoreError(NO_BUCKET)):
            found = await obstore.list_with_delimiter_async(self._store, prefix)
        return Folder([*_outputs(found["objects"])], [*found["common_prefixes"]])

    async def delete(self, paths: Sequence[str]) -> None:
        """Delete files, many in one request where the store can."""
        with _errors(not_stored(paths[0])), contextlib.suppress(FileNotFoundError):
            await obstore.delete_async(self._store, paths)
            return
        if len(paths) > 1:  # Some stores stop at the first file that is not there.
            for path in paths:
                await self.delete([path])

    async def tidy(self, before: datetime) -> None:
        """Nothing: there are no folders, and unfinished uploads are the bucket's to drop."""


async def _chunks(result: "GetResult") -> AsyncGenerator[bytes]:
    with _errors(not_stored(result.meta["path"])):
        async for chunk in result.stream(min_chunk_size=CHUNK):
            yield bytes(chunk)


def _outputs(found: Iterable["ObjectMeta"]) -> Iterator[StoredFile]:
    """The files of a listing without what others put there, and what stands for a folder."""
    return (_stored(meta) for meta in found if is_file(meta["path"]))


def _config(options: Mapping[str, str] | None) -> Any:
    """What obstore is told beside the URL; the rest is in the environment."""
    return {**options} if options else None


def _stored(meta: "ObjectMeta") -> StoredFile:
    modified, size = meta["last_modified"], meta["size"]
    etag = meta["e_tag"] or f"{modified.timestamp():.0f}-{size}"
    return StoredFile(meta["path"], size, etag.removeprefix("W/").strip('"'), modified)


@contextlib.contextmanager
def _errors(missing: DragonetError) -> Iterator[None]:
    """Turn what obstore raises into our errors; `missing` stands for "not found"."""
    try:
        yield
    except FileNotFoundError as error:
        raise missing from error
    except (PermissionDeniedError, UnauthenticatedError) as error:
        raise StoreError(REFUSED) from error
    except (BaseError, OSError, ValueError) as error:
        told = (text for part, text in _MEANINGS.items() if part in str(error))
        raise StoreError(next(told, UNREACHABLE)) from error
