"""Where output files live in the store; the one place that decides which paths are safe."""

import re
from typing import Literal

from dragonet.errors import FileNotStoredError, TaskError

StoreKind = Literal["volatile", "persistent"]
KINDS = ("volatile", "persistent", "uploads", "shared")
"""The folders of the store: outputs that go, outputs that stay, what clients sent, and what
workers hand to each other while a task runs."""

_ACCOUNT = "[a-z0-9][a-z0-9-]{0,31}"
_KEY = "[A-Z2-7]{26}"
_NAME = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}"
_FILE = re.compile(f"(?:volatile|shared|(?:persistent|uploads)/{_ACCOUNT})/{_KEY}/{_NAME}")
_FOLDER = re.compile(f"(?:volatile|shared|(?:persistent|uploads)(?:/{_ACCOUNT})?)(?:/{_KEY})?")
_OWN = re.compile(f"(?:{_KEY}(?:/{_NAME}|/)?)?")


def output_path(kind: StoreKind, account: str, key: str, name: str) -> str:
    """The path of a task's output file: `volatile/KEY/name` or `persistent/ACCOUNT/KEY/name`.

    Args:
        kind: `volatile` files live one week, `persistent` ones until the account's expiration.
        account: name of the account; not part of a volatile path.
        key: the task's key, 26 characters of upper-case base32.
        name: file name, 1..128 of `A-Z a-z 0-9 . _ -`, not beginning with a dot.

    Raises:
        TaskError: a part has other characters.
    """
    path = f"{kind}/{key}/{name}" if kind == "volatile" else f"{kind}/{account}/{key}/{name}"
    if not _FILE.fullmatch(path):
        raise TaskError(f"the output file {name!r} cannot be stored as {path!r}: bad characters")
    return path


def account_folder(account: str) -> str:
    """The folder of an account's persistent files."""
    return checked_folder(f"persistent/{account}")


def own_path(path: str) -> str | None:
    """A path below an account's folder without a closing slash; None if nothing can have it.

    These are the empty path, `KEY` and `KEY/name`.
    """
    return path.removesuffix("/") if _OWN.fullmatch(path) else None


def part_path(account: str, upload: str, name: str) -> str:
    """The path of a part of an upload: `uploads/ACCOUNT/UPLOAD/name`."""
    return checked_file(f"uploads/{account}/{upload}/{name}")


def shared_path(key: str, name: str = "") -> str:
    """The path of a part of a running task: `shared/KEY/name`; without a name, of all of them."""
    return checked_file(f"shared/{key}/{name}") if name else checked_folder(f"shared/{key}")


def is_file(path: str) -> bool:
    """Whether an output file or a part, of an upload or a task, may have this path."""
    return _FILE.fullmatch(path) is not None


def checked_file(path: str) -> str:
    """The path itself if a stored file may have it; else FileNotStoredError."""
    if not is_file(path):
        raise FileNotStoredError(_absent("file", path))
    return path


def checked_folder(path: str) -> str:
    """The path without a closing slash if it is a folder of stored files.

    These are `volatile`, `volatile/KEY`, `persistent`, `persistent/ACCOUNT`,
    `persistent/ACCOUNT/KEY`, for `shared` the same as for `volatile` and for `uploads` as for
    `persistent`; anything else raises FileNotStoredError.
    """
    folder = path.removesuffix("/")
    if not _FOLDER.fullmatch(folder):
        raise FileNotStoredError(_absent("folder", path))
    return folder


def not_stored(path: str) -> FileNotStoredError:
    """The error for a file that is not there."""
    return FileNotStoredError(_absent("file", path))


def _absent(what: str, path: str) -> str:
    shown = path if len(path) <= 200 else f"{path[:200]}…"
    return f"there is no {what} '{shown}'; it may have expired or been deleted"
