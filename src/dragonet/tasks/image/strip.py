"""Task `image.strip`: pictures side by side in one."""

from typing import Literal

from pydantic import Field

from dragonet.engine.spec import Limits, Output, Source, Task, TaskParams, TaskResult
from dragonet.job import Job

MAX_IMAGES = 500
MAX_SIDE = 16384


class Params(TaskParams):
    """Parameters of `image.strip`."""

    urls: list[Source] = Field(
        min_length=1,
        max_length=MAX_IMAGES,
        description=f"URLs of the images, at most {MAX_IMAGES}, from left to right. They "
        "may differ in format, size and orientation; of an animation the first frame is taken.",
        examples=[["https://example.com/photo.jpg"]],
    )
    width: int | None = Field(
        None,
        ge=1,
        le=MAX_SIDE,
        description="Width of each cell, in pixels. Left out, it is that of the widest image, "
        "once all have the height asked for.",
        examples=[160],
    )
    height: int | None = Field(
        None,
        ge=1,
        le=MAX_SIDE,
        description="Height of each cell, in pixels. Left out, it is that of the tallest image, "
        "once all have the width asked for.",
    )
    crop: bool = Field(
        False,
        description="If true, each image fills its cell and is cut around its centre. If false, "
        "it fits the cell with its aspect kept, in the middle; what is left over is white in JPEG "
        "and transparent in PNG.",
    )
    wrap: int | None = Field(
        None,
        ge=1,
        description="Number of images side by side before a new row starts. Left out, all are in "
        "one row.",
        examples=[4],
    )
    format: Literal["jpeg", "png"] = Field("jpeg", description="The output format.")


class Result(TaskResult):
    """Output values of `image.strip`."""

    count: int = Field(description="Number of images in the strip.", examples=[1])
    width: int = Field(description="Width of the strip, in pixels.", examples=[160])
    height: int = Field(description="Height of the strip, in pixels.", examples=[107])
    content_type: str = Field(description="Type of the file.", examples=["image/jpeg"])


def run(job: Job, params: Params) -> Result:
    """Decode one image after the other into its cell, then encode the whole.

    Raises SourceError naming the item if an image cannot be read, LimitError if the strip would
    be too large.
    """
    from dragonet.media.series import cells, common_size
    from dragonet.media.strip import assembled, grid
    from dragonet.media.thumbnail import EXTENSIONS, encode

    sources = [job.source(url) for url in params.urls]
    size = common_size(sources, params.width, params.height)
    layout = grid(len(sources), *size, params.wrap)
    pictures = cells(sources, *size, job.progress, crop=params.crop)
    with assembled(pictures, layout, job.scratch / "cells") as image:
        encoded = encode(image, params.format)
    job.output("output", EXTENSIONS[params.format]).write_bytes(encoded)
    return Result(
        count=len(sources),
        width=layout.width,
        height=layout.height,
        content_type=f"image/{params.format}",
    )


TASK = Task(
    name="image.strip",
    summary="Create a strip of custom dimensions that shows images side by side.",
    params=Params,
    result=Result,
    run=run,
    outputs=(Output("output", "The strip: `.jpg` or `.png`."),),
    lane="quick",
    limits=Limits(wall=300.0),
    preload=("pyvips", "dragonet.media.strip"),
)
