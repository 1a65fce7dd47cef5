"""Transitions: from one child of a sequence to the next."""

from dragonet.sxml.look import Look
from dragonet.sxml.looks.transitions.blinds import BLINDS
from dragonet.sxml.looks.transitions.circle import CIRCLE
from dragonet.sxml.looks.transitions.crossfade import CROSSFADE
from dragonet.sxml.looks.transitions.cube import CUBE
from dragonet.sxml.looks.transitions.dualmove import DUALMOVE
from dragonet.sxml.looks.transitions.glitch import GLITCH
from dragonet.sxml.looks.transitions.iris import IRIS
from dragonet.sxml.looks.transitions.lightleak import LIGHTLEAK
from dragonet.sxml.looks.transitions.move import MOVE
from dragonet.sxml.looks.transitions.over import OVER
from dragonet.sxml.looks.transitions.pagecurl import PAGECURL
from dragonet.sxml.looks.transitions.pixelize import PIXELIZE
from dragonet.sxml.looks.transitions.radial import RADIAL
from dragonet.sxml.looks.transitions.scan import SCAN
from dragonet.sxml.looks.transitions.scans import SCANS
from dragonet.sxml.looks.transitions.spiral import SPIRAL
from dragonet.sxml.looks.transitions.strip import STRIP
from dragonet.sxml.looks.transitions.swirl import SWIRL
from dragonet.sxml.looks.transitions.under import UNDER
from dragonet.sxml.looks.transitions.waterdrop import WATERDROP
from dragonet.sxml.looks.transitions.wipe import WIPE
from dragonet.sxml.looks.transitions.zoom import ZOOM

TRANSITIONS: tuple[Look, ...] = (
    CROSSFADE,
    WATERDROP,
    CIRCLE,
    RADIAL,
    SWIRL,
    STRIP,
    SCAN,
    SCANS,
    MOVE,
    OVER,
    UNDER,
    CUBE,
    SPIRAL,
    DUALMOVE,
    WIPE,
    IRIS,
    BLINDS,
    ZOOM,
    PIXELIZE,
    GLITCH,
    LIGHTLEAK,
    PAGECURL,
)
