"""Task `sxml.frame`: a movie as it is at one time."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from dragonet.engine.spec import MIB, Limits, Output, Task, TaskParams, TaskResult
from dragonet.job import Job
from dragonet.sxml.movie.profile import Profile
from dragonet.sxml.movie.profiles import PROFILES
from dragonet.tasks.sxml.definition import Definition, files
from dragonet.tasks.sxml.profile import ProfileName

_SIDE = 4096


class Params(TaskParams):
    """Parameters of `sxml.frame`."""

    definition: Definition
    at: float = Field(
        0.0,
        ge=0,
        description="Time of the frame, seconds; beyond the end of the movie, its last moment.",
        examples=[3.5],
    )
    profile: ProfileName = "360p"
    width: int | None = Field(
        None, ge=1, le=_SIDE, description="Width, pixels. Default: by the height or the profile."
    )
    height: int | None = Field(
        None, ge=1, le=_SIDE, description="Height, pixels. Default: by the width or the profile."
    )
    antialias: Literal[1, 2, 4] = Field(
        4, description="Smoothness of edges: 1 hard, 2 and 4 smooth."
    )
    format: Literal["png", "jpeg"] = Field("png", description="Format of the picture.")


class Result(TaskResult):
    """Output values of `sxml.frame`."""

    width: int = Field(description="Width of the picture, pixels.", examples=[640])
    height: int = Field(description="Height of the picture, pixels.", examples=[360])
    duration: float = Field(description="Duration of the movie, seconds.", examples=[12.5])
    content_type: str = Field(description="Media type of the picture.", examples=["image/png"])


def run(job: Job, params: Params) -> Result:
    """Set the times, draw one moment, encode it.

    Raises TaskError if the times contradict each other or a file cannot be used.
    """
    from dragonet.sxml.compose import compose
    from dragonet.sxml.render.screen import Screen
    from dragonet.sxml.still import still
    from dragonet.sxml.ticks import seconds

    found = compose(params.definition, job.source, job.scratch, job.options)
    width, height = _size(params, PROFILES[params.profile])
    screen = Screen(width, height, width / height, params.antialias)
    encoded = still(found, params.at, screen, params.format)
    job.output("output", "png" if params.format == "png" else "jpg").write_bytes(encoded)
    return Result(
        width=width,
        height=height,
        duration=round(seconds(found.timing.duration), 6),
        content_type=f"image/{params.format}",
    )


def _size(params: Params, profile: Profile) -> tuple[int, int]:
    """Size in square pixels: as asked for, the other side by the profile's shape."""
    height = params.height or profile.height
    if params.width:
        return params.width, params.height or max(1, round(params.width / profile.aspect))
    return max(1, round(height * profile.aspect)), height


def _sources(params: Params, options: Mapping[str, Any]) -> Mapping[str, str]:
    return files(params.definition, options)


TASK = Task(
    name="sxml.frame",
    summary="Draw one frame of a movie, without making the movie.",
    params=Params,
    result=Result,
    run=run,
    sources=_sources,
    outputs=(Output("output", "The picture: `.png` or `.jpg`."),),
    lane="quick",
    limits=Limits(wall=300.0, stall=300.0, memory=2048 * MIB),
    preload=("dragonet.sxml.probes", "dragonet.sxml.still"),
)
