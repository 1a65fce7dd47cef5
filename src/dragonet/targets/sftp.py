"""SFTP, by asyncssh. Nothing is taken from `~/.ssh`, and no host is trusted unseen."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Mapping
from pathlib import Path, PurePosixPath

import asyncssh

from dragonet.errors import TargetError
from dragonet.fetch.connect import connected_socket
from dragonet.fetch.problem import Problem
from dragonet.settings import Settings
from dragonet.targets.http import AgainError
from dragonet.targets.servers import NO_ROOM, NOT_ALLOWED, Address, Session, checked

logging.getLogger("asyncssh").setLevel(logging.WARNING)  # it logs users and paths

_MEANINGS: tuple[tuple[type[Exception], str], ...] = (
    (asyncssh.PermissionDenied, "the server refuses the user name, password or key"),
    (asyncssh.KeyExchangeFailed, "the server has no host key or algorithm that fits"),
    (asyncssh.ChannelOpenError, "the server offers no SFTP"),
    (asyncssh.SFTPNoSpaceOnFilesystem, NO_ROOM),
    (asyncssh.SFTPQuotaExceeded, NO_ROOM),
    (asyncssh.SFTPPermissionDenied, NOT_ALLOWED),
    (asyncssh.SFTPWriteProtect, NOT_ALLOWED),
    (asyncssh.SFTPNoSuchFile, "the server has no such folder"),
)
_BROKEN = (
    asyncssh.ConnectionLost,
    asyncssh.SFTPConnectionLost,
    asyncssh.SFTPNoConnection,
    asyncssh.SFTPEOFError,
    OSError,
)
_BLOCK = 32 << 10
"""Bytes that every server takes at once."""


class Sftp:
    """Options: `user`, `host_key` (`SHA256:…` or `ssh-ed25519 AAAA…`), `password` or
    `private_key` with its `passphrase`.
    """

    def __init__(self, address: Address, options: Mapping[str, str], settings: Settings) -> None:
        checked(options, ("user", "host_key"), ("password", "private_key", "passphrase"))
        if "password" not in options and "private_key" not in options:
            raise ValueError("the option password=… or private_key=… is missing")
        self._address = address
        self._options = options
        self._settings = settings
        self._fingerprint, self._trusted = _host_key(options["host_key"].strip())
        self._keys = _keys(options)

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        """Log in."""
        stall = self._settings.target_stall
        connection = None
        try:
            async with _explained(stall):
                connection = await self._connection()
                client = await connection.start_sftp_client()
            yield _SftpSession(client, stall)
        finally:
            if connection is not None:
                connection.abort()

    async def _connection(self) -> asyncssh.SSHClientConnection:
        host, port = self._address.host, self._address.port
        seen = _Seen(self._fingerprint)
        made = await connected_socket(self._settings, host, port)
        try:
            return await asyncssh.connect(
                host,
                port,
                sock=made,
                client_factory=lambda: seen,
                known_hosts=(self._trusted, [], []),
                username=self._options["user"],
                password=self._options.get("password"),
                client_keys=self._keys or None,
                config=None,
                agent_path=None,
                gss_host=None,
            )
        except asyncssh.HostKeyNotVerifiable:
            text = f"the server's host key is {seen.fingerprint}, not the host_key given"
            raise TargetError(text) from None
        except BaseException:  # asyncssh leaves a connection open that is given up
            if seen.connection is None:
                made.close()
            else:
                seen.connection.abort()
            raise


class _Seen(asyncssh.SSHClient):
    """Compares fingerprints, and remembers what was seen."""

    def __init__(self, wanted: str | None) -> None:
        self._wanted = wanted
        self.fingerprint = "of an unknown kind"
        self.connection: asyncssh.SSHClientConnection | None = None

    def connection_made(self, conn: asyncssh.SSHClientConnection) -> None:
        """It is there, and its socket not ours any more."""
        self.connection = conn

    def validate_host_public_key(
        self,
        host: str,
        addr: str,
        port: int,
        key: asyncssh.SSHKey,
    ) -> bool:
        """Whether it is the key."""
        self.fingerprint = key.get_fingerprint()
        return self.fingerprint == self._wanted


class _SftpSession:
    def __init__(self, client: asyncssh.SFTPClient, stall: float) -> None:
        self._client = client
        self._stall = stall

    async def make_folder(self, path: PurePosixPath) -> None:
        async with _explained(self._stall):
            await self._client.makedirs(str(path), exist_ok=True)

    async def write(self, path: PurePosixPath, local: Path) -> None:
        async with _explained(self._stall) as timer:

            def alive(*_: object) -> None:
                if not timer.expired():
                    timer.reschedule(asyncio.get_running_loop().time() + self._stall)

            await self._client.put(
                str(local),
                str(path),
                sparse=False,
                block_size=_BLOCK,
                max_requests=64,
                progress_handler=alive,
            )
            size = await self._client.getsize(str(path))
            if size != (await asyncio.to_thread(local.stat)).st_size:
                raise AgainError("the server has not stored all that was sent")

    async def rename(self, path: PurePosixPath, to: PurePosixPath) -> None:
        async with _explained(self._stall):
            try:
                await self._client.posix_rename(str(path), str(to))
            except asyncssh.SFTPOpUnsupported:
                with contextlib.suppress(asyncssh.SFTPNoSuchFile):
                    await self._client.remove(str(to))
                await self._client.rename(str(path), str(to))

    async def remove(self, path: PurePosixPath) -> None:
        async with _explained(self._stall):
            await self._client.remove(str(path))


def _host_key(text: str) -> tuple[str | None, list[asyncssh.SSHKey]]:
    if text.startswith("SHA256:"):
        return text.rstrip("="), []
    try:
        return None, [asyncssh.import_public_key(text)]
    except asyncssh.KeyImportError:
        raise ValueError("host_key is neither SHA256:… nor a public key") from None


def _keys(options: Mapping[str, str]) -> list[asyncssh.SSHKey]:
    if "private_key" not in options:
        return []
    try:
        return [asyncssh.import_private_key(options["private_key"], options.get("passphrase"))]
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError):
        raise ValueError("private_key is no private key, or its passphrase is wrong") from None


@contextlib.asynccontextmanager
async def _explained(stall: float) -> AsyncIterator[asyncio.Timeout]:
    """At most so many seconds; what goes wrong becomes an AgainError or TargetError."""
    try:
        async with asyncio.timeout(stall) as timer:
            yield timer
    except Problem as problem:
        raise (AgainError if problem.retry else TargetError)(problem.reason) from None
    except TimeoutError:
        raise AgainError(f"nothing happened for {stall:g} s") from None
    except _BROKEN:
        raise AgainError("the connection broke") from None
    except asyncssh.Error as error:
        told = (text for kind, text in _MEANINGS if isinstance(error, kind))
        text = f"the server could not store the file ({type(error).__name__}); is there room?"
        raise TargetError(next(told, text)) from None
