"""System calls on local files, with the store's records and errors."""

import asyncio
import contextlib
import errno
import os
import stat
from collections.abc import AsyncGenerator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, ParamSpec, TypeVar

from dragonet.errors import StoreError
from dragonet.storage.backend import CHUNK, FULL, REFUSED, UNREACHABLE, StoredFile
from dragonet.storage.paths import is_file, not_stored

P = ParamSpec("P")
T = TypeVar("T")

_PUBLISH_TRIES = 10


def publish(staged: Path, target: Path) -> None:
    """Give a finished file its final name, making the folders above it."""
    for _ in range(_PUBLISH_TRIES):
        # A sweep may remove the folder as long as it is empty.
        with contextlib.suppress(FileNotFoundError):
            target.parent.mkdir(parents=True, exist_ok=True)
            staged.replace(target)
            return
    raise FileNotFoundError(errno.ENOENT, "folder keeps vanishing", str(target.parent))


def linked(local: Path, staged: Path) -> bool:
    """Give a file a second name and the present date; false where that cannot be."""
    try:
        os.link(local, staged, follow_symlinks=False)
    except OSError:
        return False
    os.utime(staged)
    return True


def open_file(path: Path) -> BinaryIO:
    """Open for reading; a symbolic link is an error, a named pipe does not block."""
    more = os.O_NOFOLLOW | os.O_NONBLOCK
    return open(path, "rb", opener=lambda name, flags: os.open(name, flags | more))


def sync(path: Path) -> None:
    """Have the disk hold what was written to a file or folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def stored(path: str, status: os.stat_result) -> StoredFile:
    """The record of a file; FileNotStoredError if it is a folder or a device."""
    if not stat.S_ISREG(status.st_mode):
        raise not_stored(path)
    etag = f"{status.st_ino:x}-{status.st_mtime_ns:x}-{status.st_size:x}"
    return StoredFile(path, status.st_size, etag, datetime.fromtimestamp(status.st_mtime, UTC))


def listed(path: str, entry: os.DirEntry[str]) -> StoredFile | None:
    """The file of a listing; None for what is no output (links, other names) or just went."""
    if is_file(path) and entry.is_file(follow_symlinks=False):
        with contextlib.suppress(FileNotFoundError):
            return stored(path, entry.stat(follow_symlinks=False))
    return None


async def chunks(handle: BinaryIO, first: bytes, left: int) -> AsyncGenerator[bytes]:
    """The bytes `first` and `left` more of an open file, which is closed at the end."""
    try:
        yield first
        while left:
            chunk = await call(handle.read, min(CHUNK, left))
            if not chunk:
                raise StoreError("the stored file ends too early")
            left -= len(chunk)
            yield chunk
    finally:
        handle.close()


@contextlib.contextmanager
def missing(path: str) -> Iterator[None]:
    """Turn the system's "no such file" into FileNotStoredError."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise not_stored(path) from error


async def call(work: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
    """Run in a thread; what the system refuses becomes a StoreError."""
    try:
        return await asyncio.to_thread(work, *args, **options)
    except OSError as error:
        raise StoreError(_reason(error)) from error


def _reason(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return FULL
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return REFUSED
    return UNREACHABLE
