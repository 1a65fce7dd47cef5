"""Effects: pictures made into a full-screen stream."""

from dragonet.sxml.look import Look
from dragonet.sxml.looks.effects.kenburns import KENBURNS
from dragonet.sxml.looks.effects.none import NONE
from dragonet.sxml.looks.effects.sliding import SLIDING

EFFECTS: tuple[Look, ...] = (NONE, KENBURNS, SLIDING)
