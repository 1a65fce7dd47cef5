"""Who does which part of a run, and `Job.share` without helpers."""

import time
from pathlib import Path
from typing import Any

import pytest

from dragonet.engine.spec import Task, TaskParams, TaskResult
from dragonet.errors import TaskError
from dragonet.job import Job, parts_of
from dragonet.parts import OWN, Parts

LEASE = 60.0


def parts_with(count: int, lease: float = LEASE) -> tuple[Parts, list[float]]:
    told: list[float] = []
    return Parts([f"value {index}" for index in range(count)], lease, told.append, (10, 90)), told


def silent(parts: Parts, by: str, index: int) -> None:
    """The last sign of life was longer ago than the lease."""
    parts.hand_to(by, index, lease=1e-9)
    time.sleep(0.001)


def test_each_part_is_claimed_once_and_in_order() -> None:
    parts, _ = parts_with(3)
    assert [parts.claim(by) for by in ("a", OWN, "a", OWN)] == [0, 1, 2, None]
    assert (parts[1], len(parts), parts.unclaimed()) == ("value 1", 3, 0)


def test_a_part_of_a_silent_helper_goes_to_the_run_alone() -> None:
    parts, _ = parts_with(1)
    parts.claim("a")
    silent(parts, "a", 0)
    assert parts.unclaimed() == 0
    assert parts.claim("b") is None
    assert not parts.working(0, "a")
    assert parts.claim(OWN) == 0
    assert not parts.working(0, "a", 50)


def test_the_run_itself_needs_no_sign_of_life() -> None:
    parts, _ = parts_with(1, lease=1e-9)
    parts.claim(OWN)
    time.sleep(0.001)
    assert parts.claim("a") is None
    assert parts.working(0, OWN, 50)


@pytest.mark.parametrize(("lost", "next_helper"), [(False, 0), (True, None)])
def test_a_part_given_back(lost: bool, next_helper: int | None) -> None:
    parts, _ = parts_with(1)
    calls: list[int] = []
    parts.changed = lambda: calls.append(1)
    parts.claim("a")
    parts.give_back(0, "b", lost)  # not his
    assert parts.claim("b") is None
    parts.give_back(0, "a", lost)
    assert calls == [1]
    assert parts.claim("b") == next_helper


def test_a_part_done_twice_keeps_its_first_file() -> None:
    parts, _ = parts_with(2)
    parts.claim("a")
    silent(parts, "a", 0)
    assert parts.claim(OWN) == 0
    parts.done(0, Path("late"))  # the one who fell silent was only slow
    parts.done(0, Path("own"))
    parts.give_back(0, OWN, lost=True)
    assert parts.file(0) == Path("late")
    assert parts.claim("b") == 1


def test_progress_is_that_of_all_parts_within_the_span() -> None:
    parts, told = parts_with(4)
    for by in ("a", OWN):
        parts.claim(by)
    parts.working(0, "a", 50)
    parts.working(1, OWN, 25.0)
    parts.working(1, OWN, 20)  # never back
    parts.working(1, OWN, {"frame": 3})
    for index in range(4):
        parts.done(index, Path("x"))
    assert told == [20, 25, 35, 50, 70, 90]


def test_after_a_failure_nothing_is_handed_out() -> None:
    parts, _ = parts_with(3)
    parts.claim("a")
    parts.fail("first")
    parts.fail("second")
    assert parts.error == "first"
    assert parts.claim(OWN) is None
    assert not parts.working(0, "a")


class Params(TaskParams):
    refuse: int = -1


def write(job: Job, params: Params, value: dict[str, int]) -> None:
    job.progress(50)
    if value["n"] == params.refuse:
        raise TaskError("no")
    if value["n"] != 99:
        job.output("part", "txt").write_text(f"{value['n']} in {job.options['place']}")


TASK = Task("t", "Test.", Params, TaskResult, run=lambda job, params: TaskResult(), part=write)


def job_with(tmp_path: Path, task: Task = TASK, **params: Any) -> tuple[Job, list[float]]:
    told: list[float] = []
    made = task.params(**params)
    scratch = tmp_path / "out"
    job = Job(scratch, {}, (), told.append, options={"place": "here"}, do_part=parts_of(task, made))
    return job, told


def test_a_run_alone_does_all_parts_in_order(tmp_path: Path) -> None:
    job, told = job_with(tmp_path)
    files = list(job.share([{"n": n} for n in (3, 1, 2)], span=(0, 60)))
    assert [file.read_text() for file in files] == ["3 in here", "1 in here", "2 in here"]
    assert told == [10, 20, 30, 40, 50, 60]
    assert job.outputs == {}
    again = list(job.share([{"n": 7}]))
    assert [file.read_text() for file in again] == ["7 in here"]
    assert list(job.share([])) == []


def test_the_error_of_a_part_is_that_of_the_run(tmp_path: Path) -> None:
    job, _ = job_with(tmp_path, refuse=1)
    files = job.share([{"n": n} for n in range(3)])
    assert next(files).read_text() == "0 in here"
    with pytest.raises(TaskError, match=r"^no$"):
        next(files)


def test_a_part_must_write_its_file(tmp_path: Path) -> None:
    job, _ = job_with(tmp_path)
    with pytest.raises(FileNotFoundError, match="the part wrote no file"):
        list(job.share([{"n": 99}]))


def test_parts_need_a_declaration(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="declares no part"):
        next(Job(tmp_path, {}).share([1]))
