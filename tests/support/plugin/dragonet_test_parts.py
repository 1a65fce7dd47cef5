"""A task of parts that log who did them, and misbehave on request: for tests of sharing."""

import os
import signal
import time
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from dragonet.engine.spec import Limits, Output, Source, Task, TaskParams, TaskResult
from dragonet.errors import ParameterError, TaskError
from dragonet.job import Job

Harm = Literal["", "helper-dies", "anybody-dies", "task-error", "parameter-error", "bug", "nothing"]


class Params(TaskParams):
    """What to do."""

    parts: int = Field(6, ge=0, le=200, description="How many parts.")
    seconds: float = Field(0.0, ge=0, le=5, description="How long each takes.")
    size: int = Field(10, ge=0, le=1 << 24, description="Bytes of each.")
    harm: Harm = Field("", description="What goes wrong in part `at`.")
    at: int = Field(1, ge=0, description="Where it goes wrong.")
    path: str = Field("", pattern="^(/.*/runs)?$", description="A file that lists what began.")
    crowd: int = Field(1, ge=1, le=3, description="Processes that parts wait for; needs `path`.")
    url: Source | None = Field(None, description="A file whose bytes begin each part.")


class Result(TaskResult):
    """What came of it."""

    processes: int = Field(description="How many processes did parts.")


def run(job: Job, params: Params) -> Result:
    """Join what the parts wrote."""
    _note(params, f"run {os.getpid()} {os.getppid()}")
    values = [{"index": index, "run": os.getpid()} for index in range(params.parts)]
    job.progress(5)
    pids = set()
    with job.output("whole", "bin").open("wb") as whole:
        for file in job.share(values, span=(10, 90)):
            data = file.read_bytes()
            pids.add(data[-8:])
            whole.write(data[:-8])
    return Result(processes=len(pids))


def part(job: Job, params: Params, value: dict[str, Any]) -> None:
    """Write one chunk and, for `run`, who wrote it."""
    index = value["index"]
    _note(params, f"part {index} {os.getpid()} {os.getppid()}")
    _wait_for_others(job, params)
    for step in range(10):
        job.progress(10 * step)
        time.sleep(params.seconds / 10)
    if index == params.at:
        _harm(params, helping=os.getpid() != value["run"])
    if params.harm == "nothing" and index == params.at:
        return
    begin = job.source(params.url).path.read_bytes() if params.url else b""
    chunk = (f"<{index}>".encode() * (params.size + 1))[: params.size]
    job.output("part", "bin").write_bytes(begin + chunk + b"%08d" % (os.getpid() % 10**8))


def _harm(params: Params, helping: bool) -> None:
    match params.harm:
        case "helper-dies" if helping:
            os.kill(os.getpid(), signal.SIGKILL)
        case "anybody-dies":
            os.kill(os.getpid(), signal.SIGKILL)
        case "task-error":
            raise TaskError("the part says no")
        case "parameter-error":
            raise ParameterError("at", "not there")
        case "bug":
            raise RuntimeError("an internal detail")


def _wait_for_others(job: Job, params: Params) -> None:
    """Nobody ends a part before enough processes have begun one."""
    until = time.monotonic() + 30
    while params.path and time.monotonic() < until:
        begun = [line.split() for line in Path(params.path).read_text().splitlines()]
        if len({line[2] for line in begun if line[0] == "part"}) >= params.crowd:
            return
        job.progress(0)
        time.sleep(0.05)


def _note(params: Params, line: str) -> None:
    if params.path:
        with Path(params.path).open("a") as file:
            file.write(line + "\n")


def expected(parts: int, size: int, begin: bytes = b"") -> bytes:
    """What `whole` holds."""
    chunks = ((f"<{index}>".encode() * (size + 1))[:size] for index in range(parts))
    return b"".join(begin + chunk for chunk in chunks)


TASK = Task(
    name="test.parts",
    summary="Have parts done wherever somebody is free.",
    params=Params,
    result=Result,
    run=run,
    part=part,
    outputs=(Output("whole", "What the parts wrote, joined."),),
    lane="heavy",
    limits=Limits(wall=60, stall=20, memory=300 << 20, scratch=64 << 20),
)
