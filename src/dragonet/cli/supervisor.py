"""The supervisor behind `dragonet serve`: NATS, API and workers, started, watched and drained."""

import asyncio
import contextlib
import fcntl
import logging
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import IO

import orjson

from dragonet.accounts import Credentials, first_account
from dragonet.api.face import Face
from dragonet.api.server import address_of, bind, serving
from dragonet.app import open_face
from dragonet.callbacks import delivering
from dragonet.engine.embedded import EmbeddedServer
from dragonet.engine.waiting import releasing
from dragonet.errors import StartupError
from dragonet.processes import send_signal
from dragonet.settings import Settings
from dragonet.storage.expiry import sweep_forever

log = logging.getLogger(__name__)

START_LIMIT = 60
"""Seconds that a worker may take until it is ready."""

FAST_DEATH = 5
"""Seconds of life below which a worker's death delays its next start."""


def stop_signal() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    event = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, event.set)
    return event


class Supervisor:
    """Runs the whole service in one process tree."""

    def __init__(self, settings: Settings, as_json: bool) -> None:
        self._settings = settings
        self._as_json = as_json
        self._stopping = False

    async def run(self) -> None:
        """Serve until SIGTERM or SIGINT, then drain. Raises StartupError."""
        stop = stop_signal()
        settings = self._settings
        async with AsyncExitStack() as stack:
            stack.enter_context(_locked_data_dir(settings))
            listener = bind(settings)
            stack.callback(listener.close)
            if not settings.nats_url:
                url = await stack.enter_async_context(_private_nats(settings))
                os.environ["DRAGONET_NATS_URL"] = url
                settings = Settings()
            credentials = first_account(settings)
            face = await stack.enter_async_context(open_face(settings))
            await stack.enter_async_context(serving(face, listener))
            await stack.enter_async_context(sweeping(face))
            await stack.enter_async_context(delivering(face))
            waiting = releasing(face.engine, face.statuses, settings.lease)
            await stack.enter_async_context(waiting)
            await stack.enter_async_context(self._workers(stop))
            if not stop.is_set():
                self._announce(address_of(settings, listener), credentials)
                await stop.wait()
            log.info("stopping")

    @asynccontextmanager
    async def _workers(self, stop: asyncio.Event) -> AsyncIterator[None]:
        """Keep the workers running; at the end they drain while the API still answers."""
        ready = [asyncio.Event() for _ in range(self._settings.workers)]
        keepers = [asyncio.ensure_future(self._keep_worker(event)) for event in ready]
        try:
            await self._until_ready(ready, keepers, stop)
            yield
        finally:
            self._stopping = True
            for keeper in keepers:
                keeper.cancel()
            await asyncio.gather(*keepers, return_exceptions=True)

    async def _until_ready(
        self,
        ready: list[asyncio.Event],
        keepers: list[asyncio.Task[None]],
        stop: asyncio.Event,
    ) -> None:
        up = asyncio.create_task(asyncio.wait_for(_all(ready), START_LIMIT))
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait([up, stopped, *keepers], return_when=asyncio.FIRST_COMPLETED)
            for keeper in keepers:
                if keeper.done():
                    keeper.result()
            if up.done():
                up.result()
        except TimeoutError as error:
            raise StartupError(f"workers are not ready after {START_LIMIT} seconds") from error
        finally:
            for waiting in (up, stopped):
                waiting.cancel()
            await asyncio.gather(up, stopped, return_exceptions=True)

    async def _keep_worker(self, ready: asyncio.Event) -> None:
        """Start a worker again whenever it ends; cancelling drains it."""
        while True:
            started = time.monotonic()
            process = await self._start_worker(ready)
            try:
                code = await process.wait()
            except asyncio.CancelledError:
                await self._drain(process)
                raise
            if not ready.is_set():
                raise StartupError("a worker did not start; its log says why")
            log.error("worker ended", extra={"pid": process.pid, "returncode": code})
            if time.monotonic() - started < FAST_DEATH:
                await asyncio.sleep(1)

    async def _start_worker(self, ready: asyncio.Event) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "dragonet",
            "worker",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, "DRAGONET_SUPERVISED": "1"},
        )
        assert process.stdout is not None
        try:
            line = await process.stdout.readline()
        except asyncio.CancelledError:
            await self._drain(process)
            raise
        if line.strip() == b"ready":
            ready.set()
        return process

    async def _drain(self, process: asyncio.subprocess.Process) -> None:
        """Let a worker finish its tasks or hand them back; end it if it does not."""
        send_signal(process, signal.SIGTERM)
        try:
            async with asyncio.timeout(self._settings.drain + 10):
                await process.wait()
        except TimeoutError:
            log.error("worker did not stop", extra={"pid": process.pid})
            send_signal(process, signal.SIGKILL)
            await process.wait()

    def _announce(self, url: str, credentials: Credentials) -> None:
        if self._as_json:
            line = {
                "url": url,
                "account": credentials.account,
                "secret": credentials.secret,
                "api_key": credentials.api_key,
                "data_dir": str(self._settings.data_dir.absolute()),
                "pid": os.getpid(),
            }
            text = orjson.dumps(line).decode()
        else:
            text = _greeting(url, credentials, self._settings)
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def _greeting(url: str, credentials: Credentials, settings: Settings) -> str:
    secret = credentials.secret or "<secret>"
    return f"""
Dragonet answers at {url}

  account   {credentials.account or "none: make one with 'dragonet accounts add NAME'"}
  secret    {credentials.secret or "shown when the account was made"}
  api key   {credentials.api_key or "-"}
  workers   {settings.workers}
  data      {settings.data_dir.absolute()}

Try it:

  curl -H 'Authorization: Secret {secret}' \\
    -d '{{"tasks": {{"task_name": "hello", "name": "you"}}, "block": true}}' \\
    {url}/v1/create
"""


async def _all(events: list[asyncio.Event]) -> None:
    for event in events:
        await event.wait()


@contextlib.contextmanager
def _locked_data_dir(settings: Settings) -> Iterator[None]:
    """Make the data folder ours. Raises StartupError if it is not writable or in use."""
    folder = settings.data_dir.absolute()
    lock: IO[str]
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (folder / "serve.lock").open("a+")
    except OSError as error:
        text = f"the data folder {folder} cannot be written: {error.strerror}"
        raise StartupError(f"{text}; set another with --data-dir or DRAGONET_DATA_DIR") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StartupError(f"the data folder {folder} is in use by another serve") from error
        yield


@asynccontextmanager
async def _private_nats(settings: Settings) -> AsyncIterator[str]:
    server = EmbeddedServer(settings.data_dir / "nats", settings.nats_key)
    try:
        await server.start()
        keeper = asyncio.ensure_future(server.keep_running())
        try:
            yield server.url
        finally:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
    finally:
        await server.stop()


@asynccontextmanager
async def sweeping(face: Face) -> AsyncIterator[None]:
    """Remove old files now and then while the block runs."""
    sweeper = asyncio.ensure_future(
        sweep_forever(face.store, face.settings, face.accounts.expirations)
    )
    try:
        yield
    finally:
        sweeper.cancel()
        await asyncio.gather(sweeper, return_exceptions=True)
