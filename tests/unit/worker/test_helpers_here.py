"""Processes that help a run on the command line: equal files, faults, no process left."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from dragonet.cli.local import local_job
from dragonet.errors import LimitError, ParameterError, TaskError
from dragonet.job import Job, parts_of
from dragonet.settings import Settings
from dragonet.worker.children import Request
from dragonet.worker.pool import Children
from support.plugin.dragonet_test_parts import TASK, expected
from support.plugin.dragonet_test_tasks import LIMITS
from support.service import PLUGIN, environment


@pytest.fixture(autouse=True)
def plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(PLUGIN))


def run(folder: Path, processes: int = 3, **params: Any) -> tuple[int, bytes, list[float]]:
    """How many processes did parts, the joined file, the progress."""
    told: list[float] = []
    settings = Settings(part_processes=processes)
    given = TASK.params(**params)
    with local_job(settings, TASK, given, sources={}, folder=folder, report=told.append) as job:
        result = TASK.run(job, given)
    return result.processes, job.outputs["whole"].read_bytes(), told  # type: ignore[attr-defined]


def test_processes_alone_and_together_make_equal_files(tmp_path: Path) -> None:
    params: dict[str, Any] = {"parts": 8, "size": 1000}
    given = TASK.params(**params)
    alone = Job(tmp_path / "alone", {}, TASK.outputs, do_part=parts_of(TASK, given))
    assert TASK.run(alone, given).processes == 1  # type: ignore[attr-defined]
    before = set(psutil.Process().children(recursive=True))
    count, data, told = run(tmp_path / "all", crowd=3, path=str(tmp_path / "runs"), **params)
    assert count > 1
    assert data == alone.outputs["whole"].read_bytes() == expected(8, 1000)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (5, 90)
    assert set(psutil.Process().children(recursive=True)) <= before


def test_one_part_or_one_process_starts_none(tmp_path: Path) -> None:
    assert run(tmp_path / "a", parts=1)[:2] == (1, expected(1, 10))
    assert run(tmp_path / "b", processes=1, parts=3)[:2] == (1, expected(3, 10))


def test_the_part_of_a_helper_that_dies_is_done_by_the_run(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    _, data, _ = run(tmp_path / "x", parts=6, crowd=2, harm="helper-dies", at=1, path=str(runs))
    assert data == expected(6, 10)
    tries = [line.split()[2] for line in runs.read_text().splitlines() if "part 1" in line]
    assert tries[-1] == str(os.getpid())
    assert len(tries) == 2


@pytest.mark.parametrize(
    ("harm", "error", "text"),
    [
        ("task-error", TaskError, "the part says no"),
        ("parameter-error", ParameterError, "not there"),
    ],
)
def test_the_error_of_a_part_ends_the_run(
    tmp_path: Path, harm: str, error: type[TaskError], text: str
) -> None:
    with pytest.raises(error, match=f"^{text}$") as found:
        run(tmp_path, parts=8, seconds=0.3, harm=harm, at=3)
    assert type(found.value) is error


def test_helpers_end_with_a_run_that_is_killed(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    arguments = ["parts=100", "seconds=0.3", f"path={runs}"]
    process = subprocess.Popen(
        [sys.executable, "-m", "dragonet", "run", "test.parts", *arguments],
        env=environment(DRAGONET_PART_PROCESSES="3"),
        cwd=tmp_path,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 30
    while len(pids := {line.split()[2] for line in _lines(runs) if "part" in line}) < 3:
        assert time.monotonic() < deadline, pids
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    while any(psutil.pid_exists(int(pid)) for pid in pids):
        assert time.monotonic() < deadline, "a helper outlives its run"
        time.sleep(0.05)


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


async def test_one_who_reports_all_the_time_is_limited_too(tmp_path: Path) -> None:
    params = {"action": "progress", "steps": 2000, "seconds": 20}
    request = Request("test.task", params, {}, tmp_path / "out", replace(LIMITS, wall=0.5), {})

    async def report(message: dict[str, Any]) -> None:
        assert "progress" in message

    children = Children(Settings(), "quick", 1, ())
    try:
        with pytest.raises(LimitError, match=r"longer than its limit of 0\.5 seconds"):
            await children.run(request, report)
    finally:
        await children.close()
