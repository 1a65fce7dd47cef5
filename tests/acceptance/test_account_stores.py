"""Buckets of accounts: tasks name them, and never hold their credentials."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from dragonet.storage.objects import ObjectFiles
from support.s3 import ACCESS_KEY, BUCKET, SECRET_KEY, S3Server, s3_server
from support.service import Service, command

FILES = {"task_name": "test.task", "action": "files"}


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


def options(s3: S3Server, **more: str) -> dict[str, str]:
    return {
        "access_key_id": ACCESS_KEY,
        "secret_access_key": SECRET_KEY,
        "endpoint": f"http://127.0.0.1:{s3.port}",
        "region": "us-east-1",
        **more,
    }


def add(service: Service, name: str, s3: S3Server, *more: str, **given: str) -> Any:
    pairs = [f"{key}={value}" for key, value in options(s3, **given).items()]
    url = f"s3://{BUCKET}/shop"
    where = {"DRAGONET_DATA_DIR": str(service.data_dir)}
    return command("stores", "add", "default", name, url, *pairs, *more, **where)


async def stored(s3: S3Server, path: str) -> bytes:
    bucket = ObjectFiles(f"s3://{BUCKET}/shop", options(s3))
    opened = await bucket.open(path, 0, None)
    return b"".join([chunk async for chunk in opened.chunks])


async def test_files_go_to_the_bucket_that_the_task_names(service: Service, s3: S3Server) -> None:
    added = add(service, "cdn", s3, "--public-url", "https://cdn.example/shop/")
    assert added.returncode == 0, added.stderr
    store = json.loads("{" + added.stdout + "}")["task_store"]
    assert store == {"type": "s3", "name": "cdn"}
    status = service.run({**FILES, "task_store": {**store, "path": "films/"}})
    folder = f"films/{status['key']}"
    assert status["result"] == {
        "value": "done",
        "small": f"https://cdn.example/shop/{folder}/small.txt",
        "large": f"https://cdn.example/shop/{folder}/large.html",
    }
    assert await stored(s3, f"{folder}/small.txt") == b"small"
    details = service.get("/v2/status", params={"tasks": status["key"], "details": "1"}).text
    listed = command("stores", "list", "default", DRAGONET_DATA_DIR=str(service.data_dir)).stdout
    assert "cdn" in listed
    for text in (details, listed, service.log, added.stdout, added.stderr):
        assert SECRET_KEY not in text


def test_a_store_that_cannot_be_written_to_is_not_added(service: Service, s3: S3Server) -> None:
    refused = add(service, "wrong", s3, secret_access_key="wr0ng")
    assert refused.returncode != 0
    assert "nothing can be stored in s3://outputs/shop" in refused.stderr
    assert "wr0ng" not in refused.stderr
    assert "Traceback" not in refused.stderr
    status = service.run({**FILES, "task_store": {"type": "s3", "name": "wrong"}})
    (text,) = status["error"]["parameters"]["task_store"]
    assert text == "name: the account has no store 'wrong'"


@pytest.mark.parametrize(
    ("store", "text"),
    [
        ({"type": "gcs", "name": "kept"}, "type: the store 'kept' is of type 's3'"),
        ({"type": "s3"}, "name: this field is required"),
        ({"type": "s3", "name": "kept", "path": "../up/"}, "path: '../up/' does not match"),
        ({"type": "s3", "name": "kept", "secret_access_key": "x"}, "secret_access_key: unknown"),
    ],
)
def test_stores_are_checked_when_the_task_is_created(
    service: Service, s3: S3Server, store: dict[str, str], text: str
) -> None:
    assert add(service, "kept", s3).returncode == 0
    status = service.run({**FILES, "task_store": store})
    assert set(status["events"]) == {"queued", "completed"}
    (found,) = status["error"]["parameters"]["task_store"]
    assert found.startswith(text)


def test_one_account_does_not_use_the_store_of_another(service: Service, s3: S3Server) -> None:
    assert add(service, "mine", s3).returncode == 0
    where = {"DRAGONET_DATA_DIR": str(service.data_dir)}
    secret = json.loads(command("accounts", "add", "thief", "--json", **where).stdout)["secret"]
    task = {**FILES, "task_store": {"type": "s3", "name": "mine"}}
    body = {"secret": secret, "tasks": task, "block": True}
    (status,) = requests.post(f"{service.url}/v2/create", json=body, timeout=20).json()
    assert "has no store 'mine'" in status["error"]["parameters"]["task_store"][0]
    removed = command("stores", "remove", "default", "mine", **where)
    assert removed.returncode == 0
    gone = service.run(task)
    assert "has no store 'mine'" in gone["error"]["parameters"]["task_store"][0]
    assert command("stores", "remove", "default", "mine", **where).returncode != 0


def test_wrong_commands_are_explained(service: Service, tmp_path: Path) -> None:
    where = {"DRAGONET_DATA_DIR": str(service.data_dir)}
    for arguments, text in (
        (("nobody", "cdn", "s3://a/b"), "there is no account 'nobody'"),
        (("default", "C D", "s3://a/b"), "'C D' is not a name"),
        (("default", "cdn", "smb://a/b"), "begins with one of s3://, gs://, az://, sftp://"),
        (("default", "cdn", "s3://a/b", "region"), "'region' is not an option"),
        (("default", "cdn", "s3://a/b", "colour=red"), "nothing can be stored"),
    ):
        done = command("stores", "add", *arguments, **where)
        assert done.returncode != 0
        assert text in done.stderr
        assert "Traceback" not in done.stderr
