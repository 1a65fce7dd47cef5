"""Real SFTP and FTP servers on loopback, the libraries' own, with faults of servers."""

import asyncio
import contextlib
import errno
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aioftp
import asyncssh

from support.internet import CERTIFICATE

USER, PASSWORD = "shop", "s3cret-of-the-shop"


@dataclass
class State:
    """What tests ask for and see.

    Attributes:
        faults: the next ones: `cut` breaks a connection off, `drop` in the middle of a file;
            `full` is a full disk, `fixed` an SFTP server that replaces no files, as this FTP
            server always is.
        seen: the files there at each write.
        visits: logins.
    """

    folder: Path
    faults: list[str] = field(default_factory=list)
    seen: list[list[str]] = field(default_factory=list)
    visits: int = 0

    def fault(self, *names: str) -> str:
        """The next fault, if it is one of these."""
        return self.faults.pop(0) if self.faults and self.faults[0] in names else ""

    def look(self) -> None:
        """Note what others see."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        self.seen.append([str(path.relative_to(self.folder)) for path in files])


@dataclass
class FileServers:
    """Ports, and what gets in.

    Attributes:
        key: the host key of SFTP, `ssh-ed25519 …`.
        user_key: a private key that SFTP takes for the password.
    """

    state: State
    sftp: int
    ftp: int
    key: str
    fingerprint: str
    user_key: str


@contextlib.contextmanager
def file_servers(folder: Path) -> Iterator[FileServers]:
    """Both, in a thread of their own, on one folder."""
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)  # aioftp's forgets tasks of broken connections
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def call(work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(20)

    state = State(folder)
    host_key = asyncssh.generate_private_key("ssh-ed25519")
    user_key = asyncssh.generate_private_key("ssh-ed25519")
    try:
        sftp = call(_sftp(state, host_key, user_key))
        ftp = _Ftp(state)
        call(ftp.start("127.0.0.1", 0))
        ftp.ssl = _tls()  # for data; commands begin plain
        try:
            yield FileServers(
                state,
                sftp.get_port(),
                ftp.server_port,
                host_key.export_public_key().decode(),
                host_key.get_fingerprint(),
                user_key.export_private_key().decode(),
            )
        finally:
            call(ftp.close())
            sftp.close()
            call(sftp.wait_closed())
            call(asyncio.sleep(0.1))
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _sftp(state: State, key: asyncssh.SSHKey, user: asyncssh.SSHKey) -> asyncssh.SSHAcceptor:
    return await asyncssh.listen(
        "127.0.0.1",
        0,
        server_host_keys=[key],
        server_factory=lambda: _Door(state, user),
        sftp_factory=lambda chan: _Files(chan, state),
    )


class _Door(asyncssh.SSHServer):
    def __init__(self, state: State, user: asyncssh.SSHKey) -> None:
        self.state = state
        self.user = user

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return username == USER and key == self.user.convert_to_public()

    def auth_completed(self) -> None:
        self.state.visits += 1


class _Files(asyncssh.SFTPServer):
    def __init__(self, chan: Any, state: State) -> None:
        super().__init__(chan, chroot=str(state.folder).encode())
        self.state = state
        self.dropped = False

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> Any:
        if path.startswith(b"/locked"):
            raise asyncssh.SFTPPermissionDenied("no")
        return super().open(path, pflags, attrs)

    def write(self, file_obj: Any, offset: int, data: bytes) -> Any:
        self.state.look()
        if self.state.fault("full"):
            raise OSError(errno.ENOSPC, "no room")
        if not self.dropped and self.state.fault("cut", *["drop"] * bool(offset)):
            self.dropped = True  # what was received before is written yet
            self.connection.abort()
        return super().write(file_obj, offset, data)

    def posix_rename(self, oldpath: bytes, newpath: bytes) -> Any:
        if self.state.fault("fixed"):
            raise asyncssh.SFTPOpUnsupported("no")
        return super().posix_rename(oldpath, newpath)


class _Ftp(aioftp.Server):
    """With explicit TLS, which aioftp's lacks."""

    def __init__(self, state: State) -> None:
        class Files(aioftp.PathIO):
            async def write(self, file: Any, s: Any) -> int:
                state.look()
                assert self.connection is not None
                if state.fault("full"):
                    _say_full(self.connection)
                    return len(s)
                if state.fault("cut", *["drop"] * bool(file.tell())):
                    self.connection.command_connection.close()
                    raise asyncio.CancelledError
                return int(await super().write(file, s))

        locked = aioftp.Permission("/locked", readable=True, writable=False)
        user = aioftp.User(
            USER,
            PASSWORD,
            base_path=state.folder,
            permissions=[aioftp.Permission("/"), locked],
        )
        super().__init__([user], path_io_factory=Files)
        self.state = state
        self.commands_mapping.update(auth=self.auth, pbsz=self.fine, prot=self.fine)

    async def auth(self, connection: Any, rest: Any) -> bool:
        stream = connection.command_connection
        await stream.write(b"234 go on\r\n")
        try:
            await stream.writer.start_tls(_tls())
        except OSError:  # the client does not like the certificate
            return False
        return True

    async def fine(self, connection: Any, rest: Any) -> bool:
        connection.response("200", "")
        return True

    async def _start_passive_server(self, connection: Any, handler_callback: Any) -> Any:
        plain = connection.command_connection.writer.get_extra_info("ssl_object") is None
        tls, self.ssl = self.ssl, None if plain else self.ssl
        try:
            return await super()._start_passive_server(connection, handler_callback)
        finally:
            self.ssl = tls

    async def pass_(self, connection: Any, rest: str) -> bool:
        self.state.visits += 1
        return bool(await super().pass_(connection, rest))


def _say_full(connection: Any) -> None:
    """Answer 552 where 226 would say that a file is stored."""
    say = connection.response
    connection.response = lambda code, info: say("552" if code == "226" else code, info)


def _tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context
