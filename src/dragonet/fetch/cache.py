"""Downloaded inputs on disk, shared by the worker processes of one machine.

An entry `KEY.json` says which file holds the bytes (`KEY.` and a random tail). Replacing it is
one rename, so readers need no lock: they see the old entry whole or the new one whole. Only the
holder of `KEY.lock` writes. `KEY.fail` is the last failure, for those who waited for it.
"""

import errno
import json
import os
import secrets
import shutil
import time
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from dragonet.fetch.lock import try_lock
from dragonet.fetch.problem import Problem

_NO_LINK = (errno.EXDEV, errno.EPERM, errno.EMLINK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EACCES)


@dataclass(frozen=True)
class Entry:
    """A downloaded file and what the server said about it.

    Attributes:
        file: name in the cache folder.
        size: bytes.
        checked_at: when the server last vouched for it, end of that download, Unix seconds.
        max_age: seconds from then in which the server need not be asked.
        resource: key of the URL that redirects led to; the validators are its own.
        location: the URL that redirects led to, without credentials, query and fragment.
        content_type: lower case, without parameters.
        charset: the parameter of that name, lower case.
        etag, last_modified: validators.
        no_store: only for tasks that were queued before `checked_at`.
    """

    file: str
    size: int
    checked_at: float
    max_age: float = 0.0
    resource: str = ""
    location: str | None = None
    content_type: str | None = None
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    no_store: bool = False

    def fresh(self, queued: float, now: float) -> bool:
        """Whether a task queued at `queued` may use it without asking the server."""
        return self.checked_at >= queued or (
            not self.no_store and now < self.checked_at + self.max_age
        )


class Cache:
    """The entries of one folder. All methods touch the disk and do not wait."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def lock(self, key: str) -> AbstractContextManager[bool]:
        """Try to become the one who downloads `key`."""
        return try_lock(self.folder / f"{key}.lock")

    def entry(self, key: str) -> Entry | None:
        """The entry of `key`; None if there is none, or its file is not whole."""
        try:
            entry = Entry(**json.loads((self.folder / f"{key}.json").read_bytes()))
            whole = (self.folder / entry.file).stat().st_size == entry.size
        except (FileNotFoundError, ValueError, TypeError):
            return None
        return entry if whole else None

    def new_file(self, key: str) -> Path:
        """Where to download to; of no effect, and swept, until `put`."""
        return self.folder / f"{key}.{secrets.token_hex(8)}"

    def put(self, key: str, entry: Entry) -> None:
        """Make `entry` the one of `key`; the file of the one before goes."""
        before = self.entry(key)
        (self.folder / entry.file).chmod(0o444)
        self._write(f"{key}.json", asdict(entry))
        self._remove(f"{key}.fail")
        if before is not None and before.file != entry.file:
            self._remove(before.file)

    def put_failure(self, key: str, problem: Problem) -> None:
        """Tell those who wait for `key` now that it failed."""
        told = {"at": time.time(), "text": problem.text, "missing": problem.missing}
        self._write(f"{key}.fail", told)

    def check_failure(self, key: str, asked: float) -> None:
        """Raise Problem if `key` failed after `asked`."""
        try:
            failure = json.loads((self.folder / f"{key}.fail").read_bytes())
        except (FileNotFoundError, ValueError):
            return
        if failure["at"] >= asked:
            raise Problem(failure["text"], missing=failure.get("missing", False))

    def link(self, key: str, entry: Entry, into: Path) -> Path | None:
        """Put the bytes of `entry` into the folder `into` and mark it as used.

        A hard link, or a copy if `into` is on another device. None if the entry was just
        replaced or swept.
        """
        path = into / secrets.token_hex(16)
        try:
            os.utime(self.folder / f"{key}.json")
            _link(self.folder / entry.file, path)
        except FileNotFoundError:
            if not into.is_dir():
                raise
            return None
        return path

    def _write(self, name: str, content: dict[str, object]) -> None:
        temporary = self.folder / f"{name}.{secrets.token_hex(4)}"
        try:
            temporary.write_bytes(json.dumps(content).encode())
            temporary.replace(self.folder / name)
        finally:
            temporary.unlink(missing_ok=True)

    def _remove(self, name: str) -> None:
        with suppress(FileNotFoundError):
            (self.folder / name).unlink()


def _link(source: Path, path: Path) -> None:
    try:
        path.hardlink_to(source)
    except OSError as error:
        if error.errno not in _NO_LINK:
            raise
        try:
            shutil.copyfile(source, path)
        except OSError:
            path.unlink(missing_ok=True)
            raise
