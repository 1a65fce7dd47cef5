"""The sound of a movie, independent of any drawing."""

from dragonet.sxml.sound.mixer import mix
from dragonet.sxml.sound.tracks import sounds

__all__ = ["mix", "sounds"]
