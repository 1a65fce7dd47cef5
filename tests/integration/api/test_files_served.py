"""Output files over HTTP, from every store, through a real server."""

import asyncio
import itertools
import os
import random
import socket
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import ExitStack, aclosing
from dataclasses import replace
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest
import requests
from fastapi import FastAPI

from dragonet.api.files import router
from dragonet.settings import Settings
from dragonet.storage.store import FileStore, OpenedFile
from support.live import serving
from support.s3 import free_ports
from support.stores import KEY, persistent, put, s3_store, volatile

LARGE = 3_000_000
CONTENT = random.Random(7).randbytes(LARGE)
WEEK = 7 * 86400


class Watched:
    """A store that remembers what was opened."""

    def __init__(self, store: FileStore) -> None:
        self.store = store
        self.opened: list[OpenedFile] = []
        self.sent = 0
        self._open = store.open
        store.open = self.open  # type: ignore[method-assign]

    async def open(self, path: str, start: int = 0, end: int | None = None) -> OpenedFile:
        opened = await self._open(path, start, end)
        self.opened.append(replace(opened, chunks=self._counted(opened)))
        return self.opened[-1]

    async def _counted(self, opened: OpenedFile) -> AsyncGenerator[bytes]:
        async with aclosing(opened.chunks):
            async for chunk in opened.chunks:
                self.sent += len(chunk)
                yield chunk

    def reading(self) -> int:
        """How many files are open still."""
        return sum(map(_is_open, self.opened))


def _is_open(opened: OpenedFile) -> bool:
    owner = getattr(opened.close, "__self__", None)  # the local file; S3 has none
    return bool(getattr(opened.chunks, "ag_frame", None)) or not getattr(owner, "closed", True)


@pytest.fixture(scope="module", params=["local", "s3"])
def watched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Watched:
    folder = tmp_path_factory.mktemp("served")
    if request.param == "s3":
        watched = Watched(s3_store(request.getfixturevalue("s3")))
    else:
        watched = Watched(FileStore((folder / "files").as_uri()))
    files = {
        volatile("output.jpg"): CONTENT[:50_000],
        volatile("film.mp4"): CONTENT,
        volatile("page.html"): b"<script>alert(1)</script>",
        volatile("nothing.txt"): b"",
        volatile("long.mov"): bytes(100_000_000),
        persistent("acme", "output.json"): b"{}",
    }

    async def fill() -> None:
        for path, content in files.items():
            await put(watched.store, path, content, folder)

    asyncio.run(fill())
    return watched


@pytest.fixture(scope="module")
def base(watched: Watched) -> Iterator[str]:
    with _served(watched.store) as url:
        yield url


@pytest.fixture(autouse=True)
def _nothing_opened(request: pytest.FixtureRequest) -> None:
    if "watched" in request.fixturenames:
        request.getfixturevalue("watched").opened.clear()
        request.getfixturevalue("watched").sent = 0


def _served(store: FileStore, **settings: Any) -> Any:
    app = FastAPI()
    app.include_router(router(store, Settings(**settings)))
    return serving(app)


def _get(base: str, path: str, **headers: str) -> requests.Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.get(f"{base}/files/{path}", headers=names, timeout=20)


def _raw(base: str, target: str, method: str = "GET") -> tuple[HTTPResponse, bytes]:
    """A request whose target reaches the server as it is written."""
    connection = HTTPConnection(urlsplit(base).netloc, timeout=20)
    connection.putrequest(method, target, skip_accept_encoding=True)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def _is_missing(answer: requests.Response) -> bool:
    (error,) = answer.json()["errors"]
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["status"] == "error"
    assert (error["name"], error["location"]) == ("path", "path")
    return answer.status_code == 404 and error["description"].startswith("there is no file '")


