"""When a cached file is used, when the server is asked; counted at the server."""

import asyncio
import errno
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dragonet.errors import FetchError, StoreError
from dragonet.fetch import Fetcher
from dragonet.fetch.body import Body
from dragonet.settings import Settings
from support.internet import Internet

MakeSettings = Callable[..., Settings]
CHANGED = "Wed, 21 Oct 2026 07:28:00 GMT"


def now() -> datetime:
    return datetime.now(UTC)


async def read(fetcher: Fetcher, url: str, into: Path, queued_at: datetime | None = None) -> bytes:
    return (await fetcher.fetch(url, into, queued_at)).path.read_bytes()


async def test_a_task_queued_before_the_download_ended_shares_it(
    net: Internet, fetcher: Fetcher, into: Path
) -> None:
    queued = now()
    url = net.add("/cat", b"old")
    for _ in range(3):
        assert await read(fetcher, url, into, queued) == b"old"
    assert net.count("/cat") == 1
    net.add("/cat", b"new")
    assert await read(fetcher, url, into, queued) == b"old"
    assert await read(fetcher, url, into, now()) == b"new"
    assert await read(fetcher, url, into, queued) == b"new"
    assert net.count("/cat") == 2


async def test_a_connection_that_nobody_used_is_no_silent_server(
    net: Internet, make_settings: MakeSettings, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Body._write

    async def slowly(self: Body, *given: Any) -> None:
        await asyncio.sleep(0.1)  # so that reading from the network has to pause
        await write(self, *given)

    monkeypatch.setattr(Body, "_write", slowly)
    async with Fetcher(make_settings(fetch_max_bytes=5_000_000, fetch_stall=0.5)) as fetcher:
        for extra in range(1, 6):  # the last bytes are too many to be read at once
            url = net.add(f"/{extra}", bytes((3 << 20) + (extra << 16)))
            assert await read(fetcher, url, into, now())
            await asyncio.sleep(0.6)


async def test_a_task_from_the_future_is_queued_now(
    net: Internet, fetcher: Fetcher, into: Path
) -> None:
    url = net.add("/cat", b"cat", delay=0.1)
    later = now() + timedelta(hours=1)
    await asyncio.gather(*(fetcher.fetch(url, into, later) for _ in range(3)))
    assert net.count("/cat") == 1


@pytest.mark.parametrize(("etag", "changed"), [('"1"', None), (None, CHANGED), ('"1"', CHANGED)])
async def test_a_later_task_asks_whether_the_file_changed(
    net: Internet, fetcher: Fetcher, into: Path, etag: str | None, changed: str | None
) -> None:
    url = net.add("/cat", b"old", "image/png", etag=etag, last_modified=changed)
    await fetcher.fetch(url, into)
    found = await fetcher.fetch(url, into)
    assert (found.path.read_bytes(), found.content_type) == (b"old", "image/png")
    first, second = net.seen("/cat")
    conditions = ("if-none-match", "if-modified-since")
    assert [first.headers.get(name) for name in conditions] == [None, None]
    assert [second.headers.get(name) for name in conditions] == [etag, changed]
    net.add("/cat", b"new", etag='"2"', last_modified="Thu, 22 Oct 2026 07:28:00 GMT")
    assert await read(fetcher, url, into) == b"new"


async def test_an_answer_not_modified_counts_as_a_download(
    net: Internet, fetcher: Fetcher, into: Path
) -> None:
    url = net.add("/cat", b"cat", etag='"1"')
    await fetcher.fetch(url, into)
    queued = now()
    for _ in range(3):
        await fetcher.fetch(url, into, queued)
    assert net.count("/cat") == 2


async def test_without_validators_the_file_is_downloaded_again(
    net: Internet, fetcher: Fetcher, into: Path
) -> None:
    url = net.add("/cat", b"old")
    await fetcher.fetch(url, into)
    net.add("/cat", b"new")
    assert await read(fetcher, url, into) == b"new"


@pytest.mark.parametrize(
    ("headers", "requests"),
    [
        ({"Cache-Control": "max-age=5"}, 1),
        ({"Cache-Control": 'public, Max-Age="5"'}, 1),
        ({"Cache-Control": "max-age=5, no-cache"}, 2),
        ({"Cache-Control": "max-age=5, no-store"}, 2),
        ({"Cache-Control": "max-age=0"}, 2),
        ({"Cache-Control": "max-age=-5"}, 2),
        ({"Cache-Control": "max-age=cat"}, 2),
        ({"Cache-Control": "max-age=5", "Age": "5"}, 2),
        ({"Expires": "Wed, 21 Oct 2099 07:28:00 GMT"}, 2),
    ],
)
async def test_the_server_is_believed_for_its_max_age(
    net: Internet, fetcher: Fetcher, into: Path, headers: dict[str, str], requests: int
) -> None:
    url = net.add("/cat", b"cat", headers=headers)
    await fetcher.fetch(url, into)
    await fetcher.fetch(url, into)
    assert net.count("/cat") == requests


async def test_nobody_is_believed_for_longer_than_a_minute(
    net: Internet, fetcher: Fetcher, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = net.add("/cat", b"cat", headers={"Cache-Control": "max-age=31536000"})
    await fetcher.fetch(url, into)
    at = now().timestamp()
    for later, requests in ((58, 1), (61, 2)):
        monkeypatch.setattr("time.time", lambda later=later: at + later)
        await fetcher.fetch(url, into)
        assert net.count("/cat") == requests


async def test_no_store_is_shared_with_who_waited_and_then_forgotten(
    net: Internet, fetcher: Fetcher, into: Path
) -> None:
    queued = now()
    url = net.add("/cat", b"old", etag='"1"', headers={"Cache-Control": "no-store, max-age=60"})
    await fetcher.fetch(url, into, queued)
    await fetcher.fetch(url, into, queued)
    assert net.count("/cat") == 1
    await fetcher.fetch(url, into)
    assert "if-none-match" not in net.requests[-1].headers


async def test_validators_go_only_to_the_url_they_came_from(
    net: Internet, fetcher: Fetcher, into: Path
) -> None:
    net.add("/a", b"a", etag='"1"')
    net.add("/b", b"b", etag='"1"')
    url = net.add("/cat", b"", status=302, headers={"Location": "/a"})
    assert await read(fetcher, url, into) == b"a"
    assert await read(fetcher, url, into) == b"a"
    assert ["if-none-match" in request.headers for request in net.requests] == [0, 0, 0, 1]
    net.add("/cat", b"", status=302, headers={"Location": "/b"})
    assert await read(fetcher, url, into) == b"b"


async def test_a_failure_is_not_kept_nor_hidden_by_an_old_file(
    net: Internet, fetcher: Fetcher, into: Path
) -> None:
    url = net.add("/cat", b"cat", etag='"1"')
    await fetcher.fetch(url, into)
    net.add("/cat", b"", status=404)
    with pytest.raises(FetchError, match="404 Not Found"):
        await fetcher.fetch(url, into)
    net.add("/cat", b"cat", etag='"1"')
    assert await read(fetcher, url, into) == b"cat"
    assert net.requests[-1].headers["if-none-match"] == '"1"'


async def test_other_processes_and_later_ones_use_the_same_cache(
    net: Internet, make_settings: MakeSettings, into: Path
) -> None:
    queued = now()
    url = net.add("/cat", b"cat")
    for _ in range(2):
        async with Fetcher(make_settings()) as fetcher:
            assert await read(fetcher, url, into, queued) == b"cat"
    assert net.count("/cat") == 1


@pytest.mark.parametrize("damage", ["truncate", "delete", "garble", "empty"])
async def test_a_damaged_entry_is_downloaded_again(
    net: Internet, fetcher: Fetcher, into: Path, tmp_path: Path, damage: str
) -> None:
    queued = now()
    url = net.add("/cat", b"whole cat", etag='"1"')
    await fetcher.fetch(url, into, queued)
    (meta,) = (tmp_path / "data" / "cache").glob("*.json")
    (data,) = (path for path in meta.parent.glob("*.*") if path.stat().st_size == len(b"whole cat"))
    if damage in {"truncate", "delete"}:
        data.unlink()
    if damage == "truncate":
        data.write_bytes(b"whole")
    if damage in {"garble", "empty"}:
        meta.write_bytes(b'{"file": 3' if damage == "garble" else b"")
    assert await read(fetcher, url, into, queued) == b"whole cat"
    assert net.count("/cat") == 2


async def test_files_are_links_of_their_own(
    net: Internet, fetcher: Fetcher, into: Path, tmp_path: Path
) -> None:
    queued = now()
    url = net.add("/cat", b"cat")
    paths = {(await fetcher.fetch(url, into, queued)).path for _ in range(3)}
    assert len(paths) == 3
    assert {path.stat().st_nlink for path in paths} == {4}
    for path in (tmp_path / "data" / "cache").iterdir():
        path.unlink()
    assert {path.read_bytes() for path in paths} == {b"cat"}


async def test_on_another_device_the_file_is_copied(
    net: Internet, fetcher: Fetcher, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, target: Path) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    found = await fetcher.fetch(net.add("/cat", b"cat"), into)
    assert found.path.read_bytes() == b"cat"
    assert found.path.stat().st_nlink == 1


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file can grow beyond `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [100_000, 1_500_000])
async def test_a_full_disk_is_told_and_leaves_nothing(
    net: Internet, fetcher: Fetcher, into: Path, tmp_path: Path, size: int
) -> None:
    url = net.add("/cat", bytes(1_900_000))
    with full_disk(size), pytest.raises(StoreError) as caught:
        await fetcher.fetch(url, into)
    reason = os.strerror(errno.EFBIG).lower()
    assert caught.value.text == f"File '{url}' could not be fetched: local disk: {reason}"
    assert list(into.iterdir()) == []
    assert all(path.stat().st_size < 1000 for path in (tmp_path / "data" / "cache").iterdir())
    assert len(await read(fetcher, url, into)) == 1_900_000


async def test_a_folder_that_is_not_there_is_told_without_its_path(
    net: Internet, fetcher: Fetcher, tmp_path: Path
) -> None:
    with pytest.raises(StoreError) as caught:
        await fetcher.fetch(net.add("/cat", b"cat"), tmp_path / "gone")
    assert str(tmp_path) not in caught.value.text


async def test_the_cache_is_for_its_owner_only(fetcher: Fetcher, tmp_path: Path) -> None:
    assert (tmp_path / "data" / "cache").stat().st_mode & 0o777 == 0o700
