"""What the private NATS stores is encrypted, by a key that lies beside its folder."""

from pathlib import Path

import pytest

from dragonet.engine import embedded
from dragonet.engine.embedded import EmbeddedServer
from dragonet.engine.nats import STATUSES, connect
from dragonet.errors import StartupError
from dragonet.settings import Settings

SECRET = b"ya29.an-access-token"


async def put_and_get(folder: Path, key: str = "", value: bytes = SECRET) -> bytes | None:
    """What was there; then the value is stored."""
    server = EmbeddedServer(folder, key)
    await server.start()
    try:
        async with connect(Settings(), server.url, "test") as engine:
            found = await engine.get(STATUSES, "a")
            await engine.put(STATUSES, "a", value)
    finally:
        await server.stop()
    return None if found is None else found[0]


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_nobody_reads_it_from_the_disk(tmp_path: Path) -> None:
    folder = tmp_path / "nats"
    assert await put_and_get(folder) is None
    assert await put_and_get(folder) == SECRET
    key = tmp_path / "nats.key"
    assert key.stat().st_mode & 0o777 == 0o600
    stored = on_disk(folder)
    assert SECRET not in stored
    assert key.read_bytes() not in stored


async def test_a_store_from_before_is_encrypted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "nats"
    with monkeypatch.context() as patched:
        plain = embedded.CONFIG.replace(", cipher: aes, key: $NATS_KEY", "")
        patched.setattr(embedded, "CONFIG", plain)
        await put_and_get(folder)
    assert SECRET in on_disk(folder)
    assert await put_and_get(folder, value=b"another") == SECRET
    assert SECRET not in on_disk(folder)


async def test_another_key_is_said_to_be_wrong_and_harms_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "nats"
    await put_and_get(folder, "12345")
    with pytest.raises(StartupError, match="encrypted with another key than DRAGONET_NATS_KEY"):
        await put_and_get(folder, "54321")
    assert await put_and_get(folder, "12345") == SECRET
