"""A whole service that keeps its files on S3."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from support.plugin.dragonet_test_parts import expected
from support.s3 import BUCKET, S3Server, s3_server
from support.service import Service, command, running

CARD = {"task_name": "hello", "card": True}


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A real S3 server with an empty bucket."""
    with s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(scope="module")
def remote(s3: S3Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service over it."""
    place = f"s3://{BUCKET}/outputs/of-tests"
    data = tmp_path_factory.mktemp("remote") / "data"
    with running(data, DRAGONET_STORAGE_URL=place, **s3.environment) as service:
        yield service


@pytest.mark.parametrize("version", [1, 2])
def test_outputs_live_on_s3_and_are_served(remote: Service, version: int) -> None:
    status = remote.run(CARD, version)
    url = status["result"]["card"]
    kind = "persistent/default" if version == 2 else "volatile"
    assert f"/files/{kind}/{status['key']}/card.txt" in url
    whole = requests.get(url, timeout=10)
    assert whole.text == "Hello, world!\n"
    part = requests.get(url, headers={"Range": "bytes=7-11"}, timeout=10)
    assert (part.status_code, part.text) == (206, "world")
    again = requests.get(url, headers={"If-None-Match": whole.headers["etag"]}, timeout=10)
    assert again.status_code == 304
    assert requests.head(url, timeout=10).headers["content-length"] == "14"
    assert not (remote.data_dir / "files").exists()
    redirect = remote.get("/v1/file/card", params={"task": status["key"]})
    assert redirect.headers["location"] == url


def test_parts_of_a_task_go_from_worker_to_worker(remote: Service, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    task = {"parts": 8, "size": 300_000, "seconds": 0.1, "path": str(runs), "crowd": 2}
    status = remote.run({"task_name": "test.parts", **task})
    assert status["status"] == "success", status["error"]
    whole = requests.get(status["result"]["whole"], timeout=10).content
    assert whole == expected(8, 300_000)
    workers = {line.split()[3] for line in runs.read_text().splitlines() if "part" in line}
    assert len(workers) == 2


def test_a_store_that_is_away(tmp_path: Path) -> None:
    settings = {
        "DRAGONET_STORAGE_URL": f"s3://{BUCKET}/x",
        "DRAGONET_DATA_DIR": str(tmp_path / "data"),
        "DRAGONET_PORT": "0",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "y",
        "AWS_REGION": "us-east-1",
    }
    started = time.monotonic()
    failed = command("serve", **settings)
    assert time.monotonic() - started < 30
    assert failed.returncode == 1
    assert f"cannot store files in s3://{BUCKET}/x" in failed.stderr.splitlines()[-1]
