"""Task `sxml.timing`: when every node of a movie starts and ends, without rendering it."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field

from dragonet.engine.spec import MIB, Limits, Task, TaskParams, TaskResult
from dragonet.job import Job
from dragonet.sxml.assets import TIMED
from dragonet.tasks.sxml.definition import Definition, files


class Params(TaskParams):
    """Parameters of `sxml.timing`."""

    definition: Definition


class Times(BaseModel):
    """When a node is there."""

    element: str = Field(description="Name of the element.", examples=["effect"])
    line: int = Field(description="Line of the definition where it starts.", examples=[3])
    depth: int = Field(description="Elements that it is in; 0 is the body.", examples=[1])
    start: float = Field(description="Seconds from the start of the movie.", examples=[4.0])
    end: float = Field(description="Seconds from the start of the movie.", examples=[9.0])


class Result(TaskResult):
    """Output values of `sxml.timing`."""

    duration: float = Field(description="Duration of the movie, seconds.", examples=[12.5])
    document: str = Field(
        description="The definition with `start` and `end` on every node, seconds from the start "
        "of the movie. Warnings are comments at its top."
    )
    nodes: list[Times] = Field(description="The times of every node, in order of the document.")
    warnings: list[str] = Field(
        description="What has no effect or is never seen, with lines.",
        examples=[["line 3, <effect>: color has no effect on type 'none'"]],
    )


def run(job: Job, params: Params) -> Result:
    """Measure videos and sounds, speak what is to be spoken, and set the times.

    Raises TaskError if the times contradict each other or a file cannot be used.
    """
    from dragonet.sxml.compose import compose
    from dragonet.sxml.document import timed_document
    from dragonet.sxml.ticks import seconds

    found = compose(params.definition, job.source, job.scratch, job.options, only=TIMED)
    nodes: list[Times] = []

    def note(node: Any, depth: int) -> None:
        if span := found.timing.spans.get(node.index):
            start, end = (round(seconds(time), 6) for time in (span.start, span.end))
            nodes.append(
                Times(element=node.element, line=node.line, depth=depth, start=start, end=end)
            )
        for child in node.children:
            note(child, depth + 1)

    note(found.movie.body, 0)
    return Result(
        duration=round(seconds(found.timing.duration), 6),
        document=timed_document(found.movie, found.timing),
        nodes=nodes,
        warnings=found.warnings,
    )


def _sources(params: Params, options: Mapping[str, Any]) -> Mapping[str, str]:
    return files(params.definition, options, TIMED)


TASK = Task(
    name="sxml.timing",
    summary="Return when every node of a movie starts and ends, without rendering it.",
    params=Params,
    result=Result,
    run=run,
    sources=_sources,
    lane="quick",
    limits=Limits(wall=300.0, stall=300.0, memory=1024 * MIB),
    preload=("dragonet.sxml.probes",),
)
