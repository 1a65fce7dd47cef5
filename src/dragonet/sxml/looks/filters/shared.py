"""Attributes that several filters have."""

from dragonet.sxml.attributes import Attribute
from dragonet.sxml.types import integer

SEED = Attribute(
    "seed",
    integer(0, 999_999_999),
    "Which of all that chance may make it is; without it, another at each place of the document.",
)
