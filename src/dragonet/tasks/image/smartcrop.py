"""Task `image.smartcrop`: the most interesting boxes of one shape in a picture."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from dragonet.engine.spec import Limits, Source, Task, TaskParams, TaskResult
from dragonet.errors import ParameterError
from dragonet.job import Job


class Params(TaskParams):
    """Parameters of `image.smartcrop`."""

    url: Source = Field(description="URL of the image file to be scanned.")
    aspect_ratio: float = Field(
        16 / 9,
        ge=0.001,
        le=1000,
        description="Width of the boxes over their height, 0.001 to 1000.",
        examples=[1.5],
    )
    boxes_number: int = Field(
        10, ge=1, le=1000, description="Most boxes to return, 1 to 1000; fewer if no more fit."
    )
    step_ratio: float = Field(
        0.03,
        ge=0.002,
        le=1,
        description="Step of the search over the image's diagonal, 0.002 to 1.",
    )
    diag_ratio: float = Field(
        0.3,
        ge=0.01,
        le=1,
        description="Diagonal of the boxes over the image's, 0.01 to 1. Boxes that would not fit "
        "into the image are made as large as fits.",
    )
    reverse: bool = Field(
        False, description="If true, the least interesting boxes are returned, the dullest first."
    )
    focus: Literal["entropy", "faces", "saliency"] = Field(
        "entropy",
        description="What is interesting: `entropy`, how varied the brightness within a box is; "
        "`saliency`, how much of what draws the eye it holds, faces among it; `faces`, how much of "
        "the faces above all.",
    )


class FoundBox(BaseModel):
    """One box, in pixels of the upright image."""

    model_config = ConfigDict(extra="forbid")

    x: int = Field(description="Left edge, pixels.")
    y: int = Field(description="Top edge, pixels.")
    width: int = Field(description="Width, pixels.")
    height: int = Field(description="Height, pixels.")
    score: float = Field(description="How interesting it is, 0 to 1.")


class Result(TaskResult):
    """Output values of `image.smartcrop`."""

    points: list[FoundBox] = Field(
        description="The boxes, best first: `x`, `y`, `width` and `height` in pixels of the "
        "upright image, and `score`, 0 to 1: the entropy over the highest possible one, or the "
        "share of what the whole image holds. They do not overlap and are all of one size.",
        examples=[[{"x": 150, "y": 20, "width": 180, "height": 120, "score": 0.9412}]],
    )


def run(job: Job, params: Params) -> Result:
    """Score boxes on a grid and take the best that do not overlap.

    Raises SourceError if the file is no picture of an allowed kind or is damaged;
    ParameterError if no box of the aspect ratio fits into it.
    """
    from dragonet.media.attention import PIXELS, attention
    from dragonet.media.crops import AREA, box_size, choose, entropy, grid, weight
    from dragonet.media.pixels import upright_pixels, upright_size
    from dragonet.media.still import open_still

    source = job.source(params.url)
    still = open_still(source.path, source.url)
    width, height = upright_size(still)
    try:
        size = box_size(width, height, params.aspect_ratio, params.diag_ratio)
    except ValueError as error:
        raise ParameterError(
            "aspect_ratio",
            f"No box of aspect ratio {params.aspect_ratio:g} fits into '{source.url}' of "
            f"{width} x {height} pixels: {1 / height:.3g} to {width} are possible.",
        ) from error
    corners = grid(width, height, size, params.step_ratio)
    if params.focus == "entropy":
        scores = entropy(upright_pixels(still, AREA), (width, height), corners, size)
    else:
        pixels = upright_pixels(still, PIXELS)
        weights = attention(pixels, faces_first=params.focus == "faces")
        scores = weight(weights, (width, height), corners, size)
    boxes = choose(
        (width, height), corners, size, scores, params.boxes_number, reverse=params.reverse
    )
    return Result(points=[FoundBox(**vars(box)) for box in boxes])


TASK = Task(
    name="image.smartcrop",
    summary="Return most interesting (entropy based), non-overlapping rectangles, for a given "
    "surface ratio, within an image.",
    params=Params,
    result=Result,
    run=run,
    lane="quick",
    limits=Limits(wall=60.0, stall=60.0),
    preload=("dragonet.media.attention", "dragonet.media.crops"),
)
