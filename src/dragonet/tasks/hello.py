"""`hello`: the smallest whole task, and the example of the plug-in guide."""

from pydantic import Field

from dragonet.engine.spec import Limits, Output, Task, TaskParams, TaskResult
from dragonet.job import Job


class Params(TaskParams):
    """Parameters of `hello`."""

    name: str = Field(
        "world", min_length=1, max_length=200, description="Whom to greet.", examples=["Ada"]
    )
    card: bool = Field(
        False, description="Whether to write the greeting into a file, too.", examples=[True]
    )


class Result(TaskResult):
    """Output values of `hello`."""

    greeting: str = Field(description="The greeting.", examples=["Hello, Ada!"])


def run(job: Job, params: Params) -> Result:
    """Compose the greeting, and write the card if it is asked for."""
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
    outputs=(Output("card", "The greeting as text, `.txt`, if `card` is true."),),
    limits=Limits(wall=10, stall=10),
)
