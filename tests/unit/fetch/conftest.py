from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dragonet.fetch import Fetcher, flight
from dragonet.settings import Settings
from support.internet import Internet

MakeSettings = Callable[..., Settings]


@pytest.fixture
def net() -> Iterator[Internet]:
    with Internet() as server:
        yield server


@pytest.fixture
def make_settings(tmp_path: Path) -> MakeSettings:
    """Settings with a data folder of the test's own, short limits, loopback allowed."""

    def make(**changes: Any) -> Settings:
        values: dict[str, Any] = {
            "data_dir": tmp_path / "data",
            "fetch_allow": "127.0.0.0/8",
            "fetch_stall": 0.5,
            "fetch_timeout": 5,
            "fetch_connect_timeout": 2,
            "fetch_max_bytes": 2_000_000,
        }
        return Settings(**values | changes)

    return make


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


@pytest.fixture
async def fetcher(
    make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Fetcher]:
    """A fetcher that may reach loopback and pauses briefly between attempts."""
    monkeypatch.setattr(flight, "PAUSES", (0.01, 0.02))
    async with Fetcher(make_settings()) as fetcher:
        yield fetcher
