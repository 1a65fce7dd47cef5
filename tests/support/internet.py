"""A small web server in a thread, with pages to fetch and every fault that a server can have.

    with Internet() as net:
        net.add("/cat.jpg", body, content_type="image/jpeg", etag='"1"')
        ... fetch net.url("/cat.jpg") ...
        assert net.count("/cat.jpg") == 1

Fault paths are in `support.faults`; all pages answer `If-None-Match` and `If-Modified-Since`.
"""

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

from support.faults import fault

CERTIFICATE = Path(__file__).with_name("tls.pem")
"""What the server shows with `tls=True`: self-signed, for localhost, 127.0.0.1, cat.example."""


@dataclass(frozen=True)
class Request:
    """A request as it arrived.

    Attributes:
        target: path and query as sent.
        path: the decoded path alone.
        query: the decoded query.
        headers: names in lower case.
        peer: the client's port.
    """

    method: str
    target: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    peer: int


@dataclass
class Page:
    """What a path answers; `delay` seconds pass before the first byte."""

    body: bytes
    content_type: str | None = "application/octet-stream"
    etag: str | None = None
    last_modified: str | None = None
    status: int = 200
    delay: float = 0.0
    headers: dict[str, str] = field(default_factory=dict[str, str])


@dataclass
class Exchange:
    """One request and the way to answer it; what a fault path gets."""

    request: Request
    writer: asyncio.StreamWriter
    visits: int

    def head(self, status: int, headers: Mapping[str, str]) -> None:
        """Write status line and headers."""
        lines = [f"HTTP/1.1 {status} {'OK' if status == 200 else 'As Asked'}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))

    async def send(self, data: bytes) -> None:
        """Write body bytes; HEAD has none."""
        if self.request.method != "HEAD":
            self.writer.write(data)
            await self.writer.drain()

    async def answer(self, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
        """Write a whole, sound answer."""
        self.head(status, {**headers, "Content-Length": str(len(body))})
        await self.send(body)

    def abort(self) -> None:
        """Reset the connection."""
        self.writer.transport.abort()


class Internet:
    """The server; use as a context manager. Safe to call from any thread.

    Attributes:
        requests: all requests, oldest first.
        peak: most requests that were being answered at once.
    """

    def __init__(self, host: str = "127.0.0.1", tls: bool = False) -> None:
        self.host = host
        self._tls = _context() if tls else None
        self.port = 0
        self.pages: dict[str, Page] = {}
        self.requests: list[Request] = []
        self.peak = 0
        self._active = 0
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def url(self, path: str, host: str | None = None, credentials: str = "") -> str:
        """The URL of `path`; `host` is another name or spelling, `credentials` is `user:pass`."""
        prefix = credentials + "@" if credentials else ""
        scheme = "https" if self._tls else "http"
        return f"{scheme}://{prefix}{host or self.host}:{self.port}{path}"

    def add(
        self,
        path: str,
        body: bytes,
        content_type: str | None = "application/octet-stream",
        etag: str | None = None,
        last_modified: str | None = None,
        status: int = 200,
        delay: float = 0.0,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Serve `body` at `path`, in place of what was there; gives its URL."""
        self.pages[path] = Page(
            body, content_type, etag, last_modified, status, delay, dict(headers or {})
        )
        return self.url(path)

    def seen(self, path: str) -> list[Request]:
        """The requests for `path`, oldest first."""
        return [request for request in list(self.requests) if request.path == path]

    def count(self, path: str) -> int:
        """How often `path` was asked for."""
        return len(self.seen(path))

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        server = await asyncio.start_server(
            self._accept, self.host, self.port, backlog=512, ssl=self._tls
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        # asyncio loses a connection that it is accepting while the server is closed.
        while accepting := asyncio.all_tasks() - {asyncio.current_task(), *self._connections}:
            await asyncio.gather(*accepting, return_exceptions=True)
        server.close()
        for task, writer in self._connections.items():
            task.cancel()
            writer.transport.abort()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await asyncio.sleep(0)  # transports close in the next round of the loop

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = self._loop.create_task(self._connection(reader, writer))
        self._connections[task] = writer
        task.add_done_callback(self._connections.pop)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._exchange(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; whether the connection stays open."""
        request = _parse(await reader.readuntil(b"\r\n\r\n"), writer)
        visits = self.count(request.path)
        self.requests.append(request)
        self._active += 1
        self.peak = max(self.peak, self._active)
        try:
            return await self._answer(Exchange(request, writer, visits))
        finally:
            self._active -= 1

    async def _answer(self, exchange: Exchange) -> bool:
        request = exchange.request
        if request.path in self.pages:
            await _serve_page(exchange, self.pages[request.path])
            return True
        handler: Callable[[Exchange], Awaitable[bool]] | None = fault(request.path)
        if handler is None:
            await exchange.answer(404, {"Content-Type": "text/plain"}, b"no such page\n")
            return True
        return await handler(exchange)


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    return context


def _parse(head: bytes, writer: asyncio.StreamWriter) -> Request:
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    method, target, _ = first.split(" ")
    parts = urlsplit(target)
    headers = dict(line.split(": ", 1) for line in lines)
    return Request(
        method,
        target,
        unquote(parts.path),
        dict(parse_qsl(parts.query, keep_blank_values=True)),
        {name.lower(): value for name, value in headers.items()},
        writer.get_extra_info("peername")[1],
    )


async def _serve_page(exchange: Exchange, page: Page) -> None:
    await asyncio.sleep(page.delay)
    headers = {
        "Content-Type": page.content_type,
        "ETag": page.etag,
        "Last-Modified": page.last_modified,
        **page.headers,
    }
    sent = {name: value for name, value in headers.items() if value is not None}
    asked = exchange.request.headers
    if "if-none-match" in asked:
        same = asked["if-none-match"] == page.etag
    else:
        same = "if-modified-since" in asked and asked["if-modified-since"] == page.last_modified
    if same:
        exchange.head(304, sent)
    else:
        await exchange.answer(page.status, sent, page.body)
