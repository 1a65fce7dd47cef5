"""Uploads on a real queue, over every store: parts, conflicts, and what failures leave."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dragonet.engine.embedded import EmbeddedServer
from dragonet.engine.nats import ConflictError, connect
from dragonet.errors import FetchError, StoreError
from dragonet.settings import Settings
from dragonet.storage.expiry import sweep
from dragonet.storage.store import FileStore
from dragonet.uploads import (
    BodyCutError,
    BodyTooLongError,
    ChecksumError,
    Upload,
    Uploads,
    tail,
)

DATA = secrets.token_bytes(23_000)
MANY = 1 << 30


@pytest.fixture
async def uploads(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Uploads]:
    """Uploads with parts of 5000 bytes, of which those below 1000 are small."""
    monkeypatch.setattr(tail, "PART", 5000)
    monkeypatch.setattr(tail, "SMALL", 1000)
    monkeypatch.setattr(tail, "BUFFER", 700)
    server = EmbeddedServer(tmp_path / "nats")
    await server.start()
    settings = Settings(data_dir=tmp_path / "data")
    async with connect(settings, server.url, "test") as engine:
        yield Uploads(engine, store, settings)
    await server.stop()


async def pieces(data: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def cut(data: bytes) -> AsyncIterator[bytes]:
    yield data
    raise BodyCutError


async def stored(store: FileStore) -> set[str]:
    return {file.path async for file in store.list("uploads")}


def named(upload: Upload) -> set[str]:
    return {f"uploads/{upload.account}/{upload.key}/{name}" for name, _ in upload.parts}


async def content(uploads: Uploads, upload: Upload, folder: Path) -> bytes:
    path, _ = await uploads.fetch(upload.source, upload.account, folder)
    return path.read_bytes()


async def again(uploads: Uploads, upload: Upload) -> Upload:
    found = await uploads.find(upload.key, upload.account)
    assert found is not None
    return found


def spooled(folder: Path) -> list[Path]:
    return [*(folder / "data" / "uploads").glob("*")]


async def test_a_long_body_is_stored_in_parts_as_it_comes(
    uploads: Uploads, store: FileStore, tmp_path: Path
) -> None:
    upload = await uploads.begin("acme", len(DATA), "text/html; charset=UTF-8")
    seen = []

    async def watched() -> AsyncIterator[bytes]:
        async for piece in pieces(DATA):
            seen.append((await again(uploads, upload)).offset)
            yield piece

    done = await uploads.append(upload, watched(), len(DATA))
    assert [size for _, size in done.parts] == [5000, 5000, 5000, 5000, 3000]
    assert seen[4:7] == [0, 5000, 5000] and seen[-1] == 20_000
    assert done.complete and done == await again(uploads, upload)
    assert await stored(store) == named(done) and spooled(tmp_path) == []
    assert await content(uploads, done, tmp_path) == DATA
    assert (done.media_type, done.charset) == ("text/html", "utf-8")


async def test_small_requests_do_not_become_as_many_parts(
    uploads: Uploads, store: FileStore, tmp_path: Path
) -> None:
    upload = await uploads.begin("acme", len(DATA))
    for start in range(0, len(DATA), 300):
        upload = await uploads.append(upload, pieces(DATA[start : start + 300]), 300)
        upload = await uploads.append(upload, pieces(b""), 0)
    sizes = [size for _, size in upload.parts]
    assert len(sizes) == 20 and all(1000 <= size < 1300 for size in sizes[:-1])
    assert await stored(store) == named(upload)
    assert await content(uploads, upload, tmp_path) == DATA


async def test_of_a_cut_body_stays_what_came(
    uploads: Uploads, store: FileStore, tmp_path: Path
) -> None:
    upload = await uploads.begin("acme", len(DATA))
    with pytest.raises(BodyCutError):
        await uploads.append(upload, cut(DATA[:7000]), len(DATA))
    upload = await again(uploads, upload)
    assert upload.offset == 7000
    with pytest.raises(BodyCutError):
        await uploads.append(upload, cut(DATA[7000:7100]), len(DATA), lambda: None)

    def refuse() -> None:
        raise ChecksumError

    with pytest.raises(ChecksumError):
        await uploads.append(upload, pieces(b"x" * 12_000), len(DATA), refuse)
    with pytest.raises(BodyTooLongError):
        await uploads.append(upload, pieces(b"x" * 101), 100)
    assert await again(uploads, upload) == upload
    assert await stored(store) == named(upload) and spooled(tmp_path) == []
    done = await uploads.append(upload, pieces(DATA[7000:]), 16_000, lambda: None)
    assert await content(uploads, done, tmp_path) == DATA


async def test_the_slower_of_two_writers_leaves_nothing(
    uploads: Uploads, store: FileStore, tmp_path: Path
) -> None:
    upload = await uploads.begin("acme", 2600)
    upload = await uploads.append(upload, pieces(DATA[:600]), 600)

    async def interrupted() -> AsyncIterator[bytes]:
        yield b"x"
        await uploads.append(upload, pieces(DATA[600:1600]), 1000)
        yield b"y"

    with pytest.raises(ConflictError):
        await uploads.append(upload, interrupted(), 2000)
    with pytest.raises(ConflictError):  # its small part was taken up by the other
        await uploads.append(upload, pieces(b"z"), 2000)
    now = await again(uploads, upload)
    assert await stored(store) == named(now) and spooled(tmp_path) == []
    done = await uploads.append(now, pieces(DATA[1600:2600]), 1000)
    assert await content(uploads, done, tmp_path) == DATA[:2600]


async def test_a_removed_upload_takes_nothing_more(
    uploads: Uploads, store: FileStore, tmp_path: Path
) -> None:
    upload = await uploads.begin("acme", None)
    upload = await uploads.append(upload, pieces(DATA[:6000]), MANY)

    async def meanwhile() -> AsyncIterator[bytes]:
        yield b"x"
        await uploads.remove(upload)

    with pytest.raises(ConflictError):
        await uploads.append(upload, meanwhile(), MANY)
    assert await uploads.find(upload.key, "acme") is None
    assert await stored(store) == set() and spooled(tmp_path) == []


async def test_a_store_that_fails(
    uploads: Uploads, store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = await uploads.begin("acme", 10)

    async def fail(*_: object, **__: object) -> None:
        raise StoreError("the file store is full")

    with monkeypatch.context() as patched:
        patched.setattr(store, "put_file", fail)
        with pytest.raises(StoreError):
            await uploads.append(upload, pieces(b"0123456789"), 10)
    assert await again(uploads, upload) == upload and spooled(tmp_path) == []
    done = await uploads.append(upload, pieces(b"0123456789"), 10)
    assert await content(uploads, done, tmp_path) == b"0123456789"


async def test_what_cannot_be_fetched(uploads: Uploads, store: FileStore, tmp_path: Path) -> None:
    upload = await uploads.begin("acme", 3000)
    with pytest.raises(FetchError, match="not complete, it has 0 bytes"):
        await uploads.fetch(upload.source, "acme", tmp_path)
    upload = await uploads.append(upload, pieces(DATA[:3000]), 3000)
    unknown = "could not be fetched: unknown or expired upload"
    for source, account in ((upload.source, "other"), ("upload:" + "A" * 26, "acme")):
        with pytest.raises(FetchError, match=unknown):
            await uploads.fetch(source, account, tmp_path)
    await store.delete(*named(upload))
    with pytest.raises(FetchError, match=unknown):
        await uploads.fetch(upload.source, "acme", tmp_path)


async def test_the_sweep_takes_parts_when_their_upload_is_over(
    uploads: Uploads, store: FileStore
) -> None:
    upload = await uploads.begin("acme", None)
    upload = await uploads.append(upload, pieces(DATA), MANY)
    now = datetime.now(UTC)
    await sweep(store, Settings(), {}, now + timedelta(hours=23.9))
    assert await stored(store) == named(upload)
    await sweep(store, Settings(), {}, now + timedelta(hours=24.1))
    assert await stored(store) == set()
    assert upload.expires_at - now < timedelta(hours=24.1)


async def test_many_uploads_at_once(uploads: Uploads, store: FileStore, tmp_path: Path) -> None:
    async def one(number: int) -> None:
        data = DATA[number * 100 :]
        upload = await uploads.begin(f"account-{number}", len(data))
        for start in range(0, len(data), 4000):
            upload = await uploads.append(upload, pieces(data[start : start + 4000]), 4000)
        assert await content(uploads, upload, tmp_path) == data

    await asyncio.gather(*(one(number) for number in range(12)))
    assert spooled(tmp_path) == []
