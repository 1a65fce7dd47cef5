"""Every type of every element: the tuples that the language is made of.

A new look is declared in a file of its own, listed in the tuple of its kind here or in its package,
and taken from `LATER` if it was there.
"""

from collections.abc import Mapping

from dragonet.sxml.look import Kind, Look
from dragonet.sxml.looks.animators import (
    CUSTOM,
    GROW,
    ROT_IN,
    ROT_OUT,
    SLIDE,
    SLIDE_IN,
    SLIDE_OUT,
)
from dragonet.sxml.looks.effects import EFFECTS
from dragonet.sxml.looks.filters import FILTERS
from dragonet.sxml.looks.images import MAP, PICTURE
from dragonet.sxml.looks.letters import LETTERS
from dragonet.sxml.looks.texts import ADVANCED, CAPTION, LEGEND, ZONE
from dragonet.sxml.looks.transitions import TRANSITIONS
from dragonet.sxml.looks.transitions.crossfade import CROSSFADE

__all__ = [
    "ANIMATORS",
    "DEFAULTS",
    "EFFECTS",
    "FILTERS",
    "IMAGES",
    "LATER",
    "TEXTS",
    "TRANSITIONS",
]

ANIMATORS: tuple[Look, ...] = (
    SLIDE,
    SLIDE_IN,
    SLIDE_OUT,
    ROT_IN,
    ROT_OUT,
    GROW,
    CUSTOM,
    *LETTERS,
)
TEXTS: tuple[Look, ...] = (LEGEND, ZONE, ADVANCED, CAPTION)
IMAGES: tuple[Look, ...] = (MAP,)

DEFAULTS: Mapping[Kind, Look] = {"transition": CROSSFADE, "image": PICTURE}
"""The type of an element that does not say its own."""

LATER: Mapping[Kind, tuple[str, ...]] = {}
"""Types of the language that are not available yet: refused by name."""
