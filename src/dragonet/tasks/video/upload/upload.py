"""What the uploads to all platforms share: the video is measured here, and sent by the worker."""

from typing import Any

from pydantic import Field

from dragonet.engine.spec import Limits, Source, TaskParams, TaskResult
from dragonet.job import Job

PRELOAD = ("dragonet.media.probe",)

LIMITS = Limits(wall=120, stall=120)


class Upload(TaskParams):
    """The parameter of all uploads."""

    url: Source = Field(description="URL of the source video.")


class Measured(TaskResult):
    """What is known before the upload."""

    duration: float = Field(
        description="Duration of the input video file, seconds.", examples=[12.5]
    )


def run(job: Job, params: Upload) -> Measured:
    """Measure the video: what is none is not sent.

    Raises SourceError if the file has no video or cannot be read.
    """
    from dragonet.media.container import open_media
    from dragonet.media.probe import video_timing

    source = job.source(params.url)
    with open_media(source.path, source.url, "video") as media:
        return Measured(duration=video_timing(media).duration)


def target(kind: str, params: Upload) -> dict[str, Any]:
    """Where the video goes, for the worker."""
    return {"type": kind, **params.model_dump(mode="json", exclude={"url"})}
