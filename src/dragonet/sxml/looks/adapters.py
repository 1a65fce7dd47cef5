"""Filters that bring a picture to the shape of the screen or of its box."""

from dragonet.sxml import values
from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look

_CENTER = "in fractions of the picture from its left and top."
_MOVEMENT = (
    Attribute("zoomStart", values.POSITIVE, "Zoom at the start; 1 is the adapter's own size."),
    Attribute("zoomEnd", values.POSITIVE, "Zoom at the end."),
    Attribute("centerStart", values.COUPLE, f"Point in the middle at the start, {_CENTER}"),
    Attribute("centerEnd", values.COUPLE, f"Point in the middle at the end, {_CENTER}"),
)
_BARS = Attribute("color", values.COLOUR, "Colour beside the picture.", "#00000000")

FIXED = Look(
    "filter", "fixedAdapter", "The whole picture, with bars beside it.", (*_MOVEMENT, _BARS)
)
ZOOM = Look("filter", "zoomAdapter", "Fills the screen, cut around the centre.", _MOVEMENT)
PANORAMIC = Look(
    "filter", "panoramicAdapter", "Fills the screen and pans along the longer side.", _MOVEMENT
)
KENBURNS_ADAPTER = Look(
    "filter", "kenburnsAdapter", "Fills the screen with a slow zoom and pan.", _MOVEMENT
)
FIT = Look("filter", "fitAdapter", "Fits into the box, aspect kept.", _MOVEMENT)
