"""`audio.waveform`: a picture of how loud sound is over time."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from dragonet.engine.spec import Limits, Output, Source, Task, TaskParams, TaskResult
from dragonet.errors import ParameterError
from dragonet.job import Job

if TYPE_CHECKING:
    from dragonet.media.audio.peaks import Heard

MAX_SIDE = 16384
QUALITY = 92
"""Of JPEG: thin lines keep their colours."""

Colour = Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?$")]


class Params(TaskParams):
    """Parameters of `audio.waveform`."""

    url: Source = Field(description="URL of the audio file to be scanned.")
    width: int = Field(
        1024,
        ge=1,
        le=MAX_SIDE,
        description="Width of the image, in pixels; one column each for an equal part of the "
        "time. In JSON, the most columns there may be.",
    )
    height: int = Field(60, ge=1, le=MAX_SIDE, description="Height of the image, in pixels.")
    vmargin: int = Field(
        0,
        ge=0,
        description="Vertical margin: pixels left empty above and below the waveform. Full scale "
        "fills the height between them; quiet sound is not made louder.",
    )
    fill: Colour = Field(
        "#000000",
        description="Color of the waveform, `#rrggbb` or `#rrggbbaa`. Its transparency shows the "
        "background.",
    )
    background: Colour = Field(
        "#FFFFFF",
        description="Color of the background, `#rrggbb` or `#rrggbbaa`. What is transparent stays "
        "so in PNG, and is white in JPEG.",
    )
    start: float = Field(
        0.0, ge=0, description="Seconds to start from; before the end of the audio."
    )
    end: float | None = Field(
        None,
        gt=0,
        description="Seconds to end at, after `start`; left out or past the end of the audio, "
        "it is that.",
        examples=[30.0],
    )
    format: Literal["png", "jpeg", "json"] = Field(
        "jpeg",
        description="Format of the output: an image, or the peaks as numbers for players such as "
        "peaks.js and wavesurfer.js (audiowaveform's JSON, 16 bits).",
    )
    channels: Literal["mix", "split"] = Field(
        "mix",
        description="`mix` shows the mean of all channels, `split` each in a row of its own, one "
        "under the other.",
    )

    @field_validator("vmargin")
    @classmethod
    def _leaves_room(cls, value: int, info: ValidationInfo) -> int:
        height = info.data.get("height")
        if height is not None and 2 * value >= height:
            raise ValueError(f"twice that must be less than the height, {height}")
        return value

    @field_validator("end")
    @classmethod
    def _after_start(cls, value: float | None, info: ValidationInfo) -> float | None:
        start = info.data.get("start")
        if value is not None and start is not None and value <= start:
            raise ValueError(f"must be after the start, {start:g}")
        return value


class Result(TaskResult):
    """Output values of `audio.waveform`."""

    duration: float = Field(
        description="Duration of the audio file in seconds, rounded to 1/100th second.",
        examples=[213.52],
    )
    width: int = Field(
        description="Width of the image, in pixels; in JSON, the number of columns.",
        examples=[1024],
    )
    height: int | None = Field(
        description="Height of the image, in pixels; null in JSON.", examples=[60]
    )
    content_type: str = Field(description="Type of the file.", examples=["image/jpeg"])


def run(job: Job, params: Params) -> Result:
    """Look at every sample of the main audio stream, then draw.

    Raises SourceError if the file has no sound or cannot be read; ParameterError if `start` is
    past the end of the sound, or the height too small for all channels.
    """
    from dragonet.media.audio.peaks import equal, hear, whole
    from dragonet.media.audio.waveform import as_json
    from dragonet.media.container import open_media

    source = job.source(params.url)
    grid = (whole if params.format == "json" else equal)(params.width)
    split = params.channels == "split"
    with open_media(source.path, source.url, "audio") as media:
        heard = hear(media, params.start, params.end, grid, split=split, progress=job.progress)
        if not heard.peaks.samples and not params.start:
            raise media.damaged("there is no sound in it")
    if not heard.peaks.samples:
        length = f"which is {heard.duration:.2f} s"
        raise ParameterError("start", f"{params.start:g} is past the end of the audio, {length}")
    if params.format != "json":
        return _drawn(job, params, params.format, heard)
    job.output("output", "json").write_bytes(as_json(heard, params.width))
    return _result(heard, None, "application/json")


def _result(heard: "Heard", height: int | None, content_type: str) -> Result:
    return Result(
        duration=round(heard.duration, 2),
        width=heard.peaks.low.shape[1],
        height=height,
        content_type=content_type,
    )


def _drawn(job: Job, params: Params, kind: Literal["png", "jpeg"], heard: "Heard") -> Result:
    from dragonet.media.audio.waveform import Style, draw
    from dragonet.media.thumbnail import EXTENSIONS, encode

    rows = len(heard.peaks.low)
    if params.height - 2 * params.vmargin < rows:
        raise ParameterError(
            "height",
            f"{params.height} is too small for {rows} channels with a margin of "
            f"{params.vmargin}: each needs a pixel",
        )
    style = Style(params.height, params.vmargin, _rgba(params.fill), _rgba(params.background))
    encoded = encode(draw(heard.peaks, style), kind, quality=QUALITY)
    job.output("output", EXTENSIONS[kind]).write_bytes(encoded)
    return _result(heard, params.height, f"image/{kind}")


def _rgba(colour: str) -> tuple[int, int, int, int]:
    red, green, blue, alpha = bytes.fromhex(colour[1:].ljust(8, "f"))
    return red, green, blue, alpha


TASK = Task(
    name="audio.waveform",
    summary="Create a waveform image from an audio file.",
    params=Params,
    result=Result,
    run=run,
    outputs=(Output("output", "The waveform: `.jpg`, `.png` or `.json`."),),
    lane="quick",
    limits=Limits(wall=600.0),
    preload=("dragonet.media.audio.peaks", "dragonet.media.audio.waveform", "dragonet.media.probe"),
)
