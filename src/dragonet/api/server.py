"""Serves the API inside a running event loop."""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from dragonet.api.asgi import application
from dragonet.api.face import Face
from dragonet.errors import StartupError
from dragonet.settings import Settings

GRACE = 3
"""Seconds that open connections get when the API stops."""


def bind(settings: Settings) -> socket.socket:
    """The listening socket. Raises StartupError if the address is taken or wrong."""
    place = f"port {settings.port} of {settings.host}"
    try:
        family, _, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            text = f"{place} is in use; set another with --port or DRAGONET_PORT"
            raise StartupError(text) from error
        raise StartupError(f"cannot listen on {place}: {error.strerror}") from error
    listener.setblocking(False)
    return listener


def address_of(settings: Settings, listener: socket.socket) -> str:
    """The URL under which the API answers on this machine."""
    host = settings.host
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 — every address: loopback is one of them
        host = "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the command."""
        yield


@asynccontextmanager
async def serving(face: Face, listener: socket.socket) -> AsyncIterator[None]:
    """Answer requests until the block ends; then finish those under way."""
    config = uvicorn.Config(
        application(face),
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=GRACE,
        ws="none",
    )
    server = _Server(config)
    running = asyncio.ensure_future(server.serve(sockets=[listener]))
    while not server.started and not running.done():  # noqa: ASYNC110
        await asyncio.sleep(0.005)
    try:
        yield
    finally:
        server.should_exit = True
        await running
