"""One download of a URL at a time, also between processes and when one is killed."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dragonet.errors import FetchError
from dragonet.fetch import Fetcher
from dragonet.fetch.lock import try_lock
from dragonet.fetch.urls import parse_url
from dragonet.settings import Settings
from support.internet import Internet

MakeSettings = Callable[..., Settings]
FETCH = """
import asyncio, json, re, sys
from pathlib import Path
from dragonet.errors import FetchError
from dragonet.fetch import Fetcher
from dragonet.settings import Settings

async def main(data, url, times):
    settings = Settings(data_dir=data, fetch_allow="127.0.0.0/8", fetch_max_bytes=64 << 20)
    async with Fetcher(settings) as fetcher:
        calls = (fetcher.fetch(url, Path(data)) for _ in range(int(times)))
        found = await asyncio.gather(*calls, return_exceptions=True)
    sizes = [None if isinstance(f, Exception) else f.path.stat().st_size for f in found]
    errors = [str(f) for f in found if isinstance(f, Exception)]
    peak = re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1]
    print(json.dumps({"sizes": sizes, "errors": errors, "peak": int(peak)}))

asyncio.run(main(*sys.argv[1:]))
"""


def start(data: Path, url: str, times: int = 1) -> subprocess.Popen[bytes]:
    """A process of its own that fetches `url` that often at once."""
    data.mkdir(exist_ok=True)
    command = [sys.executable, "-c", FETCH, str(data), url, str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


async def result(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    output, _ = await asyncio.to_thread(process.communicate, timeout=20)
    assert process.returncode == 0
    found: dict[str, Any] = json.loads(output)
    return found


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def test_calls_at_once_share_one_download(
    net: Internet, fetcher: Fetcher, into: Path
) -> None:
    url = net.add("/cat", b"cat", delay=0.2)
    found = await asyncio.gather(*(fetcher.fetch(url, into) for _ in range(50)))
    assert {one.path.read_bytes() for one in found} == {b"cat"}
    assert len({one.path for one in found}) == 50
    assert net.count("/cat") == 1


async def test_processes_share_one_download(net: Internet, tmp_path: Path) -> None:
    url = net.add("/cat", bytes(100_000), delay=1.2)
    processes = [start(tmp_path / "data", url, 3) for _ in range(2)]
    for found in [await result(process) for process in processes]:
        assert found["sizes"] == [100_000] * 3
    assert net.count("/cat") == 1


async def test_those_who_wait_for_a_failure_get_it(
    net: Internet, fetcher: Fetcher, into: Path
) -> None:
    url = net.add("/cat", b"", status=404, delay=0.2)
    calls = (fetcher.fetch(url, into) for _ in range(20))
    errors = await asyncio.gather(*calls, return_exceptions=True)
    assert {str(error) for error in errors} == {f"File '{url}' could not be fetched: 404 Not Found"}
    assert net.count("/cat") == 1
    with pytest.raises(FetchError):  # who comes later asks anew
        await fetcher.fetch(url, into, datetime.fromtimestamp(0, UTC))
    assert net.count("/cat") == 2


async def test_a_lower_limit_of_one_is_not_the_failure_of_others(
    net: Internet, fetcher: Fetcher, into: Path
) -> None:
    url = net.add("/cat", bytes(1000), delay=0.1)
    calls = [fetcher.fetch(url, into, max_bytes=limit) for limit in (10, 2000, 2000)]
    errors = await asyncio.gather(*calls, return_exceptions=True)
    assert [isinstance(error, FetchError) for error in errors] == [True, False, False]


async def test_a_cancelled_download_is_taken_over(
    net: Internet, fetcher: Fetcher, into: Path
) -> None:
    url = net.url("/stall-once")
    first = asyncio.create_task(fetcher.fetch(url, into))
    await until(lambda: net.count("/stall-once") == 1)
    second = asyncio.create_task(fetcher.fetch(url, into))
    await asyncio.sleep(0.05)
    first.cancel()
    assert (await second).path.stat().st_size == 100_000
    with pytest.raises(asyncio.CancelledError):
        await first
    assert len(list(into.iterdir())) == 1


async def test_the_download_of_a_killed_process_is_taken_over(
    net: Internet, fetcher: Fetcher, into: Path, tmp_path: Path
) -> None:
    url, cache = net.url("/stall-once"), tmp_path / "data" / "cache"
    process = start(tmp_path / "data", url)
    await until(lambda: net.count("/stall-once") == 1)
    await until(lambda: any(path.suffix not in {".lock", ".json"} for path in cache.iterdir()))
    waiting = asyncio.create_task(fetcher.fetch(url, into))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    killed = time.monotonic()
    assert (await waiting).path.stat().st_size == 100_000
    assert time.monotonic() - killed < 3
    assert net.count("/stall-once") == 2


async def test_waiting_has_the_time_limit(
    net: Internet, make_settings: MakeSettings, into: Path
) -> None:
    url = net.add("/cat", b"cat")
    async with Fetcher(make_settings(fetch_timeout=0.3)) as fetcher:
        lock = make_settings().cache_dir / f"{parse_url(url).key}.lock"
        with try_lock(lock) as taken:
            assert taken
            with pytest.raises(FetchError, match=r"not complete after 0\.3 s"):
                await fetcher.fetch(url, into)
        await fetcher.fetch(url, into)
    assert net.count("/cat") == 1


async def test_the_loop_runs_on_while_bytes_arrive(
    net: Internet, make_settings: MakeSettings, into: Path
) -> None:
    gaps, last = [0.0], time.monotonic()

    async def tick() -> None:
        nonlocal last
        while True:
            await asyncio.sleep(0.005)
            gaps.append(time.monotonic() - last)
            last = time.monotonic()

    async with Fetcher(make_settings(fetch_max_bytes=100_000_000)) as fetcher:
        ticking = asyncio.create_task(tick())
        with pytest.raises(FetchError, match="larger than the limit"):
            await fetcher.fetch(net.url("/huge-chunked"), into)
        ticking.cancel()
    assert sorted(gaps)[len(gaps) * 9 // 10] < 0.1


@pytest.mark.parametrize("path", ["/huge-chunked", "/gzip-bomb"])
async def test_memory_is_bounded(net: Internet, tmp_path: Path, path: str) -> None:
    found = await result(start(tmp_path / "data", net.url(path)))
    assert "is larger than the limit" in found["errors"][0]
    assert found["peak"] < 80 * 1024  # KiB; Python with aiohttp alone has 45 MB


def test_a_lock_is_held_once_and_freed(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    with try_lock(path) as first, try_lock(path) as second:
        assert (first, second) == (True, False)
    with try_lock(path) as third:
        assert third


def test_a_deleted_lock_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.lock"
    opened = os.open

    def open_then_lose(*args: Any) -> int:
        handle = opened(*args)
        path.unlink()
        return handle

    monkeypatch.setattr(os, "open", open_then_lose)
    with try_lock(path) as taken:
        assert not taken
