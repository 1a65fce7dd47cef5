"""A run on the command line, with processes that help it with its parts."""

import asyncio
import math
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dragonet.engine.spec import Limits, Task, TaskParams
from dragonet.job import Job, SourceFile, parts_of
from dragonet.settings import Settings
from dragonet.worker.board import DeskBoard
from dragonet.worker.children import Request
from dragonet.worker.desk import Desk

MOST = 1 << 60
UNLIMITED = Limits(wall=math.inf, stall=math.inf, memory=MOST, scratch=MOST)
"""On the command line the run has no limits, so its helpers have none either."""


@contextmanager
def local_job(
    settings: Settings,
    task: Task,
    params: TaskParams,
    *,
    sources: Mapping[str, SourceFile],
    folder: Path,
    report: Callable[[Any], None],
) -> Iterator[Job]:
    """A job in `folder/out`; its parts, if it has several, run on all cores until the block ends.

    Args:
        settings: `part_processes` is the most processes, by default one a core.
        task: the task that will run.
        params: its parameters.
        sources: its inputs.
        folder: an empty folder, removed by the caller.
        report: receives the progress, also from another thread.
    """
    out = folder / "out"
    given = params.model_dump(mode="json")
    request = Request(task.name, given, dict(sources), out, UNLIMITED, settings.options)
    processes = settings.part_processes or os.cpu_count() or 1
    desk = Desk(settings, task, request, processes=processes, report=report)
    with _board(desk) as board:
        yield Job(
            out,
            sources,
            task.outputs,
            report,
            options=settings.options,
            do_part=parts_of(task, params),
            board=board,
        )


@contextmanager
def _board(desk: Desk) -> Iterator[DeskBoard]:
    """Keep the desk in a thread of its own: that of the run is busy."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)

    def ask(message: dict[str, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(desk.hear(message), loop).result()

    thread.start()
    try:
        yield DeskBoard(ask, ask)
    finally:
        asyncio.run_coroutine_threadsafe(desk.close(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
