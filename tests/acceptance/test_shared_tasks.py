"""Workers help each other with the parts of a task, and die at it; every file comes out whole."""

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests

from support.internet import Internet
from support.plugin.dragonet_test_parts import expected
from support.service import Service, command, running

LIMIT = 40.0
"""Seconds after which something that was to happen will not."""


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Two workers with one heavy slot each, and no process beside them."""
    with running(tmp_path_factory.mktemp("two") / "data") as found:
        yield found


def task(log: "Log | None" = None, **more: Any) -> dict[str, Any]:
    """A task of parts; with a log, none ends before two processes are at work."""
    logged = {"path": str(log.path), "crowd": 2} if log else {}
    return {"task_name": "test.parts", "seconds": 0.2, **logged, **more}


def whole(status: dict[str, Any]) -> bytes:
    """What the task wrote."""
    assert status["status"] == "success", status["error"]
    return requests.get(status["result"]["whole"], timeout=10).content


class Log:
    """What began where."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def lines(self, kind: str) -> list[list[str]]:
        found = self.path.read_text().splitlines() if self.path.exists() else []
        return [line.split()[1:] for line in found if line.startswith(kind)]

    @property
    def runs(self) -> list[tuple[int, int]]:
        """Process and worker of each run."""
        return [(int(pid), int(worker)) for pid, worker in self.lines("run")]

    @property
    def parts(self) -> list[tuple[int, int, int]]:
        """Number, process and worker of each part."""
        return [(int(part), int(pid), int(worker)) for part, pid, worker in self.lines("part")]

    def helper(self) -> int:
        """The worker that helps, once there is one."""
        until(self._helpers)
        (helper,) = self._helpers()
        return helper

    def _helpers(self) -> set[int]:
        return {worker for _, _, worker in self.parts} - {worker for _, worker in self.runs}


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "runs")


def until(happens: Callable[[], object]) -> None:
    deadline = time.monotonic() + LIMIT
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def leftovers(service: Service) -> list[Path]:
    """What helpers put into the store."""
    return [path for path in (service.data_dir / "files" / "shared").rglob("*") if path.is_file()]


def test_two_workers_share_a_task(two: Service, log: Log, internet: Internet) -> None:
    url = internet.add("/begin", b"begin ")
    status = two.run(task(log, parts=10, size=300_000, url=url))
    assert whole(status) == expected(10, 300_000, b"begin ")
    assert {part for part, _, _ in log.parts} == {*range(10)}
    assert len({worker for _, _, worker in log.parts}) == 2
    assert status["result"]["processes"] == 2
    assert internet.count("/begin") == 1
    assert not leftovers(two)


def test_progress_is_that_of_all_parts(two: Service) -> None:
    with two.post("/v2/create_stream", {"tasks": task(parts=8)}, stream=True) as answer:
        statuses = [line for line in answer.iter_lines() if line]
    told = [one["progress"] for one in map(_status, statuses) if one["progress"] is not None]
    assert told == sorted(told)
    assert 5 <= told[0] < 50 < told[-1] <= 90


def _status(line: bytes) -> dict[str, Any]:
    found = json.loads(line)
    return dict(found[0] if isinstance(found, list) else found)


def test_the_command_line_makes_the_same_file(two: Service, tmp_path: Path) -> None:
    made = command(
        "run", "test.parts", "parts=4", "size=1000", "seconds=0.2", "-o", f"{tmp_path}/here.bin"
    )
    assert made.returncode == 0, made.stderr
    assert made.stderr.strip() == ""
    assert (tmp_path / "here.bin").read_bytes() == whole(two.run(task(parts=4, size=1000)))


def test_as_many_tasks_as_slots_and_more_all_end(two: Service) -> None:
    statuses = two.run_all([task(parts=5, size=100 * n) for n in (1, 2, 3)])
    assert [whole(status) for status in statuses] == [expected(5, 100 * n) for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("harm", "error"),
    [
        ("task-error", "the part says no"),
        ("parameter-error", {"parameters": {"at": ["not there"]}}),
        ("bug", "test.parts failed unexpectedly (RuntimeError)"),
        ("nothing", "test.parts failed unexpectedly (FileNotFoundError)"),
    ],
)
@pytest.mark.parametrize("at", [0, 3])
def test_the_error_of_a_part_is_the_tasks(two: Service, harm: str, error: object, at: int) -> None:
    status = two.run(task(parts=8, harm=harm, at=at, seconds=0.1))
    assert (status["status"], status["error"]) == ("error", error)
    until(lambda: not leftovers(two))