def test_a_file_and_its_headers(base: str) -> None:
    answer = _get(base, volatile("output.jpg"))
    assert (answer.status_code, answer.content) == (200, CONTENT[:50_000])
    expected = {
        "content-type": "image/jpeg",
        "content-length": "50000",
        "accept-ranges": "bytes",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "cross-origin",
    }
    assert expected.items() <= {k.lower(): v for k, v in answer.headers.items()}.items()
    assert answer.headers["etag"].startswith('"')
    public, age, immutable = answer.headers["cache-control"].split(", ")
    assert (public, immutable) == ("public", "immutable")
    assert WEEK - 60 < int(age.removeprefix("max-age=")) <= WEEK
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "media-src 'self'" in policy
    assert "script" not in policy
    assert "content-disposition" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers  # the application's middleware


def test_a_large_file(base: str) -> None:
    answer = _get(base, volatile("film.mp4"))
    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["content-length"] == str(LARGE)


def test_head_says_the_same_and_reads_nothing(base: str, watched: Watched) -> None:
    for path in (volatile("output.jpg"), volatile("film.mp4"), volatile("nothing.txt")):
        full = _get(base, path)
        watched.opened.clear()
        head = requests.head(f"{base}/files/{path}", headers={"range": "bytes=0-4"}, timeout=20)
        assert (head.status_code, head.content, watched.opened) == (200, b"", [])
        for name in set(full.headers) - {"date", "cache-control"}:
            assert head.headers[name] == full.headers[name], name


def test_persistent_files_are_cached_for_a_while(base: str) -> None:
    answer = _get(base, persistent("acme", "output.json"))
    assert answer.json() == {}
    assert answer.headers["cache-control"] == "public, max-age=3600"


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-", 0, LARGE),
        ("bytes=100-299", 100, 300),
        ("bytes=262144-", 262_144, LARGE),
        (f"bytes={LARGE - 1}-", LARGE - 1, LARGE),
        ("bytes=-1", LARGE - 1, LARGE),
        ("bytes=-500000", LARGE - 500_000, LARGE),
        ("bytes=-99999999", 0, LARGE),
        ("bytes=2999990-99999999", 2_999_990, LARGE),
    ],
)
def test_ranges(base: str, wanted: str, start: int, end: int) -> None:
    answer = _get(base, volatile("film.mp4"), range=wanted)
    assert (answer.status_code, answer.content) == (206, CONTENT[start:end])
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{LARGE}"
    assert answer.headers["content-length"] == str(end - start)
    assert answer.headers["content-type"] == "video/mp4"


def test_random_ranges_add_up(base: str) -> None:
    cuts = sorted({0, LARGE, *random.Random(1).sample(range(LARGE), 20)})
    with requests.Session() as session:
        parts = [
            session.get(
                f"{base}/files/{volatile('film.mp4')}",
                headers={"range": f"bytes={start}-{end - 1}"},
                timeout=20,
            ).content
            for start, end in itertools.pairwise(cuts)
        ]
    assert b"".join(parts) == CONTENT


@pytest.mark.parametrize("wanted", ["bytes=0-1,5-6", "lines=0-1", "bytes=9-3", "bytes=-", "x"])
def test_other_ranges_answer_the_whole(base: str, wanted: str) -> None:
    answer = _get(base, volatile("output.jpg"), range=wanted)
    assert (answer.status_code, answer.content) == (200, CONTENT[:50_000])
    assert "content-range" not in answer.headers


@pytest.mark.parametrize(
    ("name", "wanted", "size"),
    [
        ("output.jpg", "bytes=50000-", 50_000),
        ("output.jpg", "bytes=99999-100000", 50_000),
        ("output.jpg", "bytes=-0", 50_000),
        ("nothing.txt", "bytes=0-", 0),
        ("nothing.txt", "bytes=-5", 0),
    ],
)
def test_a_range_that_no_byte_is_in(base: str, name: str, wanted: str, size: int) -> None:
    answer = _get(base, volatile(name), range=wanted)
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{size}"
    (error,) = answer.json()["errors"]
    assert (error["name"], error["location"]) == ("Range", "header")
    assert wanted in error["description"] and str(size) in error["description"]


