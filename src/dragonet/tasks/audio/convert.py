"""`audio.convert`: the sound of a file in another codec."""

from typing import Literal

from pydantic import Field

from dragonet.engine.spec import Limits, Output, Source, Task, TaskParams, TaskResult
from dragonet.job import Job


class Params(TaskParams):
    """Parameters of `audio.convert`."""

    url: Source = Field(
        description="URL of the audio file to be converted; of a video its sound is taken."
    )
    codec: Literal["mp3", "vorbis", "aac", "opus", "flac", "wav"] = Field(
        "mp3",
        description="Codec of the output file: MP3, Ogg Vorbis, AAC in M4A, Ogg Opus, FLAC or WAV.",
    )
    force: bool = Field(
        False,
        description="If false, sound that is in that codec already and that nothing else asks to "
        "change is not encoded again: a file of it is passed on untouched, otherwise it is put "
        "into the codec's container. If true, it is always encoded.",
    )
    bitrate: int | None = Field(
        None,
        ge=6,
        le=512,
        description="Bit rate of the file, kbit/s: 8 to 320 for mp3, 32 to 500 for vorbis (aimed "
        "at on average), 16 to 512 for aac, 6 to 510 for opus. Default: 96 a channel for mp3 and "
        "aac, 80 for vorbis, 64 for opus.",
        examples=[128],
    )
    sample_rate: int | None = Field(
        None,
        ge=8000,
        le=192000,
        description="Samples per second, Hz; one that the codec has. Default: the source's, or "
        "the nearest that the codec has.",
        examples=[44100],
    )
    channels: int | None = Field(
        None,
        ge=1,
        le=8,
        description="Number of channels: 1, 2, and 6 or 8 where the codec has surround. Default: "
        "the source's, or as many of them as the codec has.",
        examples=[2],
    )
    normalize: bool = Field(
        False,
        description="If true, the loudness is set to -16 LUFS (EBU R128) by one gain, and true "
        "peaks above -1 dBTP are held down. Silence stays silent.",
    )


class Result(TaskResult):
    """Output values of `audio.convert`."""

    duration: float = Field(
        description="Duration of the audio in seconds, rounded to 1/100th second.",
        examples=[213.52],
    )
    content_type: str = Field(description="Content-type of the file.", examples=["audio/mpeg"])
    codec: str = Field(description="Codec of the file, as asked for.", examples=["mp3"])
    channels: int = Field(description="Number of channels.", examples=[2])
    sample_rate: int = Field(description="Samples per second of one channel, Hz.", examples=[44100])
    bit_rate: int = Field(
        description="Average bits per second of the whole file.", examples=[128000]
    )
    untouched: bool = Field(
        description="Whether the sound was taken over without encoding it again.", examples=[False]
    )


def run(job: Job, params: Params) -> Result:
    """Convert the main audio stream, with title, artist, album, track, date, … and cover art.

    The file plays gapless: the encoder's delay and padding are written where the format has a
    place. Surround is mixed down where the codec or `channels` ask for it. Raises SourceError if
    the file has no sound or cannot be read.
    """
    from dragonet.media.audio.convert import Wanted, check, convert
    from dragonet.media.container import open_media

    wanted = Wanted(
        codec=params.codec,
        bit_rate=params.bitrate * 1000 if params.bitrate else None,
        sample_rate=params.sample_rate,
        channels=params.channels,
        normalize=params.normalize,
        force=params.force,
    )
    spec = check(wanted)
    source = job.source(params.url)
    with open_media(source.path, source.url, "audio") as media:
        path = job.output("output", spec.extension)
        done = convert(media, wanted, path, job.progress)
    return Result(
        duration=round(done.seconds, 2),
        content_type=spec.content_type,
        codec=spec.name,
        channels=done.channels,
        sample_rate=done.form.rate,
        bit_rate=round(path.stat().st_size * 8 / done.seconds) if done.seconds else 0,
        untouched=done.untouched,
    )


TASK = Task(
    name="audio.convert",
    summary="Transcode an audio file and return its duration.",
    params=Params,
    result=Result,
    run=run,
    outputs=(Output("output", "The sound: `.mp3`, `.ogg`, `.m4a`, `.opus`, `.flac` or `.wav`."),),
    lane="heavy",
    limits=Limits(wall=3600, stall=120),
    preload=("dragonet.media.audio.convert",),
)
