"""What is particular to files on a local disk: links, crashes, full disks."""

import asyncio
import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dragonet.errors import FileNotStoredError, StoreError
from dragonet.storage.store import FileStore
from support.stores import KEY, OTHER_KEY, put, read, volatile


@pytest.fixture
def local(local_root: Path) -> FileStore:
    return FileStore(local_root.as_uri())


def _files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


async def test_links_are_never_followed(local: FileStore, local_root: Path, tmp_path: Path) -> None:
    await put(local, volatile("real.txt"), b"real", tmp_path)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    folder = local_root / "volatile"
    (folder / KEY / "link.txt").symlink_to(outside / "secret.txt")
    (folder / KEY / "inside.txt").symlink_to(folder / KEY / "real.txt")
    (folder / OTHER_KEY).symlink_to(outside)
    (local_root / "persistent").mkdir()
    (local_root / "persistent" / "acme").symlink_to(local_root)
    paths = [volatile("link.txt"), volatile("inside.txt"), volatile("secret.txt", OTHER_KEY)]
    for path in paths:
        for call in (local.head, local.open):
            with pytest.raises(FileNotStoredError):
                await call(path)
    with pytest.raises(StoreError):
        await put(local, volatile("new.txt", OTHER_KEY), b"x", tmp_path)
    await local.delete(*paths)
    await local.delete_prefix(f"volatile/{OTHER_KEY}")
    await local.tidy(datetime.now(UTC) + timedelta(days=1))
    for prefix in ("volatile", "persistent"):
        listed = [file.path async for file in local.list(prefix)]
        assert listed == ([volatile("real.txt")] if prefix == "volatile" else [])
    assert (await local.folder(f"volatile/{OTHER_KEY}")).files == []
    assert [path.name for path in outside.iterdir()] == ["secret.txt"]
    assert (outside / "secret.txt").read_text() == "secret"


async def test_a_root_that_is_a_link_is_fine(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "files").symlink_to(tmp_path / "disk")
    linked = FileStore((tmp_path / "files").as_uri())
    path = await put(linked, volatile("a.txt"), b"x", tmp_path)
    assert await read(linked, path) == b"x"


async def test_what_others_left_there_is_passed_over(
    local: FileStore, local_root: Path, tmp_path: Path
) -> None:
    path = await put(local, volatile("real.txt"), b"real", tmp_path)
    folder = local_root / "volatile" / KEY
    (folder / ".nfs0001").write_text("x")
    (folder / "bad name é").write_text("x")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe")).write_text("x")
    os.mkfifo(folder / "pipe.txt")
    (folder / "folder.txt").mkdir()
    assert [file.path async for file in local.list("volatile")] == [path]
    for name in ("pipe.txt", "folder.txt"):
        with pytest.raises(FileNotStoredError):
            await asyncio.wait_for(local.open(volatile(name)), 5)
    await local.delete_prefix("volatile")
    assert (folder / ".nfs0001").exists()


async def test_deleting_removes_empty_folders(
    local: FileStore, local_root: Path, tmp_path: Path
) -> None:
    paths = [await put(local, volatile(name), b"x", tmp_path) for name in ("a.txt", "b.txt")]
    await local.delete(paths[0])
    assert (local_root / "volatile" / KEY).is_dir()
    await local.delete(paths[1])
    assert not (local_root / "volatile" / KEY).exists()
    assert (local_root / "volatile").is_dir()


async def test_a_disk_that_fills_up_leaves_the_old_file(
    local: FileStore, local_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await put(local, volatile("output.txt"), b"old", tmp_path)

    def fill(source: Path, target: Path, **_: Any) -> None:
        target.write_bytes(source.read_bytes()[:2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))

    with monkeypatch.context() as patched, pytest.raises(StoreError) as caught:
        patched.setattr(shutil, "copyfile", fill)
        await put(local, path, b"new", tmp_path)
    assert caught.value.text == "the file store is full" and caught.value.retryable
    assert _files(local_root) == [path]
    assert await read(local, path) == b"old"


@pytest.mark.parametrize("links", [True, False])
async def test_a_given_file_is_shared_or_copied(
    local: FileStore, local_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise OSError(errno.EXDEV, "another device")

    if not links:
        monkeypatch.setattr(os, "link", refuse)
    source = tmp_path / "film"
    source.write_bytes(b"film")
    os.utime(source, (0, 0))
    stored = await local.put_file(volatile("film.mp4"), source, "video/mp4", given=True)
    assert stored.last_modified > datetime.now(UTC) - timedelta(minutes=1)
    assert source.samefile(local_root / volatile("film.mp4")) == links
    source.unlink()
    assert await read(local, volatile("film.mp4")) == b"film"
    assert _files(local_root) == [volatile("film.mp4")]


@contextmanager
def _largest_file(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_write_that_the_system_cuts_short(
    local: FileStore, local_root: Path, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"x" * 3_000_000)
    with _largest_file(1_000_000), pytest.raises(StoreError):
        await local.put_file(volatile("output.bin"), source, "application/octet-stream")
    assert _files(local_root) == []


async def test_the_disk_has_the_bytes_before_the_name(
    local: FileStore, tmp_path: Path, local_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def note_fsync(descriptor: int) -> None:
        target = Path(f"/proc/self/fd/{descriptor}").readlink()
        events.append(f"sync {target.relative_to(local_root).parent.name or target.name}")
        fsync(descriptor)

    def note_replace(self: Path, target: Path) -> Path:
        events.append("rename")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(Path, "replace", note_replace)
    await put(local, volatile("output.txt"), b"x", tmp_path)
    assert events[:2] == ["sync .uploads", "rename"]
    assert {"sync volatile"} < set(events[2:])
    assert len(events) == 5  # the folder of the key, `volatile` and the root


async def test_a_killed_upload_leaves_no_output_and_is_swept(
    local: FileStore, local_root: Path, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"x" * 100_000)
    script = textwrap.dedent(f"""
        import asyncio, os, time
        from pathlib import Path
        from dragonet.storage.store import FileStore
        os.fsync = lambda descriptor: time.sleep(60)
        store = FileStore({local_root.as_uri()!r})
        asyncio.run(store.put_file({volatile("output.bin")!r}, Path({str(source)!r}), "x/y"))
    """)
    process = subprocess.Popen([sys.executable, "-c", script])
    staged = local_root / ".uploads"
    deadline = time.monotonic() + 20
    while not (staged.exists() and any(path.stat().st_size for path in staged.iterdir())):
        assert process.poll() is None and time.monotonic() < deadline
        await asyncio.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with pytest.raises(FileNotStoredError):
        await local.head(volatile("output.bin"))
    await local.tidy(datetime.now(UTC) - timedelta(minutes=1))
    assert len(list(staged.iterdir())) == 1
    await local.tidy(datetime.now(UTC) + timedelta(minutes=1))
    assert list(staged.iterdir()) == []


async def test_storing_while_empty_folders_are_removed(
    local: FileStore, local_root: Path, tmp_path: Path
) -> None:
    async def tidy() -> None:
        while not storing.done():
            await local.tidy(datetime.now(UTC) - timedelta(days=1))

    async def store_and_delete() -> None:
        for number in range(150):
            path = await put(local, volatile("a.txt"), str(number).encode(), tmp_path)
            assert await read(local, path) == str(number).encode()
            await local.delete(path)

    storing = asyncio.ensure_future(store_and_delete())
    await asyncio.gather(storing, tidy(), tidy())
    assert _files(local_root) == []
