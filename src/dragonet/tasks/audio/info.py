"""`audio.info`: duration, type, codec and tags of an audio file."""

from pydantic import Field

from dragonet.engine.spec import Source, Task, TaskParams, TaskResult
from dragonet.job import Job


class Params(TaskParams):
    """Parameters of `audio.info`."""

    url: Source = Field(description="URL of the audio file to be scanned.")


class Result(TaskResult):
    """Output values of `audio.info`."""

    duration: float = Field(
        description="Duration of the audio in seconds, rounded to 1/100th second: that of the "
        "sound in the file, whatever its header claims.",
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
        description="Average bits per second of the audio; null if the duration is 0, or if "
        "a file with pictures, too, does not state it.",
        examples=[192000],
    )
    title: str | None = Field(
        description="Title by the file's tags; null if it has none.", examples=["So What"]
    )
    artist: str | None = Field(
        description="Artist by the file's tags; null if it has none.", examples=["Miles Davis"]
    )
    cover: bool = Field(description="Whether there is cover art in the file.", examples=[True])


def run(job: Job, params: Params) -> Result:
    """Measure the main audio stream; a file with video too is described by its sound.

    The duration is counted from the packets, the last second of them decoded, without the delay and
    padding of the encoder where the file states them: what a header claims is not believed.
    Raises SourceError if the file has no sound or cannot be read.
    """
    from dragonet.media.audio.tags import has_cover, read_tags
    from dragonet.media.container import open_media
    from dragonet.media.probe import audio_timing, codec_name, content_type

    source = job.source(params.url)
    with open_media(source.path, source.url, "audio") as media:
        stream = media.audio()
        duration, bit_rate = audio_timing(media)
        tags = read_tags(media)
        return Result(
            duration=round(duration, 2),
            content_type=content_type(media),
            codec=codec_name(stream),
            channels=stream.codec_context.channels,
            sample_rate=stream.codec_context.sample_rate,
            bit_rate=bit_rate,
            title=tags.get("title"),
            artist=tags.get("artist"),
            cover=has_cover(media),
        )


TASK = Task(
    name="audio.info",
    summary="Return duration, codec, rates, title and artist of an audio file.",
    params=Params,
    result=Result,
    run=run,
    preload=("dragonet.media.probe",),
)
