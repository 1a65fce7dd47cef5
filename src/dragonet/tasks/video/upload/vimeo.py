"""`video.upload.vimeo`: a video on Vimeo."""

from pydantic import Field

from dragonet.engine.spec import Task
from dragonet.targets import options
from dragonet.tasks.video.upload.upload import LIMITS, PRELOAD, Measured, Upload, run, target


class Params(options.Vimeo, Upload):
    """Parameters of `video.upload.vimeo`."""


class Result(Measured):
    """Output values of `video.upload.vimeo`."""

    output: str = Field(
        description="URL of the uploaded video on Vimeo.", examples=["https://vimeo.com/1234567"]
    )
    free_space: int | None = Field(
        description="Bytes that the account may upload after this; null if Vimeo does not say.",
        examples=[5000000000],
    )
    uploaded_file_size: int = Field(description="Bytes that were uploaded.", examples=[1234567])


TASK = Task(
    name="video.upload.vimeo",
    summary="Upload a video to Vimeo.",
    params=Params,
    result=Result,
    run=run,
    lane="upload",
    limits=LIMITS,
    preload=PRELOAD,
    sends=lambda params: target("vimeo", params),
)
