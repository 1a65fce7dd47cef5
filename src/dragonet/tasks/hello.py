"""`hello`: the smallest whole task, and the example of the plug-in guide."""

from pydantic import Field

from dragonet.engine.spec import Limits, Output, Task, TaskParams, TaskResult
from dragonet.worker.job import Job


class Params(TaskParams):
    """Parameters of `hello`."""

    name: str = Field("world", min_length=1, max_length=200, description="Whom to greet.")
    card: bool = Field(False, description="Whether to write the greeting into a file, too.")


class Result(TaskResult):
    """Output values of `hello`."""

    greeting: str = Field(description="The greeting.")


def run(job: Job, params: Params) -> Result:
    """Greet."""
    greeting = f"Hello, {params.name}!"
    if params.card:
        job.output("card", "txt").write_text(greeting + "\n", encoding="utf-8")
    return Result(greeting=greeting)


TASK = Task(
    name="hello",
    summary="Greet somebody: the example of the plug-in guide, and a check that all works.",
    params=Params,
    result=Result,
    run=run,
    outputs=(Output("card", "The greeting as a text file, if `card` is true."),),
    limits=Limits(wall=10, stall=10),
)
