"""The stores that every storage test runs over: a local folder and a real S3 server."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragonet.storage.store import FileStore, output_path
from support.s3 import BUCKET, S3Server, s3_server

KEY = "5OYA5JQVFIAHYOMLQG5QV3U33M"
OTHER_KEY = "QJZTXA3LNZKQ6X4RPGQ5EHRSMI"


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """One S3 server for the session."""
    with s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture
def s3_url(s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of an empty place on the server; the environment leads there."""
    _lead_to(s3, monkeypatch)
    return _empty_place()


@pytest.fixture
def local_root(tmp_path: Path) -> Path:
    """The folder of the local store."""
    return tmp_path / "files"


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest) -> FileStore:
    """An empty store of each kind."""
    if request.param == "local":
        return FileStore(request.getfixturevalue("local_root").as_uri())
    return s3_store(request.getfixturevalue("s3"))


def s3_store(server: S3Server) -> FileStore:
    """An empty store on the server, which leaves the environment as it was."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        _lead_to(server, monkeypatch)
        return FileStore(_empty_place())


def _lead_to(server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)


def _empty_place() -> str:
    return f"s3://{BUCKET}/{uuid.uuid4().hex}/files"


async def put(store: FileStore, path: str, content: bytes, folder: Path) -> str:
    """Store bytes under a path; the answer is the path."""
    local = folder / uuid.uuid4().hex
    local.write_bytes(content)
    await store.put_file(path, local, "application/octet-stream")
    local.unlink()
    return path


async def read(store: FileStore, path: str, start: int = 0, end: int | None = None) -> bytes:
    """All the bytes asked for."""
    opened = await store.open(path, start, end)
    return b"".join([chunk async for chunk in opened.chunks])


def volatile(name: str, key: str = KEY) -> str:
    """A volatile path."""
    return output_path("volatile", "", key, name)


def persistent(account: str, name: str, key: str = KEY) -> str:
    """A persistent path."""
    return output_path("persistent", account, key, name)
