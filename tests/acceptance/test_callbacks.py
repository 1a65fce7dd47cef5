"""Callbacks: posted when tasks end, signed, retried, never lost."""

import json
import os
import secrets
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.receiver import Received, Receiver
from support.service import Service, command, running

HELLO = {"task_name": "hello", "name": "you"}


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with Receiver() as found:
        yield found


@pytest.fixture
def path() -> str:
    return f"/{secrets.token_hex(8)}"


def both(receiver: Receiver, path: str) -> dict[str, str]:
    return {
        "url_callback": f"{receiver.url}{path}",
        "url_errback": f"{receiver.url}{path}/error",
    }


def dragonet(service: Service, *arguments: str) -> str:
    done = command(*arguments, DRAGONET_DATA_DIR=str(service.data_dir))
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("version", [1, 2])
def test_the_final_status_is_posted_and_signed(
    service: Service, receiver: Receiver, path: str, version: int
) -> None:
    metas = {"order": 7}
    task = {**HELLO, **both(receiver, path), "task_metas": metas}
    status = service.run(task, version)
    (got,) = receiver.wait(path)
    assert got.json == {**status, "task_metas": metas}
    assert got.headers["content-type"] == "application/json"
    assert got.headers["webhook-id"] == status["key"]
    assert abs(int(got.headers["webhook-timestamp"]) - time.time()) < 30
    assert got.is_signed(dragonet(service, "accounts", "signing-secret", "default").strip())
    assert not got.is_signed("whsec_" + "A" * 44)


def test_output_files_are_absolute_urls_in_callbacks(
    service: Service, receiver: Receiver, path: str
) -> None:
    task = {"task_name": "test.task", "action": "files", **both(receiver, path)}
    status = service.run(task)
    (got,) = receiver.wait(path)
    assert got.json == status
    assert service.http.get(got.json["result"]["small"], timeout=10).text == "small"


@pytest.mark.parametrize(
    ("task", "version", "field"),
    [
        ({"task_name": "test.task", "action": "task-error"}, 1, "result"),
        ({"task_name": "test.task", "action": "task-error"}, 2, "error"),
        ({"task_name": "test.task", "action": "fly"}, 2, "error"),
    ],
)
def test_errors_go_to_the_errback_only(
    service: Service,
    receiver: Receiver,
    path: str,
    task: dict[str, str],
    version: int,
    field: str,
) -> None:
    status = service.run({**task, **both(receiver, path)}, version)
    (got,) = receiver.wait(f"{path}/error")
    assert got.json == status
    assert got.json[field]
    assert not receiver.at(path)


def test_a_cancelled_tasks_errback_comes_once(
    service: Service, receiver: Receiver, path: str
) -> None:
    key = service.start(
        {"task_name": "test.task", "action": "sleep", "seconds": 60, **both(receiver, path)}
    )
    service.wait_for(key, "executing")
    service.post("/v2/cancel", {"tasks": key})
    (got,) = receiver.wait(f"{path}/error")
    assert got.json["error"] == "cancelled"
    time.sleep(1)
    assert len(receiver.at(f"{path}/error")) == 1


def test_a_failed_callback_is_tried_again_under_the_same_id(
    service: Service, receiver: Receiver, path: str
) -> None:
    def answer(got: Received, count: int) -> tuple[int, dict[str, str]]:
        return (503, {}) if got.path == path and count == 0 else (204, {})

    receiver.answer = answer
    key = service.run({**HELLO, **both(receiver, path)})["key"]
    first, second = receiver.wait(path, 2)
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == key
    assert first.body == second.body
    (log,) = settled(service, key)
    assert log["state"] == "delivered"
    assert [attempt["answer"] for attempt in log["attempts"]] == [503, 204]


def settled(service: Service, key: str) -> list[dict[str, Any]]:
    """The log of a callback once it is over."""
    deadline = time.monotonic() + 40
    while True:
        text = dragonet(service, "callbacks", "list", key, "--json")
        logs = [json.loads(line) for line in text.splitlines()]
        if logs and logs[0]["state"] != "pending":
            return logs
        assert time.monotonic() < deadline


def test_410_stops_and_resend_starts_again(service: Service, receiver: Receiver, path: str) -> None:
    receiver.answer = lambda got, count: (410 if got.path == path and count == 0 else 200, {})
    key = service.run({**HELLO, **both(receiver, path)})["key"]
    receiver.wait(path)
    assert settled(service, key)[0]["state"] == "refused"
    assert key in dragonet(service, "callbacks", "list", "--state", "refused")
    assert key in dragonet(service, "callbacks", "resend", key)
    receiver.wait(path, 2)
    assert settled(service, key)[0]["state"] == "delivered"


def test_retry_after_is_obeyed(service: Service, receiver: Receiver, path: str) -> None:
    busy = {"Retry-After": "3600"}
    receiver.answer = lambda got, _count: (429, busy) if got.path == path else (200, {})
    key = service.run({**HELLO, **both(receiver, path)})["key"]
    receiver.wait(path)
    deadline = time.monotonic() + 40
    while not (text := dragonet(service, "callbacks", "list", key, "--json")):
        assert time.monotonic() < deadline
    log = json.loads(text)
    assert log["state"] == "pending"
    assert 3500 < log["next"] - time.time() <= 3600


def test_callbacks_go_to_allowed_addresses_only_and_follow_no_redirect(
    service: Service, receiver: Receiver, path: str
) -> None:
    moved = {"Location": f"{receiver.url}{path}/moved"}
    receiver.answer = lambda got, _count: (307, moved) if got.path == path else (200, {})
    inside = service.run({**HELLO, "url_callback": "http://10.0.0.1:9/x"})["key"]
    service.run({**HELLO, **both(receiver, path)})
    receiver.wait(path)
    deadline = time.monotonic() + 40
    while not (text := dragonet(service, "callbacks", "list", inside, "--json")):
        assert time.monotonic() < deadline
    assert "10.0.0.1" in str(json.loads(text)["attempts"][0]["answer"])
    assert not receiver.at(f"{path}/moved")


def test_credentials_in_the_url_are_sent_and_not_shown(
    service: Service, receiver: Receiver, path: str
) -> None:
    receiver.answer = lambda _got, _count: (200, {})
    url = receiver.url.replace("http://", "http://me:pass@")
    key = service.run({**HELLO, "url_callback": f"{url}{path}"})["key"]
    (got,) = receiver.wait(path)
    assert got.headers["authorization"].startswith("Basic ")
    assert "pass" not in dragonet(service, "callbacks", "list", key, "--json")


def test_no_callback_is_lost_when_everything_is_killed(receiver: Receiver, tmp_path: Path) -> None:
    receiver.answer = lambda got, count: (503 if count == 0 else 200, {})
    paths = [f"/{secrets.token_hex(8)}" for _ in range(20)]
    with running(tmp_path / "data") as service:
        service.post("/v2/create", {"tasks": [{**HELLO, **both(receiver, p)} for p in paths]})
        receiver.wait(paths[0])
        os.kill(service.process.pid, signal.SIGKILL)
        service.process.wait()
    with running(tmp_path / "data"):
        for path in paths:
            first, *_, last = receiver.wait(path, 2, seconds=40)
            assert first.headers["webhook-id"] == last.headers["webhook-id"]


def test_resending_what_is_not_there_is_one_line(service: Service) -> None:
    done = command("callbacks", "resend", "A" * 26, DRAGONET_DATA_DIR=str(service.data_dir))
    assert done.returncode == 1
    assert done.stderr.strip() == f"dragonet: there is no task '{'A' * 26}'; it may have expired"
