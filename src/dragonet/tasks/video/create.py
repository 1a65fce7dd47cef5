"""`video.create`: a movie of pictures, videos, texts and sound, from a definition in SXML."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from dragonet.engine.spec import MIB, Limits, Output, Task, TaskParams, TaskResult
from dragonet.job import Job
from dragonet.sxml.movie.profiles import DEFAULT, PROFILES
from dragonet.tasks.sxml.definition import Definition, files
from dragonet.tasks.sxml.profile import ProfileName


class Params(TaskParams):
    """Parameters of `video.create`."""

    definition: Definition
    preview: bool = Field(
        True,
        description="Whether to make a small and quick version of the video, too, which is there "
        "before the export.",
    )
    export: bool = Field(True, description="Whether to make the video in its profile.")
    profile: ProfileName = DEFAULT
    thumbnail_time: float = Field(
        1.0,
        description="Time of the thumbnail, seconds; moved into the movie if it lies outside.",
        examples=[2.5],
    )
    antialias: Literal[1, 2, 4] = Field(
        4, description="Smoothness of edges: 1 hard, 2 and 4 smooth."
    )


class Result(TaskResult):
    """Output values of `video.create`."""

    duration: float = Field(description="Duration of the movie, seconds.", examples=[12.5])
    width: int = Field(description="Width of the exported video, pixels.", examples=[640])
    height: int = Field(description="Height of the exported video, pixels.", examples=[360])
    warnings: list[str] = Field(
        description="What of the definition has no effect or is never seen, with lines.",
        examples=[["line 3, <effect>: color has no effect on type 'none'"]],
    )


def run(job: Job, params: Params) -> Result:
    """Times and thumbnail first, then the preview, then the export, segment by segment.

    Raises TaskError if the times contradict each other or the movie is too long, a file cannot
    be used, or a video cannot be written.
    """
    from dragonet.sxml.production import Production

    profile = PROFILES[params.profile]
    movie = Production(job, params.definition, profile, params.antialias)
    known = {
        "duration": movie.duration,
        "width": profile.width,
        "height": profile.height,
        "warnings": movie.warnings,
    }
    job.partial(**known)
    movie.thumbnail(params.thumbnail_time, job.output("thumbnail", "jpg"))
    if params.preview:
        movie.preview(job.output("preview", "mp4"), whole=not params.export)
        job.partial(preview=True)
    if params.export:
        movie.export(job.output("export", profile.extension))
    return Result(**known)


def part(job: Job, params: Params, value: Any) -> None:
    """Draw and encode one segment of the export."""
    from dragonet.sxml.production import segment

    segment(job, params.definition, PROFILES[params.profile], params.antialias, value)


def _sources(params: Params, options: Mapping[str, Any]) -> Mapping[str, str]:
    return files(params.definition, options)


TASK = Task(
    name="video.create",
    summary="Create a video from a definition in SXML, in any of the profiles.",
    params=Params,
    result=Result,
    run=run,
    part=part,
    sources=_sources,
    outputs=(
        Output("export", "The video in its profile, most of them `.mp4`; not with `export` false."),
        Output("preview", "A small version of the video: `.mp4`; not with `preview` false."),
        Output("thumbnail", "A frame of the video: `.jpg`."),
    ),
    lane="heavy",
    limits=Limits(wall=4 * 3600.0, stall=300.0, memory=3072 * MIB, scratch=16384 * MIB),
    v2_defaults={"preview": False},
    preload=("dragonet.sxml.production",),
)
