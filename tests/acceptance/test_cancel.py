"""Tasks are cancelled: queued, executing, ended; by their own account alone."""

import json
import time
from pathlib import Path

import pytest
import requests

from support.service import Service, command, running, until

SLEEP = {"task_name": "test.task", "action": "sleep", "seconds": 60}


def cancel(service: Service, *keys: str) -> list[dict[str, object]]:
    answer = service.post("/v2/cancel", {"tasks": list(keys)})
    assert answer.status_code == 200, answer.text
    statuses: list[dict[str, object]] = answer.json()
    return statuses


def test_a_running_task_is_cancelled_and_its_process_ends(service: Service, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    key = service.start({**SLEEP, "path": str(runs)})
    service.wait_for(key, "executing")
    until(lambda: runs.exists() and runs.read_text().endswith("\n"))
    pid = int(runs.read_text().split()[1])
    (status,) = cancel(service, key)
    assert status["status"] == "error"
    assert status["error"] == "cancelled"
    assert set(status["events"]) == {"queued", "started", "completed"}  # type: ignore[call-overload]
    until(lambda: all(one.pid != pid for one in service.processes("dragonet.worker.child")))
    time.sleep(0.5)
    assert service.status(key)["error"] == "cancelled"
    assert len(runs.read_text().splitlines()) == 1
    assert service.status(key, version=1)["result"] == "cancelled"


def test_a_queued_task_is_cancelled_and_never_starts(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    with running(tmp_path / "data", DRAGONET_QUICK_SLOTS="1", DRAGONET_WORKERS="1") as service:
        first = service.start(SLEEP)
        service.wait_for(first, "executing")
        key = service.start({**SLEEP, "path": str(runs)})
        with service.http.post(
            f"{service.url}/v2/status_stream", json={"tasks": [key]}, stream=True, timeout=20
        ) as stream:
            lines = stream.iter_lines()
            assert b'"queued"' in next(lines)
            (status,) = cancel(service, key)
            assert set(status["events"]) == {"queued", "completed"}  # type: ignore[call-overload]
            rest = [line for line in lines if line]
        assert len(rest) == 1
        assert b'"cancelled"' in rest[0]
        cancel(service, first)
        assert service.run({"task_name": "hello"})["status"] == "success"
        assert not runs.exists()
        assert service.status(key)["error"] == "cancelled"


def test_an_ended_task_stays_as_it_is(service: Service) -> None:
    done = service.run({"task_name": "hello"})
    assert cancel(service, str(done["key"])) == [done]


@pytest.mark.parametrize("how", ["query", "body"])
def test_delete_of_a_status_cancels(service: Service, how: str) -> None:
    keys = [service.start(SLEEP), service.start(SLEEP)]
    url, secret = f"{service.url}/v2/status", {"secret": service.info["secret"]}
    if how == "query":
        answer = requests.delete(url, params={"tasks": keys, **secret}, timeout=20)
    else:
        answer = requests.delete(url, json={"tasks": keys, **secret}, timeout=20)
    assert [status["error"] for status in answer.json()] == ["cancelled", "cancelled"]


def test_cancelling_needs_the_tasks_own_account(service: Service) -> None:
    key = service.start(SLEEP)
    url = f"{service.url}/v2/cancel"
    assert requests.post(url, json={"tasks": [key]}, timeout=20).status_code == 401
    made = command("accounts", "add", "stranger", "--json", DRAGONET_DATA_DIR=str(service.data_dir))
    body = {"tasks": [key], "secret": json.loads(made.stdout)["secret"]}
    assert requests.post(url, json=body, timeout=20).status_code == 404
    assert service.status(key)["status"] != "error"
    cancel(service, key)


def test_cancelling_what_is_unknown_is_404(service: Service) -> None:
    answer = service.post("/v2/cancel", {"tasks": ["A" * 26]})
    assert answer.status_code == 404
    assert service.post("/v2/cancel", {}).status_code == 400
    assert service.post("/v1/cancel", {"tasks": ["A" * 26]}).status_code == 404
