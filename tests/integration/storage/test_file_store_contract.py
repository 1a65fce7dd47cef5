"""What every store does, whatever it is made of."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dragonet.errors import FileNotStoredError, StoreError
from dragonet.storage.store import FileStore
from support.stores import KEY, OTHER_KEY, persistent, put, read, volatile

BIG = 20_000_000
"""More than two parts of a multipart upload, and no multiple of anything."""


async def test_a_file_comes_back_as_it_was(store: FileStore, tmp_path: Path) -> None:
    await store.check()
    local = tmp_path / "thumb.jpg"
    local.write_bytes(content := os.urandom(50_000))
    stored = await store.put_file(volatile("output.jpg"), local, "image/jpeg")
    assert (stored.path, stored.size) == (volatile("output.jpg"), len(content))
    assert abs(datetime.now(UTC) - stored.last_modified) < timedelta(seconds=5)
    assert stored.etag and '"' not in stored.etag
    assert await store.head(stored.path) == stored
    opened = await store.open(stored.path)
    assert opened.file == stored
    assert b"".join([chunk async for chunk in opened.chunks]) == content
    assert local.read_bytes() == content


async def test_a_large_file_and_its_ranges(store: FileStore, tmp_path: Path) -> None:
    content = os.urandom(BIG)
    path = await put(store, persistent("acme", "film.mp4"), content, tmp_path)
    assert (await store.head(path)).size == BIG
    assert await read(store, path) == content
    for start, end in [(0, 1), (BIG - 1, BIG), (8 << 20, (8 << 20) + 7), (3, BIG - 3), (0, BIG)]:
        assert await read(store, path, start, end) == content[start:end]
    assert await read(store, path, BIG - 10) == content[-10:]
    opened = await store.open(path, 5, 9)
    assert opened.file.size == BIG
    assert [len(chunk) async for chunk in opened.chunks] == [4]


async def test_an_empty_file(store: FileStore, tmp_path: Path) -> None:
    path = await put(store, volatile("nothing.txt"), b"", tmp_path)
    assert (await store.head(path)).size == 0
    assert await read(store, path) == b""


async def test_chunks_are_small_however_large_the_file(store: FileStore, tmp_path: Path) -> None:
    path = await put(store, volatile("film.mp4"), os.urandom(5_000_000), tmp_path)
    sizes = [len(chunk) async for chunk in (await store.open(path)).chunks]
    assert sum(sizes) == 5_000_000 and max(sizes) <= 2 << 20


async def test_storing_again_replaces(store: FileStore, tmp_path: Path) -> None:
    path = await put(store, volatile("output.txt"), b"first", tmp_path)
    first = await store.head(path)
    await put(store, path, b"other", tmp_path)
    assert await read(store, path) == b"other"
    assert (await store.head(path)).etag != first.etag


@pytest.mark.parametrize("path", [volatile("none.jpg"), persistent("acme", "none.jpg")])
async def test_what_is_not_there(store: FileStore, path: str) -> None:
    for call in (store.head, store.open):
        with pytest.raises(FileNotStoredError) as caught:
            await call(path)
        assert (
            caught.value.text == f"there is no file '{path}'; it may have expired or been deleted"
        )
    await store.delete(path)
    await store.delete_prefix("persistent/acme")


async def test_unsafe_paths_reach_no_store(store: FileStore, tmp_path: Path) -> None:
    (tmp_path / "local").write_bytes(b"x")
    for path in (f"volatile/{KEY}/../x", "../x", "/etc/passwd", f"volatile/{KEY}/%2e%2e", ""):
        with pytest.raises(FileNotStoredError):
            await store.put_file(path, tmp_path / "local", "text/plain")
        for call in (store.head, store.open, store.delete, store.delete_prefix, store.folder):
            with pytest.raises(FileNotStoredError):
                await call(path)
        with pytest.raises(FileNotStoredError):
            store.list(path)


async def test_only_regular_files_are_stored(store: FileStore, tmp_path: Path) -> None:
    (tmp_path / "real").write_text("secret")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    os.mkfifo(tmp_path / "pipe")
    for name in ("absent", "link", "pipe", "."):
        with pytest.raises(StoreError, match="is not a file that can be stored"):
            await store.put_file(volatile("output.txt"), tmp_path / name, "text/plain")
    with pytest.raises(FileNotStoredError):
        await store.head(volatile("output.txt"))


async def test_delete(store: FileStore, tmp_path: Path) -> None:
    kept = await put(store, volatile("kept.jpg"), b"1", tmp_path)
    gone = await put(store, volatile("gone.jpg"), b"2", tmp_path)
    await store.delete(gone, volatile("never.jpg"))
    await store.delete(gone)
    await store.delete()
    with pytest.raises(FileNotStoredError):
        await store.head(gone)
    assert await read(store, kept) == b"1"


async def test_listings(store: FileStore, tmp_path: Path) -> None:
    paths = [
        persistent("acme", "small.jpg"),
        persistent("acme", "large.jpg"),
        persistent("acme", "a.txt", OTHER_KEY),
        persistent("acme-2", "b.txt"),
        volatile("c.txt"),
    ]
    for number, path in enumerate(paths):
        await put(store, path, b"x" * number, tmp_path)
    found = {file.path: file async for file in store.list("persistent/acme/")}
    assert sorted(found) == sorted(paths[:3])
    assert found[paths[2]] == await store.head(paths[2])
    assert found[paths[1]].size == 1
    account = await store.folder("persistent/acme")
    assert (account.files, account.folders) == (
        [],
        [f"persistent/acme/{KEY}", f"persistent/acme/{OTHER_KEY}"],
    )
    task = await store.folder(f"persistent/acme/{KEY}/")
    assert [file.path for file in task.files] == [paths[1], paths[0]]
    assert task.folders == []
    assert [file async for file in store.list("persistent/nobody")] == []
    assert (await store.folder("persistent/nobody")).folders == []


async def test_more_files_than_a_page(store: FileStore, tmp_path: Path) -> None:
    paths = {volatile(f"{number}.txt") for number in range(1050)}
    (tmp_path / "local").write_bytes(b"x")
    limit = asyncio.Semaphore(16)

    async def add(path: str) -> None:
        async with limit:
            await store.put_file(path, tmp_path / "local", "text/plain")

    await asyncio.gather(*map(add, paths))
    assert {file.path async for file in store.list("volatile")} == paths
    other = await put(store, volatile("other.txt", OTHER_KEY), b"x", tmp_path)
    await store.delete_prefix(f"volatile/{KEY}")
    assert [file.path async for file in store.list("volatile")] == [other]


async def test_readers_see_the_old_file_or_the_new_one(store: FileStore, tmp_path: Path) -> None:
    path = await put(store, volatile("output.bin"), b"0" * 400_000, tmp_path)
    seen: set[bytes] = set()

    async def write() -> None:
        for number in range(1, 10):
            await put(store, path, str(number).encode() * 400_000, tmp_path)

    async def watch() -> None:
        while not writer.done():
            content = await read(store, path)
            assert len(content) == 400_000 and len(set(content)) == 1
            seen.add(content[:1])

    writer = asyncio.ensure_future(write())
    await asyncio.gather(writer, watch())
    assert len(seen) > 1
