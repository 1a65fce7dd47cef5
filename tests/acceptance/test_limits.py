"""Limits of a run, crashes, and what a client hears of them."""

import time
from datetime import datetime
from pathlib import Path

import pytest

from support.service import Service


def task(action: str, **more: object) -> dict[str, object]:
    return {"task_name": "test.task", "action": action, **more}


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> object:
    from support.service import running

    limits = '{"test.task": {"wall": 4}, "test.heavy": {"wall": 9, "stall": 2}}'
    with running(tmp_path_factory.mktemp("limited") / "data", DRAGONET_LIMITS=limits) as found:
        yield found


def test_wall_time(limited: Service) -> None:
    started = time.monotonic()
    status = limited.run(task("progress", seconds=30, steps=100))
    assert status["error"] == "the task took longer than its limit of 4 seconds"
    assert 3.5 < time.monotonic() - started < 20


def test_lack_of_progress(limited: Service) -> None:
    heavy = {"task_name": "test.heavy"}
    slow = limited.run({**heavy, "action": "progress", "seconds": 3, "steps": 6})
    assert slow["status"] == "success"
    stuck = limited.run({**heavy, "action": "sleep", "seconds": 6})
    assert stuck["error"] == "the task made no progress for 2 seconds"


@pytest.mark.parametrize("action", ["memory", "allocate"])
def test_memory(service: Service, action: str) -> None:
    status = service.run(task(action))
    assert "memory" in status["error"]
    assert "limit of 314572800 bytes" in status["error"]
    assert service.run(task("sleep"))["status"] == "success"


def test_scratch_disk(service: Service) -> None:
    status = service.run(task("scratch"))
    assert "33554432 bytes" in status["error"]
    left = (service.data_dir / "scratch").rglob("*")
    assert {path.name for path in left if path.is_file()} == {"lock"}
    assert not list((service.data_dir / "files").rglob("small.bin"))


@pytest.mark.parametrize("action", ["segfault", "exit", "kill"])
def test_a_crash_costs_attempts_and_then_says_so(
    service: Service, action: str, tmp_path: Path
) -> None:
    runs = tmp_path / "runs"
    status = service.run(task(action, path=str(runs)))
    assert status["error"].startswith("given up after 3 attempts: ")
    assert len(runs.read_text().splitlines()) == 3


def test_a_task_that_crashes_once_still_succeeds(service: Service, tmp_path: Path) -> None:
    status = service.run(task("flaky", path=str(tmp_path / "runs"), steps=2))
    assert status["status"] == "success"


def test_an_unexpected_error_tells_no_details(service: Service) -> None:
    status = service.run(task("fail"))
    assert status["error"] == "test.task failed unexpectedly (RuntimeError)"
    assert "/secret/path" in service.log


def test_what_a_library_prints_does_not_disturb(service: Service) -> None:
    assert service.run(task("print"))["status"] == "success"


def test_a_result_larger_than_four_megabytes(service: Service) -> None:
    status = service.run(task("large-result", size=5 << 20))
    assert "4194304 bytes" in status["error"]
    large = service.run(task("large-result", size=3 << 20))
    assert len(large["result"]["value"]) == 3 << 20


def test_progress_never_goes_back(service: Service) -> None:
    answer = service.post("/v1/create_stream", {"tasks": task("backwards")})
    seen = [line["progress"] for line in map(_json, answer.text.splitlines()[1:]) if line]
    numbers = [float(str(value)) for value in seen if value is not None]
    assert numbers == sorted(numbers)
    assert numbers[-1] == 90


def test_progress_is_throttled(service: Service) -> None:
    answer = service.post("/v1/create_stream", {"tasks": task("progress", seconds=2, steps=400)})
    changes = [_json(line) for line in answer.text.splitlines()[1:] if line.strip()]
    events = dict(changes[-1]["events"])  # type: ignore[call-overload]
    started, completed = (datetime.fromisoformat(events[n]) for n in ("started", "completed"))
    assert 5 <= len(changes) <= 5 * (completed - started).total_seconds() + 3


def _json(line: str) -> dict[str, object]:
    import json

    return dict(json.loads(line)) if line.strip() else {}


def test_children_are_warm_and_replaced(tmp_path: Path) -> None:
    from support.service import running

    with running(
        tmp_path / "data",
        DRAGONET_WORKERS="1",
        DRAGONET_QUICK_SLOTS="1",
        DRAGONET_CHILD_TASKS="3",
    ) as service:
        pids = [service.run(task("pid"))["result"]["value"] for _ in range(7)]
    assert pids[0] == pids[1] == pids[2]
    assert pids[3] == pids[4] == pids[5]
    assert len({pids[0], pids[3], pids[6]}) == 3


def test_a_queue_full_of_heavy_tasks_does_not_delay_a_quick_one(service: Service) -> None:
    heavy = {"task_name": "test.heavy", "action": "sleep", "seconds": 15}
    keys = [service.start(heavy) for _ in range(6)]
    assert service.run({"task_name": "hello"})["status"] == "success"
    states = [service.status(key)["status"] for key in keys]
    assert states[-1] == "queued"
    assert "success" not in states
    service.post("/v2/cancel", {"tasks": keys})
