"""The parameter `profile`: size, rate and codecs of a movie by name."""

from typing import Annotated

from pydantic import AfterValidator, Field

from dragonet.sxml.movie.find import find
from dragonet.sxml.movie.profiles import PROFILES

ProfileName = Annotated[
    str,
    Field(
        description="Size, rate, codecs and container of the video by name, such as `720p`.",
        examples=["720p"],
        json_schema_extra={"enum": [*PROFILES]},
    ),
    AfterValidator(lambda name: find(name).name),
]
