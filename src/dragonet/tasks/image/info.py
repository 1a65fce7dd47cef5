"""Task `image.info`: what a picture's header and EXIF say."""

from pydantic import Field

from dragonet.engine.spec import Limits, Source, Task, TaskParams, TaskResult
from dragonet.job import Job

_COUNTER_CLOCKWISE = {1: 0.0, 3: 180.0, 6: 270.0, 8: 90.0}


class Params(TaskParams):
    """Parameters of `image.info`."""

    url: Source = Field(description="URL of the image file to be scanned.")


class Result(TaskResult):
    """Output values of `image.info`; null is what the file does not say."""

    content_type: str = Field(
        description="Content-Type of the image file, by its content.", examples=["image/jpeg"]
    )
    type: str = Field(description="Type of the file: `image`.", examples=["image"])
    width: int = Field(
        description="Width of the stored pixels, before any rotation.", examples=[1918]
    )
    height: int = Field(
        description="Height of the stored pixels, before any rotation.", examples=[1320]
    )
    alpha: bool = Field(description="Whether the image has an alpha channel.")
    rotation: float | None = Field(
        description="The counter-clockwise rotation that should be applied to the image to see it "
        "as it was shot, in degrees: 0, 90, 180 or 270. Null if the file does not say, or if the "
        "image must be flipped too."
    )
    exif_orientation: int | None = Field(description="EXIF orientation, 1 to 8.")
    date_time: str | None = Field(
        description="When the image was shot (else last changed), as EXIF writes it: "
        "`2009:11:02 01:21:55`.",
        examples=["2009:11:02 01:21:55"],
    )
    flash: bool | None = Field(description="Whether the flash fired.", examples=[False])
    focal_length: float | None = Field(
        description="Focal length of the lens, in millimetres.", examples=[28.0]
    )
    iso_speed: float | None = Field(description="ISO sensitivity.", examples=[640.0])
    exposure_time: float | None = Field(
        description="Exposure time in seconds, below one second to three significant digits.",
        examples=[0.00156],
    )


def run(job: Job, params: Params) -> Result:
    """Read the header; no pixel is decoded, so damage further on in the file is not seen.

    Raises SourceError if the file is no picture of an allowed kind, has a broken header or too
    many pixels.
    """
    from dragonet.media.exif import Shot, read_shot, read_shot_of_tiff
    from dragonet.media.still import HEIF, open_still

    source = job.source(params.url)
    still = open_still(source.path, source.url)
    shot = Shot()
    if still.kind.name == "tiff":
        shot = read_shot_of_tiff(source.path)
    elif still.image.get_typeof("exif-data"):
        shot = read_shot(still.image.get("exif-data"))
    # a HEIF container turns its picture itself, and its EXIF orientation is not to be applied
    orientation = None if still.kind.name in HEIF else shot.orientation
    return Result(
        content_type=still.kind.mime,
        type="image",
        width=still.width,
        height=still.height,
        alpha=still.image.hasalpha(),
        rotation=_COUNTER_CLOCKWISE.get(orientation or 0),
        exif_orientation=orientation,
        date_time=shot.date_time,
        flash=shot.flash,
        focal_length=shot.focal_length,
        iso_speed=shot.iso_speed,
        exposure_time=_rounded(shot.exposure_time),
    )


def _rounded(seconds: float | None) -> float | None:
    """1/640 s is 0.00156, as the documents' example has it."""
    if seconds is None:
        return None
    return float(f"{seconds:.3g}") if seconds < 1 else round(seconds, 3)


TASK = Task(
    name="image.info",
    summary="Return image file information.",
    params=Params,
    result=Result,
    run=run,
    lane="quick",
    limits=Limits(wall=30.0, stall=30.0),
    preload=("pyvips", "dragonet.media.still"),
)
