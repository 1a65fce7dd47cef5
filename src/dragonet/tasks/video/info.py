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
    display_aspect_ratio: str = Field(
        description="Aspect ratio of the picture with square pixels, before any rotation, "
        "`width:height` in lowest terms.",
        examples=["16:9"],
    )
    frames: int | None = Field(
        description="Number of frames; null if only reading all of a large file would tell.",
        examples=[312],
    )
    bit_rate: int | None = Field(
        description="Average bits per second of the file; null if the duration is 0.",
        examples=[5000000],
    )
    audio_channels: int | None = Field(
        description="Number of audio channels; null without sound.", examples=[2]
    )
    sample_rate: int | None = Field(
        description="Audio samples per second of one channel, Hz; null without sound.",
        examples=[48000],
    )


def run(job: Job, params: Params) -> Result:
    """Measure the file and decode its first frame.

    Raises SourceError if the file has no video or cannot be read.
    """
    from dragonet.media.container import open_media
    from dragonet.media.frames import frame_at
    from dragonet.media.picture import aspect_ratio, has_alpha, is_opaque, view_of
    from dragonet.media.probe import bit_rate, codec_name, content_type, video_timing

    source = job.source(params.url)
    with open_media(source.path, source.url, "video") as media:
        video = media.video()
        audio = media.audio() if media.audios() else None
        frame = frame_at(media, 0.0)
        codec = codec_name(video)
        timing = video_timing(media)
        aspect = aspect_ratio(frame.width, frame.height, video.sample_aspect_ratio)
        return Result(
            content_type=content_type(media),
            width=frame.width,
            height=frame.height,
            duration=timing.duration,
            frame_rate=timing.frame_rate,
            alpha=has_alpha(frame) and not (codec == "gif" and is_opaque(frame)),
            rotation=view_of(frame).rotation,
            audio_codec=codec_name(audio) if audio else None,
            video_codec=codec,
            display_aspect_ratio=f"{aspect.numerator}:{aspect.denominator}",
            frames=timing.frames,
            bit_rate=bit_rate(media, timing.duration),
            audio_channels=audio.codec_context.channels if audio else None,
            sample_rate=audio.codec_context.sample_rate if audio else None,
        )


TASK = Task(
    name="video.info",
    summary="Return video file information.",
    params=Params,
    result=Result,
    run=run,
    preload=("dragonet.media.picture", "dragonet.media.probe"),
)
