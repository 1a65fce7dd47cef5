"""Effects: pictures made into a full-screen stream."""

from dragonet.sxml.look import Look
from dragonet.sxml.looks.effects.diving import DIVING
from dragonet.sxml.looks.effects.explode import EXPLODE
from dragonet.sxml.looks.effects.flower import FLOWER
from dragonet.sxml.looks.effects.kenburns import KENBURNS
from dragonet.sxml.looks.effects.mosaic import MOSAIC
from dragonet.sxml.looks.effects.none import NONE
from dragonet.sxml.looks.effects.panel import PANEL
from dragonet.sxml.looks.effects.parallax import PARALLAX
from dragonet.sxml.looks.effects.polaroid import POLAROID
from dragonet.sxml.looks.effects.rectangles import RECTANGLES
from dragonet.sxml.looks.effects.rotator import ROTATOR
from dragonet.sxml.looks.effects.slice import SLICE
from dragonet.sxml.looks.effects.sliding import SLIDING
from dragonet.sxml.looks.effects.square import SQUARE

EFFECTS: tuple[Look, ...] = (
    NONE,
    KENBURNS,
    FLOWER,
    PANEL,
    EXPLODE,
    ROTATOR,
    DIVING,
    SLIDING,
    SQUARE,
    RECTANGLES,
    SLICE,
    POLAROID,
    MOSAIC,
    PARALLAX,
)
