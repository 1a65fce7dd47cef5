"""Task `image.thumb`: a new image of custom dimensions and orientation."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from dragonet.engine.spec import Output, Source, Task, TaskParams, TaskResult
from dragonet.job import Job

MAX_SIDE = 16384


def _number(value: object) -> object:
    """Digits from a query string as a number; a Literal of numbers takes nothing else."""
    return int(value) if isinstance(value, str) and value.isdecimal() else value


class Params(TaskParams):
    """Parameters of `image.thumb`."""

    url: Source = Field(description="URL of the source image.")
    width: int | None = Field(
        None,
        ge=1,
        le=MAX_SIDE,
        description="Desired thumbnail width, in pixels. Left out, it follows from the height; "
        "without both, the image keeps its size.",
        examples=[320],
    )
    height: int | None = Field(
        None,
        ge=1,
        le=MAX_SIDE,
        description="Desired thumbnail height, in pixels. Left out, it follows from the width.",
    )
    crop: bool = Field(
        False,
        description="If true, the original image fills the new dimensions and is cut around its "
        "centre. If false, it fits them with its aspect kept: one of the two is reached, neither "
        "exceeded.",
    )
    rotation: Annotated[Literal[0, 90, 180, 270], BeforeValidator(_number)] = Field(
        0,
        description="A counter-clockwise rotation to apply to the thumbnail, in degrees, after "
        "the orientation that the file itself asks for. The dimensions are those of the result.",
    )
    poster: bool = Field(False, description="If true, a play icon is added in the center.")
    focus: Literal["center", "faces", "smart"] = Field(
        "center",
        description="What `crop` keeps: the centre; faces, where there are any; or, with "
        "`smart`, what stands out, faces included.",
    )
    format: Literal["jpeg", "gif", "png", "webp", "avif"] = Field(
        "jpeg",
        description="The output format. JPEG shows `background` where the image is transparent. "
        "Of an animation the first frame is taken.",
    )
    quality: int | None = Field(
        None,
        ge=1,
        le=100,
        description="Quality of JPEG (default 85), WebP (80) and AVIF (60).",
    )
    background: str = Field(
        "#ffffff",
        pattern="^#[0-9a-fA-F]{6}$",
        description="Colour, `#rrggbb`, behind a transparent image in a JPEG.",
    )


class Result(TaskResult):
    """Output values of `image.thumb`."""

    width: int = Field(description="Thumbnail width, in pixels.", examples=[320])
    height: int = Field(description="Thumbnail height, in pixels.", examples=[214])
    original_width: int = Field(
        description="Original image width: stored pixels, as image.info.", examples=[640]
    )
    original_height: int = Field(
        description="Original image height: stored pixels, as image.info.", examples=[427]
    )


def run(job: Job, params: Params) -> Result:
    """Decode at the smallest size that serves, scale, cut, turn and save as sRGB.

    Raises SourceError if the file is no picture of an allowed kind, is damaged or too large;
    LimitError if the thumbnail would be.
    """
    from dragonet.media.geometry import fit
    from dragonet.media.still import open_still, reading
    from dragonet.media.thumbnail import EXTENSIONS, encode, thumbnail

    source = job.source(params.url)
    still = open_still(source.path, source.url)
    plan = fit(
        still.width,
        still.height,
        params.width,
        params.height,
        crop=params.crop,
        turned=(still.orientation >= 5) != (params.rotation % 180 == 90),
    )
    with reading(still.url, still.kind):
        if params.focus == "center":
            image = thumbnail(still, plan, params.rotation)
        else:
            from dragonet.media.focus import focused

            image = focused(still, plan, params.rotation, params.focus)
        if params.poster:
            from dragonet.media.poster import add_poster

            image = add_poster(image)
        background = bytes.fromhex(params.background[1:])
        encoded = encode(
            image,
            params.format,
            params.quality,
            (background[0], background[1], background[2]),
        )
    job.output("output", EXTENSIONS[params.format]).write_bytes(encoded)
    return Result(
        width=plan.width,
        height=plan.height,
        original_width=still.width,
        original_height=still.height,
    )


TASK = Task(
    name="image.thumb",
    summary="Create a new image of custom dimensions and orientation from an original image.",
    params=Params,
    result=Result,
    run=run,
    outputs=(Output("output", "The thumbnail: `.jpg`, `.gif`, `.png`, `.webp` or `.avif`."),),
    lane="quick",
    preload=("pyvips", "dragonet.media.thumbnail"),
)
