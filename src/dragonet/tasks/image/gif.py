"""Task `image.gif`: an animation of pictures."""

from pydantic import Field

from dragonet.engine.spec import Limits, Output, Source, Task, TaskParams, TaskResult
from dragonet.errors import LimitError
from dragonet.job import Job

MAX_IMAGES = 1000
MAX_SIDE = 16384
MAX_PIXELS = 1 << 24
"""Most pixels of a frame: 16 megapixels (4096 x 4096)."""

SHORTEST = 2
"""1/100 s: players show frames of less for 0.1 s."""


class Params(TaskParams):
    """Parameters of `image.gif`."""

    images: list[Source] = Field(
        min_length=1,
        max_length=MAX_IMAGES,
        description=f"URLs of the images, at most {MAX_IMAGES}, in the order in which they "
        "are shown. They may differ in format, size and orientation; of an animation the first "
        "frame is taken.",
        examples=[["https://example.com/photo.jpg"]],
    )
    loop: int = Field(
        0,
        ge=-1,
        le=65536,
        description="How often players show the animation; 0 means for ever, -1 once, as 1 does.",
    )
    frame_duration: float = Field(
        0.1,
        gt=0,
        le=600,
        description="How long each image is shown, in seconds, rounded to 1/100 s; at least "
        "0.02 s, as players slow frames of less down to 0.1 s.",
        examples=[0.5],
    )
    width: int | None = Field(
        None,
        ge=1,
        le=MAX_SIDE,
        description="Width of the animation, in pixels. Left out, it is that of the widest image, "
        "once all have the height asked for. Images are scaled to fit, with their aspect kept; "
        "what is left over is transparent.",
        examples=[320],
    )
    height: int | None = Field(
        None,
        ge=1,
        le=MAX_SIDE,
        description="Height of the animation, in pixels. Left out, it is that of the tallest "
        "image, once all have the width asked for.",
    )


class Result(TaskResult):
    """Output values of `image.gif`."""

    width: int = Field(description="Width of the animation, in pixels.", examples=[320])
    height: int = Field(description="Height of the animation, in pixels.", examples=[214])
    count: int = Field(description="Number of frames.", examples=[1])
    duration: float = Field(description="Seconds that one pass takes.", examples=[0.5])
    content_type: str = Field(description="Type of the file.", examples=["image/gif"])


def run(job: Job, params: Params) -> Result:
    """Decode, reduce and write one image after the other.

    Raises SourceError naming the item if an image cannot be read, LimitError if the frames
    would have more than MAX_PIXELS.
    """
    from dragonet.media.gif import GifWriter
    from dragonet.media.series import cells, common_size

    sources = [job.source(url) for url in params.images]
    width, height = common_size(sources, params.width, params.height)
    if width * height > MAX_PIXELS:
        raise LimitError(
            f"an animation of {width} x {height} pixels is too large: at most "
            f"{MAX_PIXELS // 1_000_000} megapixels are allowed; ask for a smaller width or height"
        )
    delay = max(SHORTEST, round(params.frame_duration * 100))
    plays = 1 if params.loop < 0 else params.loop
    with job.output("output", "gif").open("wb") as file:
        writer = GifWriter(file, width, height, delay, plays)
        for picture in cells(sources, width, height, job.progress):
            writer.add(picture)
        writer.close()
    return Result(
        width=width,
        height=height,
        count=len(sources),
        duration=len(sources) * delay / 100,
        content_type="image/gif",
    )


TASK = Task(
    name="image.gif",
    summary="Create an animated GIF from a list of images.",
    params=Params,
    result=Result,
    run=run,
    outputs=(Output("output", "The animation: `.gif`."),),
    lane="heavy",
    limits=Limits(wall=3600.0),
    preload=("pyvips", "dragonet.media.gif"),
)
