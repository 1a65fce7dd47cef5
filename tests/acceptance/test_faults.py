"""Processes are killed at bad moments; no task is lost, and none is done twice in the open."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest
import requests

from support.internet import Internet
from support.service import Service, running, until

SLEEP = {"task_name": "test.task", "action": "sleep"}


@pytest.fixture
def frail(tmp_path: Path) -> Iterator[Service]:
    """A service of its own for tests that harm it."""
    with running(tmp_path / "data") as found:
        yield found


def kill_worker_of(service: Service, key: str) -> None:
    """Kill -9 the worker process that runs a task."""
    (child,) = [
        process
        for process in service.processes("dragonet.worker.child")
        if process.cpu_times() and _runs(service, process.pid, key)
    ]
    os.kill(child.ppid(), signal.SIGKILL)


def until_begun(runs: Path, count: int = 1) -> None:
    """Wait until a task has begun that often."""
    until(lambda: runs.exists() and len(runs.read_text().splitlines()) == count)


def _runs(service: Service, pid: int, key: str) -> bool:
    return f" {pid}\n" in (service.data_dir.parent / f"{key}").read_text()


def test_a_killed_workers_task_runs_again_elsewhere(frail: Service, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    key = frail.start({**SLEEP, "seconds": 4, "path": str(runs)})
    until_begun(runs)
    (tmp_path / key).write_text(runs.read_text())
    kill_worker_of(frail, key)
    started = time.monotonic()
    status = frail.status(key, block=True)
    assert status["status"] == "success"
    assert time.monotonic() - started < 25, "it was not missed when its lease ended"
    assert len(runs.read_text().splitlines()) == 2
    assert len(frail.processes("worker")) == 2
    assert '"worker ended"' in frail.log


def test_after_three_deaths_a_task_is_given_up(frail: Service, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    key = frail.start({**SLEEP, "seconds": 60, "path": str(runs)})
    for count in (1, 2, 3):
        until_begun(runs, count)
        (tmp_path / key).write_text(runs.read_text().splitlines(keepends=True)[-1])
        kill_worker_of(frail, key)
    status = frail.status(key, block=True)
    assert status["status"] == "error"
    assert status["error"].startswith("given up after 3 attempts: ")
    assert len(runs.read_text().splitlines()) == 3


def test_a_worker_that_slept_through_its_lease_changes_nothing(
    frail: Service, tmp_path: Path
) -> None:
    runs = tmp_path / "runs"
    key = frail.start({**SLEEP, "seconds": 2, "path": str(runs)})
    until_begun(runs)
    pid = int(runs.read_text().split()[1])
    (child,) = [p for p in frail.processes("dragonet.worker.child") if p.pid == pid]
    worker = child.parent()
    assert worker is not None
    worker.suspend()
    answer = frail.get("/v2/status_stream", params={"tasks": key}, stream=True)
    lines = [line for line in answer.iter_lines() if line.strip()]
    assert b'"success"' in lines[-1]
    final = frail.status(key)
    worker.resume()
    time.sleep(3)
    assert frail.status(key) == final
    assert frail.run({"task_name": "hello"})["status"] == "success"


def test_nats_killed_in_the_middle_loses_no_task(frail: Service, tmp_path: Path) -> None:
    running_key = frail.start({**SLEEP, "seconds": 3})
    frail.wait_for(running_key, "executing")
    queued = frail.post("/v2/create", {"tasks": [{"task_name": "test.heavy", "action": "sleep",
                                                  "seconds": 0.5}] * 6}).json()  # fmt: skip
    done = frail.run({"task_name": "hello"})
    answers: list[requests.Response] = []

    def wait() -> None:
        answers.append(frail.get("/v2/status", params={"tasks": running_key, "block": "1"}))

    waiter = threading.Thread(target=wait)
    waiter.start()
    time.sleep(0.5)
    (nats,) = frail.processes("nats-server")
    os.kill(nats.pid, signal.SIGKILL)
    created = frail.post("/v2/create", {"tasks": {"task_name": "hello"}, "block": True})
    assert created.status_code in (200, 503)
    waiter.join(40)
    assert answers[0].json()[0]["status"] == "success"
    for status in queued:
        ended = frail.status(status["key"], block=True)
        assert ended["status"] == "success", ended
    assert frail.status(done["key"])["status"] == "success"
    assert frail.run({"task_name": "hello"})["status"] == "success"


def test_clients_see_503_while_nats_is_away(frail: Service) -> None:
    (nats,) = frail.processes("nats-server")
    nats.suspend()
    until(lambda: nats.status() == psutil.STATUS_STOPPED)
    try:
        created = frail.post("/v2/create", {"tasks": {"task_name": "hello"}})
        asked = frail.get("/v2/status", params={"tasks": "A" * 26})
        health = frail.get("/health")
    finally:
        nats.resume()
    for answer in (created, asked, health):
        assert answer.status_code == 503, (answer.url, answer.text)
        assert answer.json()["status"] == "error"
        assert "Traceback" not in answer.text
    until(lambda: frail.get("/health").status_code == 200)
    assert frail.run({"task_name": "hello"})["status"] == "success"


def test_a_store_that_cannot_be_written(frail: Service) -> None:
    files = frail.data_dir / "files"
    away = frail.data_dir / "away"
    files.rename(away)
    files.write_text("in the way")
    status = frail.run({"task_name": "hello", "card": True})
    assert status["status"] == "error"
    assert "stor" in status["error"]
    assert str(frail.data_dir) not in status["error"]
    files.unlink()
    away.rename(files)
    assert frail.run({"task_name": "hello", "card": True})["status"] == "success"


def test_a_client_that_leaves_does_not_stop_its_task(frail: Service) -> None:
    body = {"tasks": {**SLEEP, "seconds": 1}}
    with frail.post("/v2/create_stream", body, stream=True) as answer:
        first = next(answer.iter_lines())
    key = requests.models.complexjson.loads(first)[0]["key"]  # type: ignore[attr-defined]
    assert frail.status(key, block=True)["status"] == "success"


def _is_gone(service: Service, key: str) -> bool:
    return service.get("/v1/status", params={"tasks": key}).status_code == 404


def test_statuses_and_files_end_with_their_time(tmp_path: Path) -> None:
    settings = {"DRAGONET_RESULT_TTL": "5", "DRAGONET_SWEEP_INTERVAL": "1"}
    with running(tmp_path / "data", **settings) as service:
        card = {"task_name": "hello", "card": True}
        volatile = service.run(card, version=1)
        persistent = service.run(card, version=2)
        assert requests.get(volatile["result"]["card"], timeout=20).status_code == 200
        files = service.data_dir / "files" / "volatile"
        until(lambda: not list(files.rglob("*.txt")))
        for key in (volatile["key"], persistent["key"]):
            until(partial(_is_gone, service, key))
            gone = service.get("/v1/status", params={"tasks": key})
            assert "unknown or expired" in gone.json()["errors"][0]["description"]
        assert requests.get(volatile["result"]["card"], timeout=20).status_code == 404
        assert requests.get(persistent["result"]["card"], timeout=20).status_code == 200


def test_a_download_that_outlives_its_worker_is_done_again(
    frail: Service, internet: Internet
) -> None:
    url = internet.add("/slow-page", b"slow" * 100, delay=1.2)
    key = frail.start({"task_name": "test.file", "url": url})
    frail.wait_for(key, "executing")
    for worker in frail.processes("worker"):
        os.kill(worker.pid, signal.SIGKILL)
    assert frail.status(key, block=True)["status"] == "success"
