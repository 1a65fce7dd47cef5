"""Transitions: from one child of a sequence to the next."""

from dragonet.sxml.look import Look
from dragonet.sxml.looks.transitions.crossfade import CROSSFADE
from dragonet.sxml.looks.transitions.move import MOVE
from dragonet.sxml.looks.transitions.over import OVER
from dragonet.sxml.looks.transitions.under import UNDER

TRANSITIONS: tuple[Look, ...] = (CROSSFADE, MOVE, OVER, UNDER)
