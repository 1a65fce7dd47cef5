"""Task `image.saliency`: the points of a picture that catch the eye."""

from pydantic import BaseModel, ConfigDict, Field

from dragonet.engine.spec import Limits, Source, Task, TaskParams, TaskResult
from dragonet.job import Job


class Params(TaskParams):
    """Parameters of `image.saliency`."""

    url: Source = Field(description="URL of the analyzed image.")


class SalientPoint(BaseModel):
    """One point, in pixels of the upright image."""

    model_config = ConfigDict(extra="forbid")

    x: int = Field(description="Pixels from the left edge.")
    y: int = Field(description="Pixels from the top edge.")
    saliency: float = Field(description="How much it stands out, 0 to 1.")


class Result(TaskResult):
    """Output values of `image.saliency`."""

    points: list[SalientPoint] = Field(
        description="At most 25 salient points, best first: `x` and `y` in pixels of the upright "
        "image and `saliency`, 0.1 to 1 of what stands out most. They are at least a twelfth of "
        "the image's diagonal apart. An image of one colour has none.",
        examples=[[{"x": 812, "y": 344, "saliency": 1.0}]],
    )


def run(job: Job, params: Params) -> Result:
    """Measure contrasts, edges, nearness to the centre and faces; see `media.saliency`.

    Raises SourceError if the file is no picture of an allowed kind or is damaged.
    """
    from dragonet.media.attention import PIXELS, attention
    from dragonet.media.pixels import upright_pixels, upright_size
    from dragonet.media.saliency import salient_points
    from dragonet.media.still import open_still

    source = job.source(params.url)
    still = open_still(source.path, source.url)
    width, height = upright_size(still)
    saliency = attention(upright_pixels(still, PIXELS))
    across, down = width / saliency.shape[1], height / saliency.shape[0]
    return Result(
        points=[
            SalientPoint(
                x=min(int(point.x * across), width - 1),
                y=min(int(point.y * down), height - 1),
                saliency=round(point.saliency, 3),
            )
            for point in salient_points(saliency)
        ]
    )


TASK = Task(
    name="image.saliency",
    summary="Return an array of salient points coordinates within an image.",
    params=Params,
    result=Result,
    run=run,
    lane="quick",
    limits=Limits(wall=30.0, stall=30.0),
    preload=("dragonet.media.attention",),
)
