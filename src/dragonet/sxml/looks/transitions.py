"""Transitions: from one child of a sequence to the next."""

from dragonet.sxml.attributes import DIRECTION
from dragonet.sxml.look import Look

_DIRECTION = (DIRECTION.but(default="left"),)

CROSSFADE = Look("transition", "crossfade", "One fades into the other.")
MOVE = Look("transition", "move", "The second pushes the first off the screen.", _DIRECTION)
OVER = Look("transition", "over", "The second slides in over the first.", _DIRECTION)
UNDER = Look("transition", "under", "The first slides away and uncovers the second.", _DIRECTION)
