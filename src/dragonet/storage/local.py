"""Output files in a local folder.

Plain system calls rather than a library: obstore's local store neither syncs what it wrote nor
stays inside its folder where a symbolic link leads out, and a link loop or a name that is not
UTF-8 ends its listing.
"""

import contextlib
import errno
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from dragonet.storage.backend import BATCH, CHUNK, Folder, OpenedFile, StoredFile
from dragonet.storage.disk import (
    call,
    chunks,
    linked,
    listed,
    missing,
    open_file,
    publish,
    stored,
    sync,
)
from dragonet.storage.paths import KINDS

_STAGING = ".uploads"


class LocalFiles:
    """Backend in a folder of this machine; see `Backend` for the methods."""

    def __init__(self, root: Path) -> None:
        self._root = os.path.realpath(root)
        self._staging = Path(self._root, _STAGING)

    async def check(self) -> None:
        """Make the folders, and see that files can be written."""
        await call(self._check)

    async def put(self, path: str, local: Path, content_type: str, given: bool) -> StoredFile:
        """Copy or link beside the target, sync, rename: no reader sees a part of it."""
        return await call(self._put, path, local, given)

    async def head(self, path: str) -> StoredFile:
        """Describe a file."""
        return await call(self._head, path)

    async def open(self, path: str, start: int, end: int | None) -> OpenedFile:
        """Read a file, in threads."""
        file, handle, first = await call(self._open, path, start, end)
        left = (file.size if end is None else end) - start - len(first)
        return OpenedFile(file, chunks(handle, first, left), handle.close)

    async def list(self, prefix: str) -> AsyncIterator[StoredFile]:
        """All files below a folder."""
        files = self._walk(prefix) if self._is_inside(prefix) else iter(())
        while batch := await call(lambda: [*islice(files, BATCH)]):
            for file in batch:
                yield file

    async def folder(self, prefix: str) -> Folder:
        """What is directly in a folder."""
        return await call(self._folder, prefix)

    async def delete(self, paths: Sequence[str]) -> None:
        """Delete files, and folders that this empties."""
        await call(self._delete, paths)

    async def tidy(self, before: datetime) -> None:
        """Remove old half-done uploads and empty folders."""
        await call(self._tidy, before.timestamp())

    def _check(self) -> None:
        for folder in (*KINDS, _STAGING):
            Path(self._root, folder).mkdir(parents=True, exist_ok=True)
        with self._staged() as probe:
            probe.write_bytes(b"x")
            sync(probe)

    def _put(self, path: str, local: Path, given: bool) -> StoredFile:
        self._staging.mkdir(parents=True, exist_ok=True)
        with self._staged() as staged:
            if not (given and linked(local, staged)):
                shutil.copyfile(local, staged, follow_symlinks=False)
            sync(staged)
            target = self._resolved(path)
            publish(staged, target)
        for folder in target.parents[: path.count("/") + 1]:
            sync(folder)
        return self._head(path)

    def _head(self, path: str) -> StoredFile:
        with missing(path):
            return stored(path, os.lstat(self._resolved(path)))

    def _open(self, path: str, start: int, end: int | None) -> tuple[StoredFile, BinaryIO, bytes]:
        with missing(path):
            handle = open_file(self._resolved(path))
        with contextlib.ExitStack() as stack:
            stack.push(handle)
            file = stored(path, os.fstat(handle.fileno()))
            length = (file.size if end is None else end) - start
            handle.seek(start)
            first = handle.read(min(CHUNK, length))
            if len(first) < length:
                stack.pop_all()
        return file, handle, first

    def _walk(self, folder: str) -> Iterator[StoredFile]:
        """Files below a folder, without holding a whole folder in memory."""
        for entry in self._entries(folder):
            path = f"{folder}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from self._walk(path)
            elif file := listed(path, entry):
                yield file

    def _folder(self, folder: str) -> Folder:
        found = Folder([], [])
        for entry in self._entries(folder) if self._is_inside(folder) else ():
            path = f"{folder}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                found.folders.append(path)
            elif file := listed(path, entry):
                found.files.append(file)
        return found

    def _entries(self, folder: str) -> Iterator[os.DirEntry[str]]:
        gone = contextlib.suppress(FileNotFoundError, NotADirectoryError)
        with gone, os.scandir(f"{self._root}/{folder}") as found:
            yield from found

    def _delete(self, paths: Sequence[str]) -> None:
        for path in paths:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                target = self._resolved(path)
                target.unlink()
                with contextlib.suppress(OSError):
                    target.parent.rmdir()

    def _tidy(self, before: float) -> None:
        for entry in self._entries(_STAGING) if self._is_inside(_STAGING) else ():
            with contextlib.suppress(FileNotFoundError):
                if entry.stat(follow_symlinks=False).st_mtime < before:
                    Path(entry.path).unlink()
        for kind in filter(self._is_inside, KINDS):
            self._remove_empty(kind)

    def _remove_empty(self, folder: str) -> None:
        for entry in self._entries(folder):
            if entry.is_dir(follow_symlinks=False):
                self._remove_empty(f"{folder}/{entry.name}")
                with contextlib.suppress(OSError):
                    Path(entry.path).rmdir()

    def _resolved(self, path: str) -> Path:
        """The local path; FileNotFoundError where a symbolic link is in the way."""
        if not self._is_inside(path):
            raise FileNotFoundError(errno.ENOENT, "symbolic link", path)
        return Path(self._root, path)

    def _is_inside(self, path: str) -> bool:
        full = f"{self._root}/{path}"
        return os.path.realpath(full) == full

    @contextlib.contextmanager
    def _staged(self) -> Iterator[Path]:
        """A name on the same file system that nobody sees; removed unless renamed."""
        staged = self._staging / uuid.uuid4().hex
        try:
            yield staged
        finally:
            staged.unlink(missing_ok=True)
