from pathlib import Path

import pytest

from dragonet.errors import StartupError
from dragonet.storage.store import FileStore


@pytest.mark.parametrize(
    "url",
    [
        "",
        "files",
        "/srv/files",
        "file://host/srv",
        "file:",
        "s3://",
        "s3:bucket",
        "ftp://h/x",
        "http://h/x",
        "memory:///",
        "s4://bucket",
    ],
)
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(StartupError) as caught:
        FileStore(url)
    assert url in caught.value.text
    assert "file:///folder, s3://bucket/prefix" in caught.value.text


def test_credentials_in_a_url_are_not_shown() -> None:
    with pytest.raises(StartupError) as caught:
        FileStore("ftp://user:hunter2@host/x")
    assert "hunter2" not in caught.value.text and "ftp://host/x" in caught.value.text


def test_what_a_store_lacks_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZURE_STORAGE_ACCOUNT_NAME", raising=False)
    with pytest.raises(
        StartupError, match=r"^cannot store files in az://container/x: .*[Aa]ccount"
    ):
        FileStore("az://user:hunter2@container/x")


@pytest.mark.parametrize("url", ["s3://bucket", "s3://bucket/a:b@c", "gs://bucket/prefix"])
def test_object_stores_are_opened_without_being_asked(url: str) -> None:
    assert FileStore(url).name == url


async def test_a_local_url_is_decoded_and_its_folder_made(tmp_path: Path) -> None:
    folder = tmp_path / "with space é%41" / "files"
    await FileStore(folder.as_uri()).check()
    assert (folder / "volatile").is_dir() and (folder / "persistent").is_dir()
    assert [path for path in folder.rglob("*") if path.is_file()] == []


async def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("a file")
    store = FileStore((tmp_path / "occupied" / "files").as_uri())
    with pytest.raises(StartupError, match=r"cannot store files in file:///.*occupied/files: "):
        await store.check()
