"""FTP, plain or with explicit TLS (RFC 4217), by aioftp; always passive."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Mapping
from pathlib import Path, PurePosixPath

import aioftp
from aioftp.common import SSLSessionBoundContext

from dragonet.errors import TargetError
from dragonet.fetch.connect import connected_socket
from dragonet.fetch.problem import Problem
from dragonet.settings import Settings
from dragonet.targets.http import CHUNK, AgainError
from dragonet.targets.servers import NO_ROOM, NOT_ALLOWED, Address, Session, checked

_MEANINGS = {
    "530": "the server refuses the user name or password",
    "452": NO_ROOM,
    "552": NO_ROOM,
    "550": NOT_ALLOWED,
    "553": NOT_ALLOWED,
}


class Ftp:
    """Options: `user`, `password`, `tls` (`yes` or `no`), and `ca` for a server whose certificate
    no public authority signed: a certificate as PEM.
    """

    def __init__(self, address: Address, options: Mapping[str, str], settings: Settings) -> None:
        checked(options, ("user", "password"), ("tls", "ca"))
        if options.get("tls", "no") not in ("yes", "no"):
            raise ValueError("tls must be yes or no")
        self._address = address
        self._options = options
        self._settings = settings
        self._tls = _tls(options) if options.get("tls") == "yes" else None

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        """Log in."""
        client = _Client(self._settings)
        try:
            async with _explained(self._settings):
                await client.connect(self._address.host, self._address.port)
                if self._tls is not None:
                    await self._encrypt(client, self._tls)
                await client.login(self._options["user"], self._options["password"])
            yield _FtpSession(client, self._settings)
            with contextlib.suppress(OSError, ValueError, aioftp.AIOFTPException):
                await client.quit()
        finally:
            client.close()

    async def _encrypt(self, client: "_Client", tls: ssl.SSLContext) -> None:
        try:
            await client.upgrade_to_tls(tls)
        except aioftp.StatusCodeError:
            raise TargetError("the server offers no TLS") from None


class _Client(aioftp.Client):
    """Connects to vetted addresses only, and for data to the one of the first connection."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(socket_timeout=settings.target_stall)
        self._settings = settings
        self._address = ""
        self._writers: list[asyncio.StreamWriter] = []

    def close(self) -> None:
        """Close all connections; aioftp forgets those of refused files."""
        super().close()
        for writer in self._writers:
            writer.close()

    async def _open_connection(
        self, host: str, port: int
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        made = await connected_socket(self._settings, self._address or host, port)
        self._address = self._address or str(made.getpeername()[0])
        control = self._stream and self._stream.writer.get_extra_info("ssl_object")
        same, name = None, None
        if control:  # servers refuse data whose TLS session is not that of the commands
            same, name = (
                SSLSessionBoundContext(
                    ssl.PROTOCOL_TLS_CLIENT, context=control.context, session=control.session
                ),
                host,
            )
        reader, writer = await asyncio.open_connection(sock=made, ssl=same, server_hostname=name)
        self._writers.append(writer)
        return reader, writer


class _FtpSession:
    def __init__(self, client: aioftp.Client, settings: Settings) -> None:
        self._client = client
        self._settings = settings

    async def make_folder(self, path: PurePosixPath) -> None:
        async with _explained(self._settings):
            for folder in reversed([path, *path.parents]):
                if folder.name:  # that it is there, or may not be made, shows when it is used
                    await self._client.command(f"MKD {folder}", ("2xx", "5xx"))

    async def write(self, path: PurePosixPath, local: Path) -> None:
        async with _explained(self._settings):
            stream = await self._client.upload_stream(path)
            try:
                size = await _send(stream, local)
            except OSError:
                stream.close()
                await self._client.command(None, "2xx", "1xx")  # raises what the server says
                raise
            await stream.finish()
            code, lines = await self._client.command(f"SIZE {path}", ("213", "5xx"))
            if code == "213" and int(lines[-1]) != size:
                raise AgainError("the server has not stored all that was sent")

    async def rename(self, path: PurePosixPath, to: PurePosixPath) -> None:
        async with _explained(self._settings):
            try:
                await self._client.rename(path, to)
            except aioftp.StatusCodeError:  # of a server that does not replace files
                await self._client.command(f"DELE {to}", ("2xx", "5xx"))
                await self._client.rename(path, to)

    async def remove(self, path: PurePosixPath) -> None:
        async with _explained(self._settings):
            await self._client.remove_file(path)


async def _send(stream: aioftp.DataConnectionThrottleStreamIO, local: Path) -> int:
    """Send a file; its size."""
    with local.open("rb") as file:
        while data := await asyncio.to_thread(file.read, CHUNK):
            await stream.write(data)
        return file.tell()


def _tls(options: Mapping[str, str]) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cadata=options.get("ca"))
    except ssl.SSLError:
        raise ValueError("ca is not a certificate as PEM") from None


@contextlib.asynccontextmanager
async def _explained(settings: Settings) -> AsyncIterator[None]:
    """What goes wrong becomes an AgainError or TargetError; a server's own words never pass."""
    try:
        yield
    except Problem as problem:
        raise (AgainError if problem.retry else TargetError)(problem.reason) from None
    except aioftp.StatusCodeError as error:
        raise _meaning(str(error.received_codes[-1])) from None
    except TimeoutError:
        raise AgainError(f"nothing happened for {settings.target_stall:g} s") from None
    except ssl.SSLCertVerificationError as error:
        text = f"the server's TLS certificate is not valid: {error.verify_message}"
        raise TargetError(text) from None
    except OSError:
        raise AgainError("the connection broke") from None
    except (ValueError, IndexError, aioftp.AIOFTPException):
        raise TargetError("the server does not answer as FTP wants it") from None


def _meaning(code: str) -> AgainError | TargetError:
    if code.startswith("4") and code not in _MEANINGS:
        return AgainError(f"the server is busy ({code})")
    return TargetError(_MEANINGS.get(code, f"the server refused the file ({code})"))
