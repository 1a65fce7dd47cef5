"""Task `video.strip`: frames of a video side by side in one picture."""

from typing import Literal

from pydantic import Field

from dragonet.engine.spec import Limits, Output, Source, Task, TaskParams, TaskResult
from dragonet.errors import ParameterError
from dragonet.job import Job

MAX_COUNT = 1000
MAX_SIDE = 16384


class Params(TaskParams):
    """Parameters of `video.strip`."""

    url: Source = Field(description="URL of the source video.")
    width: int | None = Field(
        None,
        ge=1,
        le=MAX_SIDE,
        description="Width of each frame's cell, pixels. Left out, it follows from the height and "
        "the video's aspect; without both, cells are as large as the video is seen.",
        examples=[160],
    )
    height: int | None = Field(
        None, ge=1, le=MAX_SIDE, description="Height of each frame's cell, pixels."
    )
    crop: bool = Field(
        False,
        description="If true, frames fill their cells and are cut around their centres. If false, "
        "they fit, in the middle; what is left over is white in JPEG and transparent in PNG.",
    )
    wrap: int | None = Field(
        None,
        ge=1,
        description="Number of frames side by side before a new row starts. Left out, all are in "
        "one row.",
        examples=[5],
    )
    start: float = Field(
        0.0, description="Time of the first frame, seconds; moved into the video.", examples=[1.5]
    )
    end: float | None = Field(
        None,
        description="Time of the last frame, seconds, not before `start`; moved into the video. "
        "Left out, it is the video's last frame.",
        examples=[60.0],
    )
    count: int = Field(
        10,
        ge=1,
        le=MAX_COUNT,
        description="Number of frames, at equal intervals from `start` to `end`. If fewer frames "
        "are on screen in that time, each of them is taken once.",
    )
    format: Literal["jpeg", "png"] = Field("jpeg", description="The output format.")


class Result(TaskResult):
    """Output values of `video.strip`."""

    count: int = Field(description="Number of frames in the strip.", examples=[10])
    width: int = Field(description="Width of the strip, pixels.", examples=[800])
    height: int = Field(description="Height of the strip, pixels.", examples=[180])
    original_width: int = Field(description="Width of the video's stored pixels.", examples=[1920])
    original_height: int = Field(
        description="Height of the video's stored pixels.", examples=[1080]
    )
    duration: float = Field(description="Duration of the video, seconds.", examples=[12.5])
    frame_rate: float = Field(
        description="Average frame rate of the video, frames per second.", examples=[25.0]
    )
    content_type: str = Field(description="Media type of the strip.", examples=["image/jpeg"])


def run(job: Job, params: Params) -> Result:
    """Decode one frame after the other into its cell, then encode the whole.

    Raises ParameterError if `end` is before `start`, SourceError if there is no video that can be
    read, LimitError if the strip would be too large.
    """
    from dragonet.media.container import open_media
    from dragonet.media.frame_cells import frame_cells
    from dragonet.media.probe import video_timing
    from dragonet.media.sampling import sample_times
    from dragonet.media.strip import assembled, grid
    from dragonet.media.thumbnail import EXTENSIONS, encode

    if params.end is not None and params.end < params.start:
        raise ParameterError(
            "end", f"{params.end:g} is not allowed, must be at least {params.start:g}, the start"
        )
    source = job.source(params.url)
    with open_media(source.path, source.url, "video") as media:
        timing = video_timing(media)
        end = timing.last if params.end is None else params.end
        start, end = (min(max(time, 0.0), timing.last) for time in (params.start, end))
        times = sample_times(media, start, end, params.count)
        cells = frame_cells(media, times, params.width, params.height, crop=params.crop)
        layout = grid(len(times), cells.width, cells.height, params.wrap)
        with assembled(cells.read(job.progress), layout, job.scratch / "cells") as image:
            encoded = encode(image, params.format)
    job.output("output", EXTENSIONS[params.format]).write_bytes(encoded)
    return Result(
        count=len(times),
        width=layout.width,
        height=layout.height,
        original_width=cells.original[0],
        original_height=cells.original[1],
        duration=timing.duration,
        frame_rate=timing.frame_rate,
        content_type=f"image/{params.format}",
    )


TASK = Task(
    name="video.strip",
    summary="Create a strip of custom dimensions that shows frames of a video side by side.",
    params=Params,
    result=Result,
    run=run,
    outputs=(Output("output", "The strip: `.jpg` or `.png`."),),
    limits=Limits(wall=300.0),
    preload=("dragonet.media.frame_cells", "dragonet.media.probe", "dragonet.media.strip"),
)
