"""A receiver of callbacks that answers as it is told and keeps what it got."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Received:
    """One POST."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def is_signed(self, secret: str) -> bool:
        """Whether the signature is right, as Standard Webhooks says it is made."""
        key = base64.b64decode(secret.split("_", 1)[1])
        content = b".".join(
            (
                self.headers["webhook-id"].encode(),
                self.headers["webhook-timestamp"].encode(),
                self.body,
            )
        )
        expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        return f"v1,{expected}" in self.headers["webhook-signature"].split()


Answer = tuple[int, dict[str, str]]


class Receiver:
    """Listens on loopback; `answer` gives status and headers of the n-th POST to a path."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answer: Callable[[Received, int], Answer] = lambda _got, _count: (200, {})
        self._changed = threading.Condition()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                got = Received(self.path, headers, body)
                count = len(outer.at(self.path))
                with outer._changed:
                    outer.received.append(got)
                    outer._changed.notify_all()
                status, more = outer.answer(got, count)
                self.send_response(status)
                for name, value in {"Content-Length": "0", **more}.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                """A sender that was killed is no news."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def at(self, path: str) -> list[Received]:
        """What came to a path, in order."""
        return [got for got in self.received if got.path == path]

    def wait(self, path: str, count: int = 1, seconds: float = 30) -> list[Received]:
        """Wait for the n-th POST to a path."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while len(self.at(path)) < count:
                left = deadline - time.monotonic()
                assert left > 0, f"{len(self.at(path))} of {count} callbacks to {path}"
                self._changed.wait(left)
        return self.at(path)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
