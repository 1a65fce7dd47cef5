"""`video.upload.youtube`: a video on YouTube."""

from pydantic import Field

from dragonet.engine.spec import Task
from dragonet.targets import options
from dragonet.tasks.video.upload.upload import LIMITS, PRELOAD, Measured, Upload, run, target


class Params(options.YouTube, Upload):
    """Parameters of `video.upload.youtube`."""


class Result(Measured):
    """Output values of `video.upload.youtube`."""

    output: str = Field(
        description="URL of the uploaded video on YouTube.",
        examples=["https://www.youtube.com/watch?v=dQw4w9WgXcQ"],
    )
    privacy_status: str = Field(
        description="Who may see the video, as YouTube decided: `public`, `private` or `unlisted`.",
        examples=["public"],
    )


TASK = Task(
    name="video.upload.youtube",
    summary="Upload a video to YouTube.",
    params=Params,
    result=Result,
    run=run,
    lane="upload",
    limits=LIMITS,
    preload=PRELOAD,
    sends=lambda params: target("youtube", params),
)
