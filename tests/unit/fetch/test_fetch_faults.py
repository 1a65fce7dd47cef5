"""Every fault of a server: a clear error of the documented form, nothing left behind."""

import asyncio
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dragonet.errors import FetchError
from dragonet.fetch import Fetcher
from dragonet.settings import Settings
from support.faults import HTML
from support.internet import Internet

MakeSettings = Callable[..., Settings]

FAULTS = {
    "/status/404": "404 Not Found",
    "/status/403": "403 Forbidden",
    "/status/429": "429 Too Many Requests",
    "/status/500": "500 Internal Server Error",
    "/status/599": "599",
    "/status/204": "204 No Content",
    "/status/206": "206 Partial Content",
    "/status/304": "304 Not Modified",
    "/nothing/here.jpeg": "404 Not Found",
    "/empty": "the file is empty",
    "/trickle": r"the server is too slow: \d+ bytes a second, at least 512 are asked for",
    "/stall": "the server sent nothing for 0.5 s",
    "/silent": "the server sent nothing for 0.5 s",
    "/cut": "the connection was cut after 50,000 of 100,000 bytes",
    "/short-length": "the connection was cut after 99,990 of 100,000 bytes",
    "/chunked-cut": "the connection was cut after 1,500 bytes",
    "/chunked-bad": "the connection was cut after 1,000 bytes",
    "/garbage": "the answer is not valid HTTP",
    "/reset": "the server closed the connection without an answer",
    "/huge": "its size of 10,000,000,000 bytes exceeds the limit of 2,000,000 bytes",
    "/huge-chunked": "it is larger than the limit of 2,000,000 bytes",
    "/huge-header": "the headers of the answer are too large",
    "/many-headers": "the answer is not valid HTTP",
    "/gzip-bomb": "it is larger than the limit of 2,000,000 bytes",
    "/encoding/gzip": "the Content-Encoding of the answer cannot be decoded",
    "/auth": "401 Unauthorized",
    "/redirect/n/9": "more than 8 redirects",
    "/redirect/endless/0": "more than 8 redirects",
    "/redirect-to": "302 redirect without a Location",
}
PASSING = {"/status/500", "/status/599", "/status/429", "/reset"}
PASSING |= {"/cut", "/short-length", "/chunked-cut"}


def leftovers(fetcher_data: Path) -> list[str]:
    """Files in the cache that hold bytes of a download."""
    kept = re.compile(r"sweep\.lock|[0-9a-f]{64}\.(json|lock|fail)")
    return [path.name for path in fetcher_data.iterdir() if not kept.fullmatch(path.name)]


@pytest.mark.parametrize(("path", "reason"), FAULTS.items())
async def test_a_fault_is_told_and_leaves_nothing(
    net: Internet, fetcher: Fetcher, into: Path, tmp_path: Path, path: str, reason: str
) -> None:
    began = time.monotonic()
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(net.url(path), into)
    expected = re.escape(f"File '{net.url(path)}' could not be fetched: ") + reason
    assert re.fullmatch(expected, caught.value.text)
    assert time.monotonic() - began < 4
    assert net.count(path) == (3 if path in PASSING else 1)
    assert list(into.iterdir()) == []
    assert leftovers(tmp_path / "data" / "cache") == []


async def test_a_declared_size_is_refused_before_the_body(
    net: Internet, fetcher: Fetcher, into: Path
) -> None:
    heard: list[tuple[int, int | None]] = []
    with pytest.raises(FetchError, match="exceeds the limit"):
        await fetcher.fetch(net.url("/huge"), into, on_progress=lambda *call: heard.append(call))
    assert heard == []


async def test_a_call_can_lower_the_limit_and_not_raise_it(
    net: Internet, fetcher: Fetcher, into: Path
) -> None:
    url = net.add("/cat", bytes(5000))
    with pytest.raises(FetchError, match="5,000 bytes exceeds the limit of 4,999 bytes"):
        await fetcher.fetch(url, into, max_bytes=4999)
    await fetcher.fetch(url, into, max_bytes=5000)
    with pytest.raises(FetchError, match="limit of 4,999 bytes"):  # of what is in the cache, too
        await fetcher.fetch(url, into, max_bytes=4999)
    with pytest.raises(FetchError, match="limit of 2,000,000 bytes"):
        await fetcher.fetch(net.url("/huge"), into, max_bytes=1 << 40)


@pytest.mark.parametrize(
    ("path", "body", "content_type"),
    [
        ("/no-length", b"until the end", "image/jpeg"),
        ("/gzip", b"unpacked " * 1000, "image/jpeg"),
        ("/encoding/utf-8", b"\xff\x00noise" * 10, "image/jpeg"),
        ("/slow-start?seconds=0.2", b"late but whole", "image/jpeg"),
        ("/redirect/n/8", b"arrived", "image/jpeg"),
        ("/html", HTML, "text/html"),
        ("/html?as=Image/JPEG", HTML, "image/jpeg"),
    ],
)
async def test_odd_but_sound_answers_are_taken(
    net: Internet, fetcher: Fetcher, into: Path, path: str, body: bytes, content_type: str
) -> None:
    found = await fetcher.fetch(net.url(path), into)
    assert found.path.read_bytes() == body
    assert found.path.parent == into
    assert found.content_type == content_type


