"""The child process: runs one task after another for its worker.

Requests come as JSON lines on standard input, reports go as JSON lines to what was standard
output; whatever libraries print goes to standard error. End of input ends the process.
"""

import contextlib
import importlib
import logging
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from dragonet.engine.spec import Task
from dragonet.errors import LimitError, ParameterError, TaskError
from dragonet.job import PART, Job, SourceFile, part_file, parts_of
from dragonet.log import configure
from dragonet.processes import end_with_parent
from dragonet.tasks import catalog
from dragonet.worker.board import DeskBoard

log = logging.getLogger(__name__)

Report = Callable[[dict[str, Any]], None]

HEADROOM = 1 << 30
"""Bytes of memory a child may reserve beyond its limit before an allocation fails at once; the
worker's watch over resident memory is the limit proper, this stops what is faster than that."""


def main() -> None:
    """Serve until the worker closes the pipe."""
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    configure("WARNING")

    def report(message: dict[str, Any]) -> None:
        replies.write(orjson.dumps(message, option=orjson.OPT_NON_STR_KEYS) + b"\n")

    _serve(sys.stdin.buffer, report)


def _board(answers: BinaryIO, report: Report) -> DeskBoard:
    """Parts are at the worker's desk: it is told and asked through the pipe."""

    def tell(message: dict[str, Any]) -> None:
        report({"parts": message})

    def ask(message: dict[str, Any]) -> dict[str, Any]:
        tell(message)
        line = answers.readline()
        if not line:
            raise SystemExit  # the worker is gone
        return dict(orjson.loads(line))

    return DeskBoard(tell, ask)


def _serve(requests: BinaryIO, report: Report) -> None:
    tasks = catalog()
    report({"ready": True})
    for line in requests:
        request = orjson.loads(line)
        if "preload" in request:
            for name in request["preload"]:
                importlib.import_module(name)
            report({"preloaded": True})
        else:
            report(_run(tasks[request["task"]], request, report, _board(requests, report)))


def _run(task: Task, request: dict[str, Any], report: Report, board: DeskBoard) -> dict[str, Any]:
    """Run a task, or a part of one; the answer is `done` or `error`."""
    _limit(request["memory"], request["scratch_limit"])
    params = task.params.model_validate(request["params"], context={"local": True})
    do_part = parts_of(task, params)
    is_part = "part" in request
    job = Job(
        scratch=Path(request["scratch"]),
        sources={
            url: SourceFile(**{**fields, "path": Path(fields["path"])})
            for url, fields in request["sources"].items()
        },
        declared=PART if is_part else task.outputs,
        report_progress=lambda value: report({"progress": value}),
        report_partial=lambda values: report(_partial(job, values)),
        options=request["options"],
        do_part=None if is_part else do_part,
        board=board,
    )
    values: dict[str, Any] = {}
    try:
        if is_part:
            assert do_part is not None
            do_part(job, request["part"])
            part_file(job)
        else:
            values = task.run(job, params).model_dump(mode="json")
    except ParameterError as error:
        return {"error": {"parameters": {error.field: error.texts}}}
    except LimitError as error:
        return {"error": error.text, "limit": True}
    except TaskError as error:
        return {"error": error.text, "retryable": error.retryable}
    except MemoryError:
        return {"error": f"the task needs more than its memory limit of {request['memory']} bytes"}
    except Exception as error:
        return _unexpected(task, request, error)
    files = {name: str(path) for name, path in job.outputs.items() if path.exists()}
    return {"done": {"values": values, "files": files}}


def _partial(job: Job, values: dict[str, Any]) -> dict[str, Any]:
    files = {name: str(job.outputs[name]) for name in values if name in job.outputs}
    kept = {name: value for name, value in values.items() if name not in files}
    return {"partial": {"values": kept, "files": files}}


def _unexpected(task: Task, request: dict[str, Any], error: Exception) -> dict[str, Any]:
    """A fault of ours: logged whole, told to the client in one line without details."""
    if getattr(error, "errno", None) == 27:  # EFBIG
        return {"error": f"the task writes more than {request['scratch_limit']} bytes"}
    log.error("task failed unexpectedly", extra={"task": task.name}, exc_info=error)
    return {"error": f"{task.name} failed unexpectedly ({type(error).__name__})"}


def _limit(memory: int, file_size: int) -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        for what, value in (
            (resource.RLIMIT_DATA, memory + HEADROOM),
            (resource.RLIMIT_FSIZE, file_size),
        ):
            resource.setrlimit(what, (value, resource.getrlimit(what)[1]))


if __name__ == "__main__":
    main()
