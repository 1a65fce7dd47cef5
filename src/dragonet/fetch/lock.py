"""Locks between processes that end with the process, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def try_lock(path: Path) -> Iterator[bool]:
    """Take the lock file `path` without waiting; yields whether it was taken.

    The kernel frees the lock when its holder dies. Who holds the lock may delete the file: who
    then locks the deleted file is told that it was not taken, and tries again on the new one.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    taken = False
    try:
        taken = _flock(handle) and _is_at(handle, path)
        yield taken
    finally:
        if taken:
            # Not by close alone: a forked child may hold a copy of the handle.
            fcntl.flock(handle, fcntl.LOCK_UN)
        os.close(handle)


def _flock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