async def test_never_more_than_declared(net: Internet, fetcher: Fetcher, into: Path) -> None:
    # aiohttp refuses bytes after the end if they come along with it, else never reads them.
    try:
        found = await fetcher.fetch(net.url("/long-length"), into)
    except FetchError as error:
        assert "not valid HTTP" in error.text
    else:
        assert found.path.stat().st_size == 100_000


@pytest.mark.parametrize(
    ("header", "known"),
    [
        ("image/png", "image/png"),
        ("Text/HTML; charset=UTF-8", "text/html"),
        (None, None),
        ("", None),
    ],
)
async def test_the_content_type_is_lower_case_without_parameters(
    net: Internet, fetcher: Fetcher, into: Path, header: str | None, known: str | None
) -> None:
    found = await fetcher.fetch(net.add("/cat", b"cat", content_type=header), into)
    assert found.content_type == known


@pytest.mark.parametrize(
    ("header", "known"),
    [
        ("text/html; charset=UTF-8", "utf-8"),
        ('text/html;level=1 ; Charset = "Shift_JIS"', "shift_jis"),
        ("text/html; charset=", None),
        ("text/html; notcharset=x", None),
        (None, None),
    ],
)
async def test_the_charset_of_the_header(
    net: Internet, fetcher: Fetcher, into: Path, header: str | None, known: str | None
) -> None:
    url = net.add("/page", b"<p>", content_type=header)
    for _ in range(2):  # the second time from the cache
        assert (await fetcher.fetch(url, into)).charset == known


async def test_a_fault_that_passes_is_not_seen(net: Internet, fetcher: Fetcher, into: Path) -> None:
    found = await fetcher.fetch(net.url("/flaky/2"), into)
    assert found.path.read_bytes() == b"at last"


async def test_the_server_may_ask_for_a_pause(net: Internet, fetcher: Fetcher, into: Path) -> None:
    began = time.monotonic()
    await fetcher.fetch(net.url("/flaky/1?retry-after=1"), into)
    assert 1 <= time.monotonic() - began < 4
    with pytest.raises(FetchError, match="503 Service Unavailable"):
        await fetcher.fetch(net.url("/status/503?retry-after=3600"), into)
    assert net.count("/status/503") == 1


async def test_the_whole_time_is_limited(
    net: Internet, make_settings: MakeSettings, into: Path
) -> None:
    async with Fetcher(make_settings(fetch_timeout=0.4, fetch_min_rate=0)) as fetcher:
        for path in ("/trickle", "/silent"):
            began = time.monotonic()
            with pytest.raises(FetchError, match=r"not complete after 0\.4 s"):
                await fetcher.fetch(net.url(path), into)
            assert time.monotonic() - began < 3


async def test_nobody_listens(fetcher: Fetcher, into: Path) -> None:
    with pytest.raises(FetchError, match="could not be fetched: connection refused"):
        await fetcher.fetch("http://127.0.0.1:1/cat.jpeg", into)


async def test_a_host_that_is_not_there(fetcher: Fetcher, into: Path) -> None:
    with pytest.raises(FetchError, match=r"host 'cat\.invalid' (was not|could not be)"):
        await fetcher.fetch("http://cat.invalid/cat.jpeg", into)


@pytest.mark.parametrize("url", ["", "cat.jpeg", "file:///etc/passwd", "ftp://host/x", "http://"])
async def test_a_bad_url_is_told(fetcher: Fetcher, into: Path, url: str) -> None:
    with pytest.raises(FetchError, match=f"^File '{re.escape(url)}' could not be fetched: "):
        await fetcher.fetch(url, into)


async def test_progress_is_told(net: Internet, fetcher: Fetcher, into: Path) -> None:
    heard: list[tuple[int, int | None]] = []
    url = net.add("/cat", bytes(1_500_000))
    await fetcher.fetch(url, into, on_progress=lambda *call: heard.append(call))
    assert [got for got, _ in heard] == sorted(got for got, _ in heard)
    assert heard[-1] == (1_500_000, 1_500_000)
    assert len(heard) > 2
    await fetcher.fetch(net.url("/no-length"), into, on_progress=lambda *call: heard.append(call))
    assert heard[-2:] == [(13, None), (13, 13)]


async def test_downloads_from_one_host_take_turns(
    net: Internet, make_settings: MakeSettings, into: Path
) -> None:
    urls = [net.add(f"/cat/{number}", b"cat", delay=0.1) for number in range(6)]
    async with Fetcher(make_settings(fetch_per_host=2)) as fetcher:
        await asyncio.gather(*(fetcher.fetch(url, into) for url in urls))
    assert net.peak == 2
