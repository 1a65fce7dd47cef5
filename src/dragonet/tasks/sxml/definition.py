"""The parameter `definition`: a movie in SXML, and the files that it names."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationInfo

from dragonet.engine.parameters import faults
from dragonet.sxml.assets import KINDS, Kind, sources
from dragonet.sxml.parse import parse
from dragonet.sxml.problems import SxmlError
from dragonet.sxml.tiles import Servers


def _check(value: str, info: ValidationInfo) -> str:
    try:
        parse(value, local=bool((info.context or {}).get("local")))
    except SxmlError as error:
        raise faults(error.texts) from error
    return value


Definition = Annotated[
    str,
    Field(
        description="The movie, in SXML: "
        '`<movie service="craftsman-1.0"><body>…</body></movie>`, at most 1,000,000 bytes.',
        examples=[
            '<movie service="craftsman-1.0"><body><effect type="kenburns" duration="4.0">'
            '<image filename="http://example.com/photo.jpg"/></effect></body></movie>'
        ],
    ),
    AfterValidator(_check),
]


def files(
    definition: str, options: Mapping[str, Any], only: tuple[Kind, ...] = KINDS
) -> Mapping[str, str]:
    """The URLs that a definition needs and where each stands. Raises SxmlError."""
    return sources(parse(definition, local=True), Servers.of(options), only=only)
