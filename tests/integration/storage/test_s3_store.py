"""What is particular to object stores: attributes, credentials, servers that fail."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import obstore
import pytest
from obstore.store import from_url

from dragonet.errors import FileNotStoredError, StartupError, StoreError
from dragonet.storage.store import FileStore
from support.s3 import free_ports
from support.stores import KEY, put, read, volatile


@pytest.mark.parametrize("size", [10, 9_000_000])
async def test_the_content_type_is_kept(s3_url: str, tmp_path: Path, size: int) -> None:
    local = tmp_path / "a"
    local.write_bytes(b"x" * size)
    await FileStore(s3_url).put_file(volatile("film.mp4"), local, "video/mp4")
    result = obstore.get(
        from_url(s3_url, client_options={"allow_http": True}), volatile("film.mp4")
    )
    assert result.attributes == {"Content-Type": "video/mp4"}
    assert result.meta["size"] == size


async def test_stores_of_one_bucket_do_not_meet(s3_url: str, tmp_path: Path) -> None:
    await put(FileStore(s3_url), volatile("a.txt"), b"x", tmp_path)
    other = FileStore(f"{s3_url}-2")
    with pytest.raises(FileNotStoredError):
        await other.head(volatile("a.txt"))
    assert [file async for file in other.list("volatile")] == []


async def _fails_everywhere(store: FileStore, text: str, local: Path) -> None:
    local.write_bytes(b"x")
    calls = {
        "head": store.head(volatile("a.txt")),
        "read": read(store, volatile("a.txt")),
        "list": anext(store.list("volatile")),
        "folder": store.folder(f"volatile/{KEY}"),
        "put_file": store.put_file(volatile("a.txt"), local, "text/plain"),
        "delete": store.delete(volatile("a.txt")),
    }
    answers = await asyncio.gather(*calls.values(), return_exceptions=True)
    for name, answer in zip(calls, answers, strict=True):
        assert isinstance(answer, StoreError), name
        assert answer.text == text, name
    with pytest.raises(StartupError) as caught:
        await store.check()
    assert caught.value.text == f"cannot store files in {store.name}: {text}"


async def test_wrong_credentials(
    s3_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    await _fails_everywhere(FileStore(s3_url), "the file store refuses access", tmp_path / "local")


async def test_a_server_that_is_not_there(
    s3_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_ports(1)[0]}")
    begin = time.monotonic()
    await _fails_everywhere(
        FileStore(s3_url), "the file store cannot be reached", tmp_path / "local"
    )
    assert time.monotonic() - begin < 10


class _Faulty(BaseHTTPRequestHandler):
    """Answers every request with the status and body of the class."""

    status, body, claimed = 507, b"", 0
    seen: list[str]

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        self.seen.append(self.command)
        self.send_response(self.status)
        self.send_header("content-length", str(self.claimed or len(self.body)))
        self.send_header("etag", '"abc"')
        self.send_header("last-modified", "Mon, 23 Nov 2026 10:20:30 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(self.body)
        self.close_connection = True

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _answer  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _faulty(status: int, body: bytes, claimed: int = 0) -> Iterator[tuple[str, list[str]]]:
    seen: list[str] = []
    handler = type(
        "Handler", (_Faulty,), {"status": status, "body": body, "claimed": claimed, "seen": seen}
    )
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", seen
        server.shutdown()
        thread.join()


async def test_a_full_store_is_tried_again_and_then_named(
    s3_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = b"<Error><Code>XMinioStorageFull</Code><Message>no room</Message></Error>"
    with _faulty(507, body) as (url, seen):
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        with pytest.raises(StoreError, match=r"^the file store is full$"):
            await put(FileStore(s3_url), volatile("a.txt"), b"x", tmp_path)
    assert seen == ["PUT"] * 5


async def test_a_bucket_that_is_not_there(
    s3_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _faulty(404, b"<Error><Code>NoSuchBucket</Code></Error>") as (url, _):
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        store = FileStore(s3_url)
        with pytest.raises(StartupError, match="the file store has no such bucket"):
            await store.check()
        for failing in (
            put(store, volatile("a.txt"), b"x", tmp_path),
            anext(store.list("volatile")),
            store.folder("volatile"),
        ):
            with pytest.raises(StoreError, match=r"^the file store has no such bucket$"):
                await failing


async def test_a_body_that_is_cut_is_no_whole_file(
    s3_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _faulty(200, b"x" * 1000, claimed=2000) as (url, _):
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        with pytest.raises(StoreError):
            await read(FileStore(s3_url), volatile("a.txt"))
