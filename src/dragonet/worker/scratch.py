"""The scratch folder of a worker, and the removal of those that killed workers left."""

import fcntl
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = "lock"


@contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """A folder of this process, gone at the end.

    Its lock is held as long as the process lives: a folder whose lock is free has no owner.
    """
    parent.mkdir(parents=True, exist_ok=True)
    folder = parent / secrets.token_hex(8)
    with (parent / LOCK).open("w") as gate:  # nobody sweeps a folder that is being made
        fcntl.flock(gate, fcntl.LOCK_EX)
        _sweep(parent)
        folder.mkdir(mode=0o700)
        lock = (folder / LOCK).open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
    with lock:
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def run_folder(scratch: Path) -> Iterator[Path]:
    """A folder for one run, made by whoever needs it first: many tasks write nothing."""
    folder = scratch / secrets.token_hex(8)
    try:
        yield folder
    finally:
        if folder.exists():
            shutil.rmtree(folder, ignore_errors=True)


def _sweep(parent: Path) -> None:
    for lock_path in parent.glob(f"*/{LOCK}"):
        try:
            with lock_path.open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock_path.parent, ignore_errors=True)
        except OSError:
            continue  # its worker lives, or another process removes it
