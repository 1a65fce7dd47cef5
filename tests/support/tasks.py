"""Run one task on local files, without a worker."""

from pathlib import Path
from typing import Any

from dragonet.engine.spec import Task
from dragonet.job import Job, SourceFile

URL = "http://files.test/media"


def run_task(task: Task, source: Path, scratch: Path, **params: Any) -> tuple[Any, Path | None]:
    """Result of a task with one source, and its output file if it wrote one."""
    scratch.mkdir(exist_ok=True)
    job = Job(scratch=scratch, sources={URL: SourceFile(source, URL)}, declared=task.outputs)
    result = task.run(job, task.params.model_validate({"url": URL, **params}))
    assert isinstance(result, task.result)
    return result, job.outputs.get("output")
