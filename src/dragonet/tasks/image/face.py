"""Task `image.face`: the faces in a picture."""

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from dragonet.engine.spec import Limits, Source, Task, TaskParams, TaskResult
from dragonet.job import Job

if TYPE_CHECKING:
    from dragonet.media.faces import Face

Place = tuple[float, float]


LEAST = 0.3
"""Lowest confidence that is reported."""


class Params(TaskParams):
    """Parameters of `image.face`."""

    url: Source = Field(description="URL of the analyzed image.")


class Landmarks(BaseModel):
    """Places in a face, `[x, y]` in pixels of the upright image."""

    model_config = ConfigDict(extra="forbid")

    left_eye: Place = Field(description="The eye that is left as the face is seen, `[x, y]`.")
    right_eye: Place = Field(description="The eye that is right as the face is seen, `[x, y]`.")
    nose: Place = Field(description="Tip of the nose, `[x, y]`.")
    mouth: Place = Field(description="Middle of the mouth, `[x, y]`.")


class FoundFace(BaseModel):
    """One face; pixels of the upright image, from its top left corner."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["frontal", "profile"] = Field(description="How the face is seen.")
    confidence: float = Field(
        description="How surely it is a face, 0.3 to 1; below 0.5 it more likely is none."
    )
    x: int = Field(description="Left edge of its box, pixels.")
    y: int = Field(description="Top edge of its box, from above the brows to the chin, pixels.")
    width: int = Field(description="Width of its box, pixels.")
    height: int = Field(description="Height of its box, pixels.")
    landmarks: Landmarks = Field(description="Eyes, nose and mouth, pixels.")


_EXAMPLE = {
    "type": "frontal",
    "confidence": 0.998,
    "x": 171,
    "y": 66,
    "width": 109,
    "height": 109,
    "landmarks": {
        "left_eye": [203.1, 100.9],
        "right_eye": [248.0, 103.6],
        "nose": [224.2, 127.9],
        "mouth": [223.4, 148.2],
    },
}


class Result(TaskResult):
    """Output values of `image.face`."""

    faces: list[FoundFace] = Field(
        description="The detected faces, best first: `type` (`frontal` or `profile`), "
        "`confidence` (0.3 to 1; 0.5 is a sensible cut), the box `x`, `y`, `width`, `height` and "
        "`landmarks` (`left_eye`, `right_eye`, `nose`, `mouth`, each `[x, y]`; left and right as "
        "seen), all in pixels of the upright image.",
        examples=[[_EXAMPLE]],
    )


def run(job: Job, params: Params) -> Result:
    """Search at every scale, turned by up to 45 degrees.

    Faces are found from about 20 pixels on in pictures of up to 12 megapixels; larger ones are
    reduced to that first. Raises SourceError if the file is no picture of an allowed kind or is
    damaged.
    """
    from dragonet.media.faces import PIXELS, find_faces
    from dragonet.media.pixels import upright_pixels, upright_size
    from dragonet.media.still import open_still

    source = job.source(params.url)
    still = open_still(source.path, source.url)
    pixels = upright_pixels(still, PIXELS)
    width, height = upright_size(still)
    across, down = width / pixels.shape[1], height / pixels.shape[0]
    found = (face.scaled(across, down) for face in find_faces(pixels, LEAST))
    return Result(faces=[_reported(face, width, height) for face in found])


def _reported(face: "Face", width: int, height: int) -> FoundFace:
    """In whole pixels, at least one of them inside the image."""
    x, y = min(round(face.x), width - 1), min(round(face.y), height - 1)
    right, bottom = round(face.x + face.width), round(face.y + face.height)
    points = {
        name: (round(across, 1), round(down, 1)) for name, (across, down) in face.landmarks.items()
    }
    return FoundFace(
        type=face.type,
        confidence=round(face.confidence, 3),
        x=x,
        y=y,
        width=max(1, min(right, width) - x),
        height=max(1, min(bottom, height) - y),
        landmarks=Landmarks(**points),
    )


TASK = Task(
    name="image.face",
    summary="Return an array of positions of detected faces, with type and confidence.",
    params=Params,
    result=Result,
    run=run,
    lane="quick",
    limits=Limits(wall=60.0, stall=60.0),
    preload=("dragonet.media.faces",),
)
