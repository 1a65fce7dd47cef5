"""What a kind of store has to do, and the records that it answers with."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

CHUNK = 256 * 1024
"""Bytes that are read from a store at once."""

BATCH = 1000
"""Files that are listed and deleted at once."""


@dataclass(frozen=True)
class StoredFile:
    """A file in the store.

    Attributes:
        path: its path in the store.
        size: bytes.
        etag: changes with the content; without quotes.
        last_modified: when it was stored, UTC.
    """

    path: str
    size: int
    etag: str
    last_modified: datetime


@dataclass(frozen=True)
class OpenedFile:
    """A file being read.

    Attributes:
        file: the file that is read.
        chunks: the bytes asked for, in pieces; raises StoreError when the store fails.
        close: frees what reading holds; harmless after the end.
    """

    file: StoredFile
    chunks: AsyncGenerator[bytes]
    close: Callable[[], None]


@dataclass(frozen=True)
class Folder:
    """One level of a folder: its files, and the paths of its folders without closing slash."""

    files: list[StoredFile]
    folders: list[str]


class Backend(Protocol):
    """A kind of store; its paths are checked already.

    Every method raises StoreError when the store fails, is full or cannot be reached.
    """

    async def check(self) -> None:
        """Write and delete a file, to see that the store works."""

    async def put(self, path: str, local: Path, content_type: str, given: bool) -> StoredFile:
        """Store a local file; a reader sees the old file or the whole new one."""

    async def head(self, path: str) -> StoredFile:
        """Describe a file; FileNotStoredError if there is none."""

    async def open(self, path: str, start: int, end: int | None) -> OpenedFile:
        """Read the bytes `start` to before `end`; FileNotStoredError if there is no file."""

    def list(self, prefix: str) -> AsyncIterator[StoredFile]:
        """All files below a folder, in no particular order."""

    async def folder(self, prefix: str) -> Folder:
        """What is directly in a folder."""

    async def delete(self, paths: Sequence[str]) -> None:
        """Delete at most BATCH files; those that are not there are fine."""

    async def tidy(self, before: datetime) -> None:
        """Remove what broken uploads left before this time, and empty folders."""


FULL = "the file store is full"
REFUSED = "the file store refuses access"
UNREACHABLE = "the file store cannot be reached"
