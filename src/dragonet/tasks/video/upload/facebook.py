"""`video.upload.fb`: a video on a Facebook Page."""

from pydantic import Field

from dragonet.engine.spec import Task
from dragonet.targets import options
from dragonet.tasks.video.upload.upload import LIMITS, PRELOAD, Measured, Upload, run, target


class Params(options.Facebook, Upload):
    """Parameters of `video.upload.fb`."""


class Result(Measured):
    """Output values of `video.upload.fb`."""

    output: str = Field(
        description="URL of the uploaded video on Facebook.",
        examples=["https://www.facebook.com/watch/?v=1234567890"],
    )


TASK = Task(
    name="video.upload.fb",
    summary="Upload a video to a Facebook Page.",
    params=Params,
    result=Result,
    run=run,
    lane="upload",
    limits=LIMITS,
    preload=PRELOAD,
    sends=lambda params: target("facebook", params),
)
