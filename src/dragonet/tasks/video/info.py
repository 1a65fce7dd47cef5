"""`video.info`: what a video file is."""

from pydantic import Field

from dragonet.engine.spec import Source, Task, TaskParams, TaskResult
from dragonet.job import Job


class Params(TaskParams):
    """Parameters of `video.info`."""

    url: Source = Field(description="URL of the video file to be scanned.")


class Result(TaskResult):
    """Output values of `video.info`."""

    content_type: str = Field(
        description="Media type of the video file, by its content.", examples=["video/mp4"]
    )
    width: int = Field(
        description="Width of the stored pixels, before any rotation.", examples=[1920]
    )
    height: int = Field(
        description="Height of the stored pixels, before any rotation.", examples=[1080]
    )
    duration: float = Field(
        description="Video duration, seconds: picture or sound, the longer.", examples=[12.5]
    )
    frame_rate: float = Field(description="Average frame rate, frames per second.", examples=[25.0])
    alpha: bool = Field(description="Whether the video has an alpha channel.")
    rotation: float = Field(
        description="The counter-clockwise rotation that should be applied to the video to see "
        "it as it was shot, degrees: 0, 90, 180 or 270.",
        examples=[0.0],
    )
    audio_codec: str | None = Field(
        description="Audio codec name; null without sound.", examples=["aac"]
    )
    video_codec: str = Field(description="Video codec name.", examples=["h264"])


def run(job: Job, params: Params) -> Result:
    """Measure the file and decode its first frame.

    Raises SourceError if the file has no video or cannot be read.
    """
    from dragonet.media.container import open_media
    from dragonet.media.frames import frame_at
    from dragonet.media.picture import has_alpha, is_opaque, view_of
    from dragonet.media.probe import audio_codec, codec_name, content_type, video_timing

    source = job.source(params.url)
    with open_media(source.path, source.url, "video") as media:
        video = media.video()
        frame = frame_at(media, 0.0)
        codec = codec_name(video)
        duration, frame_rate = video_timing(media)
        return Result(
            content_type=content_type(media),
            width=frame.width,
            height=frame.height,
            duration=duration,
            frame_rate=frame_rate,
            alpha=has_alpha(frame) and not (codec == "gif" and is_opaque(frame)),
            rotation=view_of(frame).rotation,
            audio_codec=audio_codec(media),
            video_codec=codec,
        )


TASK = Task(
    name="video.info",
    summary="Return video file information.",
    params=Params,
    result=Result,
    run=run,
    preload=("dragonet.media.picture", "dragonet.media.probe"),
)
