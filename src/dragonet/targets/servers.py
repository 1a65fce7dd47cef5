"""Files on servers of the account's own, by SFTP or FTP: under a hidden name until they are whole.

A broken connection is made anew, and the file sent from its first byte. A killed worker can leave
a hidden `.NAME.….part`.
"""

import asyncio
import contextlib
import random
import tempfile
import uuid
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol
from urllib.parse import unquote, urlsplit

from dragonet.errors import TargetError
from dragonet.settings import Settings
from dragonet.targets.http import AgainError
from dragonet.urls import CONTROL

LONGEST_PAUSE = 60.0
"""Seconds between two tries."""

NO_ROOM = "the server has no room"
NOT_ALLOWED = "the server does not let the user write there"


class Session(Protocol):
    """A user logged in; paths as the server has them. Methods raise AgainError and TargetError."""

    async def make_folder(self, path: PurePosixPath) -> None:
        """Make a folder and those above it; those that are there are fine."""

    async def write(self, path: PurePosixPath, local: Path) -> None:
        """Write a local file, all its bytes."""

    async def rename(self, path: PurePosixPath, to: PurePosixPath) -> None:
        """Give a file another name, in place of the file that has it."""

    async def remove(self, path: PurePosixPath) -> None:
        """Remove a file."""


class Way(Protocol):
    """How a server of one kind is reached."""

    def session(self) -> AbstractAsyncContextManager[Session]:
        """Log in; raises AgainError and TargetError."""


@dataclass(frozen=True, slots=True)
class Address:
    """`sftp://host:port/folder`: absolute, or of the user's home after `/~/`;
    `ftp://host:port/folder`: below where the server puts the user, absolute after `//`.
    """

    host: str
    port: int
    folder: PurePosixPath

    @classmethod
    def parse(cls, url: str, port: int) -> "Address":
        """Take a URL apart; raises ValueError, saying what is wrong."""
        parts = urlsplit(url)
        path = unquote(parts.path, errors="strict")
        if not parts.hostname or parts.query or parts.fragment or CONTROL.search(unquote(url)):
            raise ValueError(f"the URL is not {parts.scheme}://host:port/folder")
        if parts.username is not None or parts.password is not None:
            raise ValueError("credentials are not for the URL, but for user=… password=-")
        if parts.scheme == "ftp":
            path = path[1:]
        elif f"{path}/".startswith("/~/"):
            path = path[3:]
        if ".." in PurePosixPath(path).parts:
            raise ValueError("the URL contains '..'")
        return cls(parts.hostname, parts.port or port, PurePosixPath(path))


class Server:
    """A place on a server.

    Args:
        url: where, see `Address`.
        options: credentials and more, see `targets.sftp` and `targets.ftp`.
        settings: networks that are allowed, patience.

    Raises ValueError, saying what is wrong with URL or options.
    """

    def __init__(self, url: str, options: Mapping[str, str], settings: Settings) -> None:
        self._settings = settings
        self._way: Way
        if url.startswith("sftp://"):  # each brings a library that few processes need
            from dragonet.targets.sftp import Sftp

            address = Address.parse(url, 22)
            self._way = Sftp(address, options, settings)
        else:
            from dragonet.targets.ftp import Ftp

            address = Address.parse(url, 21)
            self._way = Ftp(address, options, settings)
        self._folder = address.folder
        self._mark = uuid.uuid4().hex[:12]

    async def check(self) -> None:
        """Write and remove a file. Raises TargetError."""
        path = self._folder / f".check-{uuid.uuid4().hex}"
        try:
            with tempfile.NamedTemporaryFile() as local:
                await asyncio.to_thread(Path(local.name).write_bytes, b"x")
                async with self._way.session() as session:
                    await self._put(session, path, Path(local.name))
                    await session.remove(path)
        except AgainError as error:
            raise TargetError(error.reason) from None

    async def put(self, files: Mapping[str, Path]) -> None:
        """Store local files by their paths, replacing what is there. Raises TargetError."""
        limit = self._settings.target_timeout
        try:
            async with asyncio.timeout(limit):
                await self._put_all(files)
        except TimeoutError:
            raise TargetError(f"took longer than the limit of {limit:g} seconds") from None

    async def _put_all(self, files: Mapping[str, Path]) -> None:
        left, failures = {**files}, 0
        while left:
            before = len(left)
            try:
                async with self._way.session() as session:
                    for path, local in [*left.items()]:
                        await self._put(session, self._folder / path, local)
                        del left[path]
            except AgainError as error:
                failures = 1 if len(left) < before else failures + 1
                await self._pause(failures, error)

    async def _put(self, session: Session, path: PurePosixPath, local: Path) -> None:
        part = path.with_name(f".{path.name}.{self._mark}.part")
        await session.make_folder(path.parent)
        try:
            await session.write(part, local)
            await session.rename(part, path)
        except TargetError:
            with contextlib.suppress(AgainError, TargetError):
                await session.remove(part)
            raise

    async def _pause(self, failures: int, error: AgainError) -> None:
        most = self._settings.target_tries
        if failures >= most:
            text = f"gave up after {most} tries: {error.reason}; try again later"
            raise TargetError(text) from None
        await asyncio.sleep(random.random() * min(2 ** (failures - 1), LONGEST_PAUSE))  # noqa: S311


def checked(options: Mapping[str, str], required: tuple[str, ...], known: tuple[str, ...]) -> None:
    """Raise ValueError unless the options are `required` ones, and maybe of the `known` ones."""
    for name in options:
        if name not in (*required, *known):
            choices = ", ".join((*required, *known))
            raise ValueError(f"'{name}' is not an option, those are: {choices}")
    for name in required:
        if not options.get(name):
            raise ValueError(f"the option {name}=… is missing")