def test_a_part_that_kills_helpers_is_left_to_the_run(two: Service, log: Log) -> None:
    status = two.run(task(log, parts=10, harm="helper-dies", at=6))
    assert whole(status) == expected(10, 10)
    assert len(log.runs) == 1
    tries = [pid for part, pid, _ in log.parts if part == 6]
    assert tries[-1] == log.runs[0][0]
    assert len(tries) <= 2


def test_a_part_that_kills_everybody_kills_the_task(two: Service, log: Log) -> None:
    status = two.run(task(log, parts=3, harm="anybody-dies", seconds=0, crowd=1))
    assert status["error"].startswith("given up after 3 attempts")
    assert len(log.runs) == 3
    until(lambda: not leftovers(two))


def test_cancelling_ends_it_everywhere(two: Service, log: Log) -> None:
    key = two.start(task(log, parts=200, seconds=5))
    log.helper()
    assert two.post("/v2/cancel", {"tasks": [key]}).json()[0]["error"] == "cancelled"
    pids = {pid for _, pid, _ in log.parts}
    until(lambda: not any(psutil.pid_exists(pid) for pid in pids))
    begun = len(log.parts)
    assert two.run(task(parts=2))["status"] == "success"
    assert len(log.parts) == begun
    until(lambda: not leftovers(two))


def test_a_helper_makes_room_for_a_waiting_task(two: Service, log: Log) -> None:
    key = two.start(task(log, parts=200))
    log.helper()
    assert two.run({"task_name": "test.heavy", "action": "pid"})["status"] == "success"
    assert two.status(key)["status"] == "executing"
    begun = len(log.parts)
    until(lambda: len({worker for _, _, worker in log.parts[begun:]}) == 2)  # it came back
    two.post("/v2/cancel", {"tasks": [key]})


def test_a_killed_helpers_part_is_done_by_somebody_else(two: Service, log: Log) -> None:
    key = two.start(task(log, parts=12))
    os.kill(log.helper(), signal.SIGKILL)
    assert whole(two.status(key, block=True)) == expected(12, 10)
    assert len(log.runs) == 1
    assert max(Counter(part for part, _, _ in log.parts).values()) <= 2
    until(lambda: len(two.processes("worker")) == 2)


def test_a_killed_workers_shared_task_runs_again(two: Service, log: Log) -> None:
    key = two.start(task(log, parts=10))
    log.helper()
    os.kill(log.runs[0][1], signal.SIGKILL)
    assert whole(two.status(key, block=True)) == expected(10, 10)
    assert len(log.runs) == 2
    until(lambda: not leftovers(two))
    until(lambda: len(two.processes("worker")) == 2)


def test_a_worker_that_stops_hands_its_part_back(tmp_path: Path, log: Log) -> None:
    """The lease is long: a part that is not handed back would be waited for in vain."""
    settings = {"DRAGONET_LEASE": "600", "DRAGONET_DRAIN": "0.1"}
    with running(tmp_path / "data", **settings) as service:
        key = service.start(task(log, parts=5, seconds=0.6))
        helper = log.helper()
        os.kill(helper, signal.SIGTERM)
        assert whole(service.status(key, block=True)) == expected(5, 10)
        assert len(log.runs) == 1


def test_a_worker_alone_uses_processes_of_its_own(tmp_path: Path, log: Log) -> None:
    settings = {"DRAGONET_WORKERS": "1", "DRAGONET_PART_PROCESSES": "3"}
    with running(tmp_path / "data", **settings) as service:
        status = service.run(task(log, parts=12, crowd=3))
        assert whole(status) == expected(12, 10)
        assert len({pid for _, pid, _ in log.parts}) == 3
        assert len({worker for _, _, worker in log.parts}) == 1
        until(lambda: len(service.processes("dragonet.worker.child")) <= 2)
        assert not leftovers(service)


def test_nobody_reads_parts_over_http(two: Service) -> None:
    key = "A" * 26
    folder = two.data_dir / "files" / "shared" / key
    folder.mkdir(parents=True)
    (folder / "1-0.bin").write_bytes(b"secret")
    assert two.get(f"/files/shared/{key}/1-0.bin").status_code == 404
    (folder / "1-0.bin").unlink()
