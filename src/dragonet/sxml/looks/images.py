"""Kinds of image."""

from dragonet.sxml import values
from dragonet.sxml.attributes import FILENAME, Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.types import choice, number

PICTURE = Look(
    "image",
    "picture",
    "A picture, or a plain colour.",
    (FILENAME, Attribute("color", values.COLOUR, "A plain colour instead of a picture.")),
    one_of=("filename", "color"),
)
MAP = Look(
    "image",
    "map",
    "A map.",
    (
        Attribute("center", values.PLACE, "Point in the middle.", required=True),
        Attribute("zoom", number(0, 22), "0 is the whole world.", "13"),
        Attribute("size", values.SIZE, "Size of the picture.", "640x640"),
        Attribute("markers", values.PLACES, "Points to mark."),
        Attribute("mapkey", values.TEXT, "Key for the server of the tiles."),
        Attribute("maptype", choice("map", "hybrid", "satellite"), "What it shows.", "map"),
    ),
)
