"""Animators of the letters of a text, which stays as it is laid out."""

from dragonet.sxml.look import Look
from dragonet.sxml.looks.letters.karaoke import KARAOKE
from dragonet.sxml.looks.letters.typewriter import TYPEWRITER
from dragonet.sxml.looks.letters.words import WORDS

LETTERS: tuple[Look, ...] = (TYPEWRITER, WORDS, KARAOKE)
