"""The parameter `profile`: size, rate and codecs of a movie by name."""

from difflib import get_close_matches
from typing import Annotated

from pydantic import AfterValidator, Field

from dragonet.sxml.movie.profile import Profile
from dragonet.sxml.movie.profiles import PROFILES


def found(name: str) -> Profile:
    """The profile of a name. Raises ValueError with the nearest name, or all of them."""
    if name in PROFILES:
        return PROFILES[name]
    near = get_close_matches(name.lower(), PROFILES, 1, 0.5)
    if near:
        raise ValueError(f"no such profile, did you mean '{near[0]}'?")
    raise ValueError(f"no such profile, choose one of: {', '.join(PROFILES)}")


ProfileName = Annotated[
    str,
    Field(
        description="Size, rate, codecs and container of the video by name, such as `720p`.",
        examples=["720p"],
        json_schema_extra={"enum": [*PROFILES]},
    ),
    AfterValidator(lambda name: found(name).name),
]
