"""`video.thumb`: a still of a video at a time."""

from typing import Literal

from pydantic import Field

from dragonet.engine.spec import Limits, Output, Source, Task, TaskParams, TaskResult
from dragonet.job import Job


class Params(TaskParams):
    """Parameters of `video.thumb`."""

    url: Source = Field(description="URL of the source video.")
    width: int | None = Field(
        None,
        ge=1,
        le=16384,
        description="Width of the box, pixels. Default: as the video is seen.",
        examples=[320],
    )
    height: int | None = Field(
        None, ge=1, le=16384, description="Height of the box, pixels. Default: as it is seen."
    )
    crop: bool = Field(
        False,
        description="If false, the frame fits the box; if true, it fills the box and is cut "
        "around its centre.",
    )
    time: float = Field(
        0.0,
        allow_inf_nan=False,
        description="Time of the frame, seconds; moved into the video if it lies outside.",
        examples=[2.5],
    )
    format: Literal["jpeg", "png"] = Field("jpeg", description="Format of the still.")
    poster: bool = Field(False, description="If true, a play button is drawn in the centre.")
    quality: int = Field(75, ge=1, le=95, description="JPEG quality, 1 to 95.")


class Result(TaskResult):
    """Output values of `video.thumb`."""

    width: int = Field(description="Width of the still, pixels.", examples=[320])
    height: int = Field(description="Height of the still, pixels.", examples=[180])
    original_width: int = Field(description="Width of the video's stored pixels.", examples=[1920])
    original_height: int = Field(
        description="Height of the video's stored pixels.", examples=[1080]
    )
    duration: float = Field(description="Duration of the video, seconds.", examples=[12.5])
    content_type: str = Field(description="Media type of the still.", examples=["image/jpeg"])


def run(job: Job, params: Params) -> Result:
    """Find the frame, scale it, write it."""
    from dragonet.media.container import open_media
    from dragonet.media.deinterlace import progressive
    from dragonet.media.frames import frame_at
    from dragonet.media.geometry import fit
    from dragonet.media.picture import square_size, to_image, view_of
    from dragonet.media.poster import add_poster
    from dragonet.media.probe import video_duration
    from dragonet.media.thumbnail import EXTENSIONS, encode

    source = job.source(params.url)
    with open_media(source.path, source.url, "video") as media:
        seconds = video_duration(media)
        time = min(params.time, seconds)
        frame = frame_at(media, time)
        whole = progressive(media, frame, time)
        shape = media.video().sample_aspect_ratio
    view = view_of(frame)
    size = square_size(frame.width, frame.height, shape)
    image = to_image(
        whole, fit(*size, params.width, params.height, crop=params.crop, turned=view.turned), view
    )
    if params.poster:
        image = add_poster(image)
    encoded = encode(image, params.format, params.quality)
    job.output("output", EXTENSIONS[params.format]).write_bytes(encoded)
    return Result(
        width=image.width,
        height=image.height,
        original_width=frame.width,
        original_height=frame.height,
        duration=seconds,
        content_type=f"image/{params.format}",
    )


TASK = Task(
    name="video.thumb",
    summary="Create an image of custom dimensions from the frame at a time of a video.",
    params=Params,
    result=Result,
    run=run,
    outputs=(Output("output", "The still: `.jpg` or `.png`."),),
    limits=Limits(wall=120, stall=120),
    preload=(
        "dragonet.media.picture",
        "dragonet.media.poster",
        "dragonet.media.probe",
        "dragonet.media.thumbnail",
    ),
)
