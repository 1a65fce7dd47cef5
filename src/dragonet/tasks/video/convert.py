"""`video.convert`: a video in another size and codec."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, ValidationInfo, model_validator

from dragonet.engine.spec import Output, Task
from dragonet.job import Job
from dragonet.media.video.codecs import CONTAINERS, container_for
from dragonet.tasks.video.encoding import LIMITS, EncodedResult, Encoding, given


class Params(Encoding):
    """Parameters of `video.convert`."""

    video_bitrate: int = Field(
        512,
        ge=16,
        le=200_000,
        description="Video bitrate, kbit/s; it counts if it is given, or by `rate_control`.",
    )
    rate_control: Literal["crf", "bitrate", "capped"] = Field(
        "crf",
        description="`crf`: constant quality. `bitrate`: `video_bitrate` on average and at most, "
        "over the two seconds of a player's buffer. `capped`: constant quality, but no more than "
        "`video_bitrate`. Default: `bitrate` if `video_bitrate` is given, `capped` if `crf` is, "
        "too, else `crf`.",
    )

    @model_validator(mode="before")
    @classmethod
    def _rate_control(cls, data: Any, info: ValidationInfo) -> Any:
        if not isinstance(data, Mapping) or "rate_control" in data:
            return data
        names = given(data, info)
        if "video_bitrate" not in names:
            return data
        return {**data, "rate_control": "capped" if "crf" in names else "bitrate"}


class Result(EncodedResult):
    """Output values of `video.convert`."""


def run(job: Job, params: Params) -> Result:
    """Transcode the file, then probe what was written.

    Raises SourceError if the source has no video or cannot be read, OutputError if the output is
    not what was asked for.
    """
    from dragonet.media.video.transcode import Wish, transcode

    source = job.source(params.url)
    name = container_for(params.video_codec, params.audio_codec, params.container)
    container = CONTAINERS[name]
    output = job.output("output", container.extension)
    wish = Wish(
        name,
        params.width,
        params.height,
        params.crop,
        video_codec=params.video_codec,
        crf=None if params.rate_control == "bitrate" else params.crf,
        video_bit_rate=None if params.rate_control == "crf" else params.video_bitrate * 1000,
        gop=params.gop,
        audio_codec=params.audio_codec,
        sample_rate=params.sample_rate,
        audio_bit_rate=params.audio_bitrate * 1000,
    )
    found = transcode(source.path, source.url, wish, output, job.progress)
    return Result(**vars(found), alpha=False, rotation=0.0)


TASK = Task(
    name="video.convert",
    summary="Create a transcoded video file of custom dimensions, and return its values.",
    params=Params,
    result=Result,
    run=run,
    outputs=(Output("output", "The video: `.mp4`, `.mov`, `.mkv`, `.webm` or `.wmv`."),),
    lane="heavy",
    limits=LIMITS,
    v2_defaults={"video_bitrate": 3000, "audio_bitrate": 128, "sample_rate": 44100},
    preload=("dragonet.media.video.transcode",),
)
