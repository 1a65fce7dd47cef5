"""One service and one web server for all acceptance tests that do not harm them."""

from collections.abc import Iterator

import pytest

from support.internet import Internet
from support.service import Service, running


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A running service; tests must leave it as they found it."""
    with running(tmp_path_factory.mktemp("service") / "data") as found:
        yield found


@pytest.fixture(scope="session")
def internet() -> Iterator[Internet]:
    """The web that the service fetches from."""
    with Internet() as found:
        yield found
