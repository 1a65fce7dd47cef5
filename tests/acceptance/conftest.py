"""One service and one web server for all acceptance tests that do not harm them."""

from collections.abc import Iterator

import pytest

from support.internet import Internet
from support.s3 import BUCKET, s3_server
from support.service import Service, running


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A running service; tests must leave it as they found it."""
    with running(tmp_path_factory.mktemp("service") / "data") as found:
        yield found


@pytest.fixture(scope="session", params=["disk", "s3"])
def stored(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A service over each kind of store; tests use accounts of their own."""
    if request.param == "disk":
        yield request.getfixturevalue("service")
        return
    data = tmp_path_factory.mktemp("remote") / "data"
    with s3_server(tmp_path_factory.mktemp("s3")) as server:
        place = f"s3://{BUCKET}/of-accounts"
        with running(data, DRAGONET_STORAGE_URL=place, **server.environment) as found:
            yield found


@pytest.fixture(scope="session")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that takes small uploads, keeps them for seconds and sweeps all the time."""
    settings = {
        "DRAGONET_UPLOAD_MAX_BYTES": "100000",
        "DRAGONET_UPLOAD_TTL": "8",
        "DRAGONET_SWEEP_INTERVAL": "0.2",
        "DRAGONET_WORKERS": "1",
    }
    with running(tmp_path_factory.mktemp("brief") / "data", **settings) as found:
        yield found


@pytest.fixture(scope="session")
def internet() -> Iterator[Internet]:
    """The web that the service fetches from."""
    with Internet() as found:
        yield found
