"""Filters of pictures and of what nodes draw."""

from dragonet.sxml.look import Look
from dragonet.sxml.looks.filters.alpha import ALPHA
from dragonet.sxml.looks.filters.antialias import ANTIALIAS
from dragonet.sxml.looks.filters.blur import BLUR
from dragonet.sxml.looks.filters.border_blur import BORDER_BLUR
from dragonet.sxml.looks.filters.colormap import COLORMAP
from dragonet.sxml.looks.filters.combine import COMBINE
from dragonet.sxml.looks.filters.corner_cut import CORNER_CUT
from dragonet.sxml.looks.filters.distancecolor import DISTANCECOLOR
from dragonet.sxml.looks.filters.distancemap import DISTANCEMAP
from dragonet.sxml.looks.filters.dof import DOF
from dragonet.sxml.looks.filters.fit_adapter import FIT
from dragonet.sxml.looks.filters.fixed_adapter import FIXED
from dragonet.sxml.looks.filters.flashback import FLASHBACK
from dragonet.sxml.looks.filters.flick import FLICK
from dragonet.sxml.looks.filters.frame import FRAME
from dragonet.sxml.looks.filters.glow import GLOW
from dragonet.sxml.looks.filters.grow import GROW
from dragonet.sxml.looks.filters.hblur import HBLUR
from dragonet.sxml.looks.filters.identity import IDENTITY
from dragonet.sxml.looks.filters.kenburns_adapter import KENBURNS_ADAPTER
from dragonet.sxml.looks.filters.key import KEY
from dragonet.sxml.looks.filters.make_transparent import MAKE_TRANSPARENT
from dragonet.sxml.looks.filters.mask import MASK
from dragonet.sxml.looks.filters.noise import NOISE
from dragonet.sxml.looks.filters.panoramic_adapter import PANORAMIC
from dragonet.sxml.looks.filters.quad import QUAD
from dragonet.sxml.looks.filters.sub_render import SUB_RENDER
from dragonet.sxml.looks.filters.tint import TINT
from dragonet.sxml.looks.filters.tv import TV
from dragonet.sxml.looks.filters.vblur import VBLUR
from dragonet.sxml.looks.filters.zoom_adapter import ZOOM

FILTERS: tuple[Look, ...] = (
    ALPHA,
    BLUR,
    HBLUR,
    VBLUR,
    FRAME,
    MASK,
    COLORMAP,
    TINT,
    FIXED,
    ZOOM,
    PANORAMIC,
    KENBURNS_ADAPTER,
    FIT,
    DISTANCEMAP,
    DISTANCECOLOR,
    IDENTITY,
    ANTIALIAS,
    SUB_RENDER,
    QUAD,
    FLICK,
    GROW,
    GLOW,
    BORDER_BLUR,
    CORNER_CUT,
    COMBINE,
    DOF,
    NOISE,
    TV,
    FLASHBACK,
    KEY,
    MAKE_TRANSPARENT,
)
