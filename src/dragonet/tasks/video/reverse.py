"""`video.reverse`: a video backwards."""

from typing import Literal

from pydantic import Field

from dragonet.engine.spec import Output, Task
from dragonet.job import Job
from dragonet.media.video.codecs import CONTAINERS, container_for
from dragonet.tasks.video import convert
from dragonet.tasks.video.encoding import LIMITS, EncodedResult


class Params(convert.Params):
    """Parameters of `video.reverse`."""

    video_bitrate: int | None = Field(  # type: ignore[assignment]
        None, ge=16, le=200_000, description="Video bitrate, kbit/s. Default: the source's."
    )
    rate_control: Literal["crf", "bitrate", "capped"] = Field(
        "capped",
        description="`crf`: constant quality. `bitrate`: `video_bitrate` on average and at most, "
        "over the two seconds of a player's buffer. `capped`: constant quality, but no more than "
        "`video_bitrate`. Default: `bitrate` if `video_bitrate` is given without `crf`, else "
        "`capped`.",
    )


class Result(EncodedResult):
    """Output values of `video.reverse`."""


def run(job: Job, params: Params) -> Result:
    """Decode, reverse and encode the file, then probe what was written.

    Raises SourceError if the source has no video or cannot be read, OutputError if the output is
    not what was asked for.
    """
    from dragonet.media.video.reverse import reverse
    from dragonet.media.video.transcode import Wish

    source = job.source(params.url)
    name = container_for(params.video_codec, params.audio_codec, params.container)
    output = job.output("output", CONTAINERS[name].extension)
    limited = params.video_bitrate is not None and params.rate_control != "crf"
    wish = Wish(
        name,
        params.width,
        params.height,
        params.crop,
        video_codec=params.video_codec,
        crf=None if params.rate_control == "bitrate" else params.crf,
        video_bit_rate=(params.video_bitrate or 0) * 1000 if limited else None,
        gop=params.gop,
        audio_codec=params.audio_codec,
        sample_rate=params.sample_rate,
        audio_bit_rate=params.audio_bitrate * 1000,
    )
    same_rate = params.rate_control != "crf" and not limited
    found = reverse(source.path, source.url, wish, output, job.progress, same_rate=same_rate)
    return Result(alpha=False, rotation=0.0, **vars(found))


TASK = Task(
    name="video.reverse",
    summary="Create a reversed video file of custom dimensions, and return its values.",
    params=Params,
    result=Result,
    run=run,
    outputs=(Output("output", "The reversed video: `.mp4`, `.mov`, `.mkv` or `.webm`."),),
    lane="heavy",
    limits=LIMITS,
    v2_defaults={"audio_bitrate": 128, "sample_rate": 44100},
    preload=("dragonet.media.video.reverse",),
)