def test_what_the_client_has_is_not_sent_again(base: str, watched: Watched) -> None:
    path = volatile("output.jpg")
    first = _get(base, path)
    etag, date = first.headers["etag"], first.headers["last-modified"]
    watched.opened.clear()
    for headers in (
        {"if_none_match": etag},
        {"if_none_match": f'"x", W/{etag}'},
        {"if_none_match": "*"},
        {"if_modified_since": date},
        {"if_none_match": etag, "range": "bytes=0-1"},
    ):
        answer = _get(base, path, **headers)
        assert (answer.status_code, answer.content) == (304, b""), headers
        assert answer.headers["etag"] == etag
        assert "immutable" in answer.headers["cache-control"]
        assert "content-length" not in answer.headers
    assert watched.opened == []
    for headers in (
        {"if_none_match": '"other"'},
        {"if_modified_since": "Mon, 01 Jan 2001 00:00:00 GMT"},
        {"if_none_match": '"other"', "if_modified_since": date},
    ):
        assert _get(base, path, **headers).status_code == 200, headers


def test_if_range_guards_a_resumed_download(base: str) -> None:
    path = volatile("film.mp4")
    first = requests.head(f"{base}/files/{path}", timeout=20).headers
    for same in (first["etag"], first["last-modified"]):
        answer = _get(base, path, range="bytes=10-19", if_range=same)
        assert (answer.status_code, answer.content) == (206, CONTENT[10:20])
    for other in ('"other"', f"W/{first['etag']}", "Mon, 01 Jan 2001 00:00:00 GMT"):
        answer = _get(base, path, range="bytes=10-19", if_range=other)
        assert (answer.status_code, len(answer.content)) == (200, LARGE)


def test_markup_never_opens_on_our_origin(base: str) -> None:
    answer = _get(base, volatile("page.html"))
    assert answer.headers["content-disposition"] == 'attachment; filename="page.html"'
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_download_saves_under_a_name(base: str) -> None:
    answer = _get(base, f"{volatile('output.jpg')}?download=My+Cat.html")
    assert answer.headers["content-disposition"] == 'attachment; filename="My Cat.html.jpg"'
    answer = _get(base, f"{volatile('output.jpg')}?download")
    assert answer.headers["content-disposition"] == 'attachment; filename="output.jpg"'
    answer = _get(base, f"{volatile('output.jpg')}?download=a%0d%0aX-Evil:%201%22%2f..%2fb")
    assert "x-evil" not in answer.headers
    assert "/" not in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    "path",
    [volatile("none.jpg"), persistent("nobody", "output.jpg"), "", "volatile", f"volatile/{KEY}"],
)
def test_what_is_not_there(base: str, path: str) -> None:
    assert _is_missing(_get(base, path))
    assert _is_missing(_get(base, path, range="bytes=0-1"))
    assert requests.head(f"{base}/files/{path}", timeout=20).status_code == 404


@pytest.mark.parametrize(
    "target",
    [
        "/files/../../etc/passwd",
        "/files/%2e%2e/%2e%2e/etc/passwd",
        f"/files/volatile/{KEY}/../{KEY}/output.jpg",
        f"/files/volatile/{KEY}/%2e%2e/{KEY}/output.jpg",
        f"/files/volatile/{KEY}/..%2f{KEY}%2foutput.jpg",
        f"/files/volatile%2f{KEY}%2Foutput.jpg",
        f"/files/volatile%252f{KEY}/output.jpg",
        f"/files/volatile/{KEY}/..%5c..%5coutput.jpg",
        f"/files/volatile\\{KEY}\\output.jpg",
        f"/files/volatile//{KEY}/output.jpg",
        f"/files//volatile/{KEY}/output.jpg",
        f"/files/volatile/{KEY}/output.jpg/",
        f"/files/volatile/{KEY}/output.jpg%00",
        f"/files/volatile/{KEY}/output.jpg%0a",
        f"/files/volatile/{KEY}/output%EF%BC%8Ejpg",
        f"/files/%EF%BD%96olatile/{KEY}/output.jpg",
        f"/files/volatile/{KEY}/%c0%ae%c0%ae/output.jpg",
        f"/files/volatile/{KEY.lower()}/output.jpg",
        f"/files/volatile/{KEY}/output.jpg;.html",
        "/files/.uploads/x",
        "/files//etc/passwd",
        "/files/" + "a/" * 4000,
    ],
)
def test_crooked_paths_find_nothing(base: str, target: str) -> None:
    answer, body = _raw(base, target)
    assert answer.status == 404
    assert b"root:" not in body and CONTENT[:100] not in body
    assert len(body) < 1000


