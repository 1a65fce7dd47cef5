"""The files of one account, over every store: more than a page, and others' in between."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dragonet.engine.records import new_key
from dragonet.errors import StoreError
from dragonet.settings import Settings
from dragonet.storage import account_files, local
from dragonet.storage.account_files import AccountFiles, Selection
from dragonet.storage.expiry import sweep
from dragonet.storage.store import FileStore
from support.stores import KEY, persistent, put, volatile

COUNT = 1040


async def fill(store: FileStore, account: str, folder: Path, count: int) -> set[str]:
    """Files of one byte, two for each task; their names."""
    names = {f"{key}/{name}" for key in (new_key() for _ in range(count // 2)) for name in "ab"}
    (folder / "local").write_bytes(b"x")
    limit = asyncio.Semaphore(16)

    async def add(name: str) -> None:
        key, _, last = name.partition("/")
        async with limit:
            await store.put_file(persistent(account, last, key), folder / "local", "text/plain")

    await asyncio.gather(*map(add, names))
    return names


async def listed(files: AccountFiles, selection: Selection | None = None) -> list[str]:
    return [name async for name, _ in files.listed(selection or Selection())]


async def deleted(files: AccountFiles, selection: Selection, dry_run: bool = False) -> list[str]:
    return [name async for batch in files.deleted(selection, dry_run) for name in batch]


async def test_more_files_than_a_page(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "sync", lambda _: None)  # a thousand times is long on a busy disk
    names = await fill(store, "acme", tmp_path, COUNT)
    others = await fill(store, "acme-2", tmp_path, 6)
    await put(store, volatile("a.txt"), b"xyz", tmp_path)
    files, other = AccountFiles(store, "acme"), AccountFiles(store, "acme-2")
    found = await listed(files)
    assert set(found) == names and len(found) == COUNT
    assert [name[:26] for name in found[::2]] == [name[:26] for name in found[1::2]]
    assert files.usage == COUNT
    kept = frozenset(sorted(names)[::3])
    rest = frozenset(names - kept)
    gone = Selection(names=rest)
    assert set(await deleted(files, gone, dry_run=True)) == rest
    assert (files.usage, files.freed) == (COUNT, COUNT - len(kept))
    assert set(await deleted(files, gone)) == rest
    assert (files.usage, files.freed) == (len(kept), COUNT - len(kept))
    assert set(await listed(files)) == kept and files.usage == len(kept)
    assert set(await deleted(files, Selection())) == kept
    assert await listed(files) == [] and files.usage == 0
    assert set(await listed(other)) == others and other.usage == 6


async def test_what_an_account_has(store: FileStore, tmp_path: Path) -> None:
    files = AccountFiles(store, "acme")
    assert await files.has("")
    (key, *_) = {name[:26] for name in await fill(store, "acme", tmp_path, 2)}
    for path in (key, f"{key}/a", f"{key}/b"):
        assert await files.has(path)
        assert not await AccountFiles(store, "other").has(path)
    for path in (new_key(), f"{key}/c", f"{key}/A"):
        assert not await files.has(path)
    assert await deleted(files, Selection(f"{key}/a")) == [f"{key}/a"]
    assert await deleted(files, Selection(key)) == [f"{key}/b"]
    assert not await files.has(key)


async def test_what_others_put_into_the_store_is_not_touched(
    local_root: Path, tmp_path: Path
) -> None:
    store = FileStore(local_root.as_uri())
    (name, _) = await fill(store, "acme", tmp_path, 2)
    account = local_root / "persistent" / "acme"
    for foreign in ("notes.txt", f"{name[:26]}/.hidden", "lost+found/x"):
        (account / foreign).parent.mkdir(exist_ok=True)
        (account / foreign).write_text("theirs")
    files = AccountFiles(store, "acme")
    assert len(await deleted(files, Selection())) == 2
    assert len([path for path in account.rglob("*") if path.is_file()]) == 3


async def test_a_store_that_fails_half_way(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = await fill(store, "acme", tmp_path, 20)
    monkeypatch.setattr(account_files, "BATCH", 8)
    files, delete, calls = AccountFiles(store, "acme"), store.delete, 0

    async def once(*paths: str) -> None:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise StoreError("the file store cannot be reached")
        await delete(*paths)

    with monkeypatch.context() as patched:
        patched.setattr(store, "delete", once)
        with pytest.raises(StoreError):
            await deleted(files, Selection())
    left = set(await listed(files))
    assert len(left) == 12 and left < names and files.usage == 12


async def test_usage_is_exact_after_creation_deletion_and_expiry(
    store: FileStore, tmp_path: Path
) -> None:
    files = AccountFiles(store, "acme")

    async def usage() -> int:
        await listed(files)
        return files.usage

    one = await put(store, persistent("acme", "a.txt"), b"12345", tmp_path)
    two = await put(store, persistent("acme", "b.txt"), b"123", tmp_path)
    assert await usage() == 8
    await put(store, two, b"1234567", tmp_path)
    assert await usage() == 12
    await store.delete(one)
    assert await usage() == 7
    added, *_ = await asyncio.gather(
        fill(store, "acme", tmp_path, 40),
        deleted(AccountFiles(store, "acme"), Selection(KEY)),
        deleted(AccountFiles(store, "acme"), Selection(KEY)),
    )
    assert await usage() == len(added) == 40
    now = datetime.now(UTC)
    await sweep(store, Settings(), {"acme": 1}, now + timedelta(hours=23))
    assert await usage() == 40
    await sweep(store, Settings(), {"acme": 1}, now + timedelta(hours=25))
    assert await usage() == 0


async def test_an_account_whose_folder_is_a_link(local_root: Path, tmp_path: Path) -> None:
    store = FileStore(local_root.as_uri())
    names = await fill(store, "acme", tmp_path, 2)
    (local_root / "persistent" / "evil").symlink_to(local_root / "persistent" / "acme")
    evil = AccountFiles(store, "evil")
    assert await listed(evil) == [] and await deleted(evil, Selection()) == []
    assert not any([await evil.has(name) for name in names])
    assert set(await listed(AccountFiles(store, "acme"))) == names


def test_dates_are_compared_as_listings_show_them() -> None:
    stored = datetime(2013, 10, 28, 20, 22, 21, 999_999, UTC)
    shown = datetime(2013, 10, 28, 20, 22, 21, 999_000, UTC)
    step = timedelta(milliseconds=1)
    assert Selection(since=shown, until=shown).takes("K/a", stored)
    assert not Selection(since=shown + step).takes("K/a", stored)
    assert not Selection(until=shown - step).takes("K/a", stored)
    day = stored + timedelta(days=1)
    assert not Selection(max_age=1, now=day).takes("K/a", stored)
    assert Selection(max_age=1, now=day + step).takes("K/a", stored)
    assert Selection("K").takes("K/a", stored) and not Selection("K/b").takes("K/a", stored)
