"""The sweep, over every store."""

import asyncio
import logging
import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dragonet.errors import StoreError
from dragonet.settings import Settings
from dragonet.storage.expiry import Swept, sweep, sweep_forever
from dragonet.storage.store import FileStore
from support.stores import OTHER_KEY, persistent, put, volatile

DAY = timedelta(days=1)


async def _all(store: FileStore) -> set[str]:
    return {file.path for prefix in ("volatile", "persistent") async for file in store.list(prefix)}


async def test_each_kind_has_its_own_age(store: FileStore, tmp_path: Path) -> None:
    settings = Settings(result_ttl=7 * 86400)
    old = [await put(store, volatile("a.jpg"), b"12345", tmp_path)]
    daily = [await put(store, persistent("daily", "b.jpg"), b"123", tmp_path)]
    monthly = [await put(store, persistent("monthly", "c.jpg"), b"1234567", tmp_path)]
    for_ever = [
        await put(store, persistent("zero", "d.jpg"), b"1", tmp_path),
        await put(store, persistent("absent", "e.jpg", OTHER_KEY), b"1", tmp_path),
    ]
    days = {"daily": 1, "monthly": 30, "zero": 0, "no-files": 3, "century": 10**9}
    now = datetime.now(UTC)

    assert await sweep(store, settings, days) == Swept(0, 0)
    assert await sweep(store, settings, days, now + 0.99 * DAY) == Swept(0, 0)
    assert await sweep(store, settings, days, now + 1.01 * DAY) == Swept(1, 3)
    assert await _all(store) == {*old, *monthly, *for_ever}
    assert await sweep(store, settings, days, now + 6.99 * DAY) == Swept(0, 0)
    assert await sweep(store, settings, days, now + 7.01 * DAY) == Swept(1, 5)
    assert await sweep(store, settings, days, now + 7.01 * DAY) == Swept(0, 0)
    assert await sweep(store, settings, days, now + 9999 * DAY) == Swept(1, 7)
    assert await _all(store) == {*for_ever}
    assert daily[0] not in await _all(store)


async def test_several_sweep_at_once(store: FileStore, tmp_path: Path) -> None:
    keys = ["A" * 24 + a + b for a in "ABCDEFGH" for b in "ABCDEFGH"]
    for key in keys:
        await put(store, volatile("a.jpg", key), b"x", tmp_path)
    kept = await put(store, persistent("acme", "a.jpg"), b"x", tmp_path)
    later = datetime.now(UTC) + 8 * DAY
    swept = await asyncio.gather(*(sweep(store, Settings(), {}, later) for _ in range(4)))
    assert sum(each.deleted for each in swept) >= len(keys)
    assert await _all(store) == {kept}


async def test_files_are_judged_one_by_one_and_folders_go(local_root: Path, tmp_path: Path) -> None:
    store = FileStore(local_root.as_uri())
    old = await put(store, volatile("old.jpg"), b"x", tmp_path)
    young = await put(store, volatile("young.jpg"), b"x", tmp_path)
    alone = await put(store, volatile("alone.jpg", OTHER_KEY), b"x", tmp_path)
    (local_root / "volatile" / ("A" * 26)).mkdir()
    for path in (old, alone):
        os.utime(local_root / path, (time.time() - 8 * 86400,) * 2)
    assert await sweep(store, Settings(), {}) == Swept(2, 2)
    assert await _all(store) == {young}
    assert [path.name for path in (local_root / "volatile").iterdir()] == [young.split("/")[1]]


async def test_more_files_than_a_batch(local_root: Path) -> None:
    for number in range(2500):
        folder = local_root / "volatile" / f"{number:026d}".translate(str.maketrans("0189", "ABCD"))
        folder.mkdir(parents=True)
        (folder / "a.jpg").write_bytes(b"xy")
    store = FileStore(local_root.as_uri())
    assert await sweep(store, Settings(), {}, datetime.now(UTC) + 8 * DAY) == Swept(2500, 5000)
    assert list((local_root / "volatile").iterdir()) == []


async def test_sweeping_goes_on_after_a_failure(
    local_root: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = FileStore(local_root.as_uri())
    path = await put(store, volatile("a.jpg"), b"x", tmp_path)
    asked = 0

    async def expirations() -> Mapping[str, int]:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise StoreError("the file store cannot be reached")
        return {}

    settings = Settings(result_ttl=0.001, sweep_interval=0.02)
    with caplog.at_level(logging.INFO, "dragonet.storage.expiry"):
        sweeper = asyncio.ensure_future(sweep_forever(store, settings, expirations))
        async with asyncio.timeout(10):
            while asked < 4:
                await asyncio.sleep(0.01)
        sweeper.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sweeper
    assert await _all(store) == set(), path
    assert [record.levelname for record in caplog.records][:2] == ["ERROR", "INFO"]