def test_other_methods(base: str) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer, _ = _raw(base, f"/files/{volatile('output.jpg')}", method)
        assert answer.status == 405


def test_files_past_their_time_are_gone_before_the_sweep(base: str, watched: Watched) -> None:
    with _served(watched.store, result_ttl=1e-6) as url:
        for path in (volatile("output.jpg"), volatile("film.mp4")):
            assert _is_missing(_get(url, path))
            assert _is_missing(_get(url, path, range="bytes=0-1"))
        assert _get(url, persistent("acme", "output.json")).status_code == 200
    assert len(watched.opened) == 3
    handles = [getattr(opened.close, "__self__", None) for opened in watched.opened]
    assert [handle.closed for handle in handles if handle] in ([], [True] * 3)


def _client(stack: ExitStack, base: str, name: str) -> socket.socket:
    """A client that has asked for a file and reads nothing."""
    parts = urlsplit(base)
    assert parts.hostname and parts.port
    client = stack.enter_context(socket.create_connection((parts.hostname, parts.port), 20))
    client.sendall(f"GET /files/{volatile(name)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    return client


def test_a_client_that_leaves_frees_the_file(base: str, watched: Watched) -> None:
    with ExitStack() as stack:
        for _ in range(5):
            client = _client(stack, base, "long.mov")
            assert client.recv(10_000).startswith(b"HTTP/1.1 200")
        assert watched.reading() == 5
    deadline = time.monotonic() + 40
    while watched.reading():
        assert time.monotonic() < deadline, "a file is still being read"
        time.sleep(0.02)
    assert watched.sent < 100_000_000  # of five times that


def test_a_slow_client_does_not_fill_the_memory(base: str) -> None:
    process = psutil.Process()
    most = before = process.memory_info().rss
    got = 0
    with ExitStack() as stack:
        client = _client(stack, base, "long.mov")
        while got < 100_000_000:
            got += len(client.recv(1 << 20))
            most = max(most, process.memory_info().rss)
            if got < 1_000_000:
                time.sleep(0.05)
    assert most - before < 50_000_000


def test_a_store_that_is_not_there_is_503(s3_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_ports(1)[0]}")
    with _served(FileStore(s3_url)) as base:
        begin = time.monotonic()
        answer = _get(base, volatile("output.jpg"))
        assert time.monotonic() - begin < 5
        assert requests.head(f"{base}/files/{volatile('a.jpg')}", timeout=20).status_code == 503
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    (error,) = answer.json()["errors"]
    assert error["description"] == "the file store cannot be reached"


def test_a_file_that_is_cut_while_it_is_sent_cuts_the_connection(
    local_root: Path, tmp_path: Path
) -> None:
    store = FileStore(local_root.as_uri())
    asyncio.run(put(store, volatile("film.mp4"), bytes(60_000_000), tmp_path))
    with _served(store) as base, ExitStack() as stack:
        client = _client(stack, base, "film.mp4")
        got = len(client.recv(1000))
        os.truncate(local_root / volatile("film.mp4"), 30_000_000)
        while part := client.recv(1 << 20):
            got += len(part)
        assert got < 60_000_000
        assert _get(base, volatile("film.mp4")).headers["content-length"] == "30000000"
