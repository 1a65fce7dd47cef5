"""The voices, and what speaks each of them; stated once.

Another engine is one module with a class like `engine.Engine`, its line in `speak.ENGINES` and
the voices here that it speaks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

VoiceName = Literal[
    "neospeech:julie",
    "neospeech:paul",
    "neospeech:kate",
    "neospeech:neobridget",
    "neospeech:neovioleta",
    "att:crystal",
    "att:mike",
    "att:rosa",
    "att:alberto",
]


@dataclass(frozen=True)
class Voice:
    """A voice by what clients expect of its name, and who speaks it.

    Attributes:
        gender: `female` or `male`.
        accent: that its name promises: `US`, `UK` or `ES`.
        engine: a key of `speak.ENGINES`.
        settings: the engine's arguments.
    """

    gender: Literal["female", "male"]
    accent: Literal["US", "UK", "ES"]
    engine: str = "hibari"
    settings: Mapping[str, float] = field(default_factory=dict[str, float])


_LOWERED = {"pitch": 0.58, "formants": 0.87}

VOICES: Mapping[VoiceName, Voice] = {
    "neospeech:julie": Voice("female", "US"),
    "neospeech:paul": Voice("male", "US", settings=_LOWERED),
    "neospeech:kate": Voice("female", "US"),
    "neospeech:neobridget": Voice("female", "UK"),
    "neospeech:neovioleta": Voice("female", "ES"),
    "att:crystal": Voice("female", "US"),
    "att:mike": Voice("male", "US", settings=_LOWERED),
    "att:rosa": Voice("female", "ES"),
    "att:alberto": Voice("male", "ES", settings=_LOWERED),
}
"""Every voice by name. One woman's voice, American English, speaks them all: moved down for a
man's. There is no other accent and no Spanish yet: such names are spoken as the others."""
