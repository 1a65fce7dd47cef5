"""`video.convert`: a video in another size and codec."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field, ValidationInfo, field_validator

from dragonet.engine.spec import Output, Task
from dragonet.job import Job
from dragonet.media.video.codecs import CONTAINERS
from dragonet.tasks.video.encoding import LIMITS, EncodedResult, Encoding, RateControl, wish_of

if TYPE_CHECKING:
    from dragonet.media.video.hls import Files

_RENDITIONS = tuple(
    output
    for number in range(1, 6)
    for output in (
        Output(
            f"playlist{number}",
            f"Of HLS, the playlist of rendition {number}: `.m3u8`.",
            optional=True,
        ),
        Output(
            f"video{number}",
            f"Of HLS, pictures and sound of rendition {number}: `.mp4`.",
            optional=True,
        ),
    )
)


class Params(Encoding):
    """Parameters of `video.convert`."""

    video_bitrate: int = Field(
        512,
        ge=16,
        le=200_000,
        description="Video bitrate, kbit/s; it counts if it is given, or by `rate_control`.",
    )
    rate_control: RateControl = Field(
        "crf",
        description="`crf`: constant quality. `bitrate`: `video_bitrate` on average and at most, "
        "over the two seconds of a player's buffer. `capped`: constant quality, but no more than "
        "`video_bitrate`. Default: `bitrate` if `video_bitrate` is given, `capped` if `crf` is, "
        "too, else `crf`.",
    )

    format: Literal["file", "hls"] = Field(
        "file",
        description="`file`: one file. `hls`: a stream for HLS players, as H.264 and AAC: the "
        "output is the master playlist; renditions of falling size follow it, down to 240 lines, "
        "each with at most its share of `video_bitrate`, if that counts.",
    )

    @field_validator("format")
    @classmethod
    def _streams(cls, value: str, info: ValidationInfo) -> str:
        codecs = info.data.get("video_codec"), info.data.get("audio_codec")
        if value == "hls" and (codecs != ("h264", "aac") or info.data.get("container")):
            raise ValueError("it is h264 with aac, without a container of choice")
        return value


class Result(EncodedResult):
    """Output values of `video.convert`."""


def run(job: Job, params: Params) -> Result:
    """Transcode the file, then probe what was written.

    Raises TaskError if the source has no video or cannot be read, or the file that was written is
    not what was asked for.
    """
    from dragonet.media.video.transcode import transcode

    source = job.source(params.url)
    wish = wish_of(params, params.rate_control, params.video_bitrate)
    if params.format == "hls":
        from dragonet.media.video.hls import stream

        master, files = job.output("output", "m3u8"), _files(job)
        found = stream(
            source.path, source.url, wish, master=master, files=files, report=job.progress
        )
    else:
        output = job.output("output", CONTAINERS[wish.container].extension)
        found = transcode(source.path, source.url, wish, output, job.progress)
    return Result(**vars(found), alpha=False, rotation=0.0)


def _files(job: Job) -> "list[Files]":
    """Where the renditions go, the largest first."""
    from dragonet.media.video.hls import Files

    return [
        Files(job.output("playlist1", "m3u8"), job.output("video1", "mp4")),
        Files(job.output("playlist2", "m3u8"), job.output("video2", "mp4")),
        Files(job.output("playlist3", "m3u8"), job.output("video3", "mp4")),
        Files(job.output("playlist4", "m3u8"), job.output("video4", "mp4")),
        Files(job.output("playlist5", "m3u8"), job.output("video5", "mp4")),
    ]


TASK = Task(
    name="video.convert",
    summary="Create a transcoded video file of custom dimensions, and return its values.",
    params=Params,
    result=Result,
    run=run,
    outputs=(
        Output(
            "output",
            "The video: `.mp4`, `.mov`, `.mkv`, `.webm`, `.wmv`; or the master playlist: `.m3u8`.",
        ),
        *_RENDITIONS,
    ),
    lane="heavy",
    limits=LIMITS,
    v2_defaults={"video_bitrate": 3000, "audio_bitrate": 128, "sample_rate": 44100},
    preload=("dragonet.media.video.transcode",),
)
