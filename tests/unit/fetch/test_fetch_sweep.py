"""What leaves the cache, and what stays."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dragonet.errors import FetchError
from dragonet.fetch import Fetcher, client
from dragonet.fetch.cache import Cache, Entry
from dragonet.fetch.problem import Problem
from dragonet.fetch.sweep import sweep
from dragonet.settings import Settings
from support.internet import Internet

MakeSettings = Callable[..., Settings]
NOW = time.time()


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def key(name: str) -> str:
    return name * 64


def put(cache: Cache, name: str, size: int, used: float = 0.0, no_store: bool = False) -> None:
    """An entry last used `used` seconds ago."""
    path = cache.new_file(key(name))
    path.write_bytes(bytes(size))
    at = NOW - used
    cache.put(key(name), Entry(path.name, size, checked_at=at, no_store=no_store))
    os.utime(cache.folder / f"{key(name)}.json", (at, at))


def names(cache: Cache) -> str:
    """The names of the entries, one letter each."""
    return "".join(sorted(path.name[0] for path in cache.folder.glob("*.json")))


def test_the_least_recently_used_go_first(cache: Cache) -> None:
    for name, used in (("a", 30), ("b", 10), ("c", 40), ("d", 20)):
        put(cache, name, 1000, used)
    assert sweep(cache, 2500, 600, NOW) == 2000
    assert names(cache) == "bd"
    assert {path.name[0] for path in cache.folder.iterdir()} == {"b", "d", "s"}
    assert sweep(cache, 2000, 600, NOW) == 2000
    assert sweep(cache, 0, 600, NOW) == 0
    assert {path.name for path in cache.folder.iterdir()} == {"sweep.lock"}


def test_the_unused_go_in_time(cache: Cache) -> None:
    for name, used in (("a", 601), ("b", 599)):
        put(cache, name, 1000, used)
    sweep(cache, 1 << 30, 600, NOW)
    assert names(cache) == "b"


def test_use_keeps(cache: Cache, tmp_path: Path) -> None:
    for name in "ab":
        put(cache, name, 1000, 700)
    entry = cache.entry(key("a"))
    assert entry
    assert cache.link(key("a"), entry, tmp_path)
    sweep(cache, 1 << 30, 600, NOW)
    assert names(cache) == "a"


def test_no_store_goes_soon(cache: Cache) -> None:
    put(cache, "a", 1000, 61, no_store=True)
    put(cache, "b", 1000, 59, no_store=True)
    put(cache, "c", 1000, 61)
    sweep(cache, 1 << 30, 600, NOW)
    assert names(cache) == "bc"


def test_what_is_being_downloaded_stays(cache: Cache) -> None:
    put(cache, "a", 1000, 700)
    part = cache.new_file(key("a"))
    part.write_bytes(b"part")
    other = cache.new_file(key("b"))
    other.write_bytes(b"part")
    with cache.lock(key("a")) as first, cache.lock(key("b")) as second:
        assert first
        assert second
        sweep(cache, 0, 0, NOW)
        assert part.exists()
        assert other.exists()
        assert names(cache) == "a"
    sweep(cache, 1 << 30, 600, NOW - 700)
    assert not part.exists()
    assert not other.exists()
    assert names(cache) == "a"


def test_only_one_sweeps(cache: Cache) -> None:
    put(cache, "a", 1000, 700)
    with cache.lock("sweep"):
        sweep(cache, 0, 0, NOW)
    assert names(cache) == "a"


def test_failures_go_when_nobody_can_wait_for_them(cache: Cache) -> None:
    cache.put_failure(key("a"), Problem("404 Not Found"))
    sweep(cache, 1 << 30, 600, time.time())
    assert (cache.folder / f"{key('a')}.fail").exists()
    sweep(cache, 1 << 30, 600, time.time() + 61)
    assert {path.name for path in cache.folder.iterdir()} == {"sweep.lock"}


async def test_the_remains_of_a_killed_process_go_at_the_start(
    make_settings: MakeSettings,
) -> None:
    cache = Cache(make_settings().cache_dir)
    part = cache.new_file(key("a"))
    part.write_bytes(bytes(1000))
    async with Fetcher(make_settings()):
        pass
    assert not part.exists()


async def test_fetches_sweep_now_and_then(
    net: Internet, make_settings: MakeSettings, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "SWEEP_EVERY", 0.05)
    settings = make_settings(cache_max_bytes=2500)
    queued = datetime.now(UTC)
    async with Fetcher(settings) as fetcher:
        paths = []
        for number in range(5):
            url = net.add(f"/cat/{number}", bytes(1000))
            paths.append((await fetcher.fetch(url, into, queued)).path)
        time.sleep(0.1)
        with pytest.raises(FetchError):
            await fetcher.fetch(net.url("/status/404"), into)
    assert len(list(settings.cache_dir.glob("*.json"))) == 2
    assert {path.stat().st_size for path in paths} == {1000}


async def test_a_cache_of_no_size_still_fetches(
    net: Internet, make_settings: MakeSettings, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "SWEEP_EVERY", 0.0)
    async with Fetcher(make_settings(cache_max_bytes=0, cache_ttl=0)) as fetcher:
        for number in range(20):
            url = net.add(f"/cat/{number % 3}", b"cat")
            assert (await fetcher.fetch(url, into)).path.read_bytes() == b"cat"
