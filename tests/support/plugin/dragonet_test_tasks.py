"""Tasks that misbehave on request, as a plug-in would bring them: for tests of the worker."""

import ctypes
import hashlib
import os
import signal
import time
from pathlib import Path
from typing import Literal

from pydantic import Field

from dragonet.engine.spec import Limits, Output, Source, Task, TaskParams, TaskResult
from dragonet.errors import OutputError, ParameterError, SourceError, TaskError
from dragonet.job import Job

Action = Literal[
    "sleep",
    "progress",
    "backwards",
    "partial",
    "segfault",
    "exit",
    "kill",
    "memory",
    "allocate",
    "scratch",
    "fail",
    "task-error",
    "parameter-error",
    "print",
    "large-result",
    "files",
    "pid",
    "flaky",
    "bad-output",
]


class Params(TaskParams):
    """What to do."""

    action: Action = Field(description="What to do.")
    seconds: float = Field(0.0, ge=0, description="For how long.")
    steps: int = Field(1, ge=1, description="In how many steps.")
    size: int = Field(0, ge=0, description="Bytes.")
    path: str = Field("", pattern="^(/.*/runs)?$", description="A file that counts the runs.")
    password: str = Field("", description="A secret.", json_schema_extra={"writeOnly": True})
    choice: Literal["a", "b"] = Field("a", description="A choice.")
    ratio: float = Field(0.5, gt=0, lt=1, description="A number.")
    names: list[str] = Field(default_factory=list, max_length=3, description="Names.")


class Result(TaskResult):
    """What came of it."""

    value: str = Field("", description="Something.")


def count_run(path: str) -> int:
    """Add a line to the file of runs, and say how many there are."""
    with Path(path).open("a+") as file:
        file.write(f"{time.time()} {os.getpid()}\n")
        file.seek(0)
        return len(file.readlines())


def run(job: Job, params: Params) -> Result:  # noqa: C901, PLR0912, PLR0915
    """Do it."""
    if params.path:
        runs = count_run(params.path)
    match params.action:
        case "sleep":
            time.sleep(params.seconds)
        case "progress":
            for step in range(params.steps):
                job.progress(100 * (step + 1) / params.steps)
                time.sleep(params.seconds / params.steps)
        case "backwards":
            for value in (10, 50, 30, 20, 60, 5, 90):
                job.progress(value)
                time.sleep(0.25)
        case "partial":
            job.output("small", "txt").write_text("preview")
            job.partial(value="known early", small=True)
            time.sleep(params.seconds)
            job.output("large", "txt").write_text("whole")
        case "segfault":
            ctypes.string_at(0)
        case "exit":
            os._exit(3)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "memory":
            held = []
            while True:
                held.append(b"\1" * (16 << 20))
                time.sleep(0.01)
        case "allocate":
            bytearray(64 << 30)
        case "scratch":
            with job.output("small", "bin").open("wb") as file:
                while True:
                    file.write(b"\0" * (1 << 20))
                    time.sleep(0.002)
        case "fail":
            raise RuntimeError("an internal detail at /secret/path")
        case "task-error":
            raise TaskError("the task says no")
        case "parameter-error":
            raise ParameterError("names", "no such name")
        case "print":
            print("{not json}")
            os.write(1, b"more on standard output\n")
        case "large-result":
            return Result(value="x" * params.size)
        case "files":
            job.output("small", "txt").write_text("small")
            job.output("large", "html").write_text("<script>alert(1)</script>")
        case "pid":
            return Result(value=str(os.getpid()))
        case "flaky":
            if runs < params.steps:
                os.kill(os.getpid(), signal.SIGKILL)
        case "bad-output":
            if runs < params.steps:
                raise OutputError("the file is not what was asked for")
    return Result(value="done")


OUTPUTS = (Output("small", "A small file."), Output("large", "A large file."))

LIMITS = Limits(wall=20, stall=20, memory=300 << 20, scratch=32 << 20)

TASK = Task(
    name="test.task",
    summary="Do what a test asks for.",
    params=Params,
    result=Result,
    run=run,
    outputs=OUTPUTS,
    limits=LIMITS,
    v2_defaults={"choice": "b"},
)

HEAVY = Task(
    name="test.heavy",
    summary="The same in the heavy lane.",
    params=Params,
    result=Result,
    run=run,
    outputs=OUTPUTS,
    lane="heavy",
    limits=LIMITS,
)


class FileParams(TaskParams):
    """Which file."""

    url: Source = Field(description="URL of any file.")
    more: list[Source] = Field(default_factory=list, description="URLs of more files.")


class FileResult(TaskResult):
    """What is in it."""

    size: int = Field(description="Bytes.")
    sha256: str = Field(description="Digest.")
    content_type: str | None = Field(description="What the server said.")


def read_file(job: Job, params: FileParams) -> FileResult:
    """Digest a fetched file."""
    source = job.source(params.url)
    data = source.path.read_bytes()
    for other in params.more:
        data += job.source(other).path.read_bytes()
    if data == b"refuse me":
        raise SourceError(f"'{source.url}' asks to be refused")
    return FileResult(
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        content_type=source.content_type,
    )


FILE = Task(
    name="test.file",
    summary="Digest a fetched file.",
    params=FileParams,
    result=FileResult,
    run=read_file,
    limits=Limits(wall=20, stall=20),
)
