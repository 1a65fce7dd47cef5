"""`audio.info`: duration, type and codec of an audio file."""

from pydantic import Field

from dragonet.engine.spec import Source, Task, TaskParams, TaskResult
from dragonet.job import Job


class Params(TaskParams):
    """Parameters of `audio.info`."""

    url: Source = Field(description="URL of the audio file to be scanned.")


class Result(TaskResult):
    """Output values of `audio.info`."""

    duration: float = Field(
        description="Duration of the audio in seconds, rounded to 1/100th second.",
        examples=[213.52],
    )
    content_type: str = Field(
        description="Content-type of the audio file, by its content.", examples=["audio/mpeg"]
    )
    codec: str = Field(
        description="Codec of the audio: `mp3`, `aac`, `vorbis`, `pcm_s16le`, …", examples=["mp3"]
    )
    channels: int = Field(description="Number of channels.", examples=[2])
    sample_rate: int = Field(description="Samples per second of one channel, Hz.", examples=[44100])
    bit_rate: int | None = Field(
        description="Average bits per second of the audio; null if the duration is 0.",
        examples=[192000],
    )


def run(job: Job, params: Params) -> Result:
    """Measure the main audio stream; a file with video too is described by its sound.

    Raises SourceError if the file has no sound or cannot be read.
    """
    from dragonet.media.container import open_media
    from dragonet.media.probe import audio_timing, codec_name, content_type

    source = job.source(params.url)
    with open_media(source.path, source.url, "audio") as media:
        stream = media.audio()
        duration, bit_rate = audio_timing(media)
        return Result(
            duration=round(duration, 2),
            content_type=content_type(media),
            codec=codec_name(stream),
            channels=stream.codec_context.channels,
            sample_rate=stream.codec_context.sample_rate,
            bit_rate=bit_rate,
        )


TASK = Task(
    name="audio.info",
    summary="Return duration and codec of an audio file.",
    params=Params,
    result=Result,
    run=run,
    preload=("dragonet.media.probe",),
)
