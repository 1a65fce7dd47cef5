"""`video.reverse`: a video backwards."""

from pydantic import Field

from dragonet.engine.spec import Output, Task
from dragonet.job import Job
from dragonet.media.video.codecs import CONTAINERS
from dragonet.tasks.video.encoding import LIMITS, EncodedResult, Encoding, RateControl, wish_of


class Params(Encoding):
    """Parameters of `video.reverse`."""

    video_bitrate: int | None = Field(
        None, ge=16, le=200_000, description="Video bitrate, kbit/s. Default: the source's."
    )
    rate_control: RateControl = Field(
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

    source = job.source(params.url)
    wish = wish_of(params, params.rate_control, params.video_bitrate)
    output = job.output("output", CONTAINERS[wish.container].extension)
    same_rate = params.rate_control != "crf" and params.video_bitrate is None
    found = reverse(source.path, source.url, wish, output, job.progress, same_rate=same_rate)
    return Result(alpha=False, rotation=0.0, **vars(found))


TASK = Task(
    name="video.reverse",
    summary="Create a reversed video file of custom dimensions, and return its values.",
    params=Params,
    result=Result,
    run=run,
    outputs=(Output("output", "The reversed video: `.mp4`, `.wmv`, `.mov`, `.mkv` or `.webm`."),),
    lane="heavy",
    limits=LIMITS,
    v2_defaults={"audio_bitrate": 128, "sample_rate": 44100},
    preload=("dragonet.media.video.reverse",),
)
