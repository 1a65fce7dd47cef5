"""A text as a person would read it out."""

import re

from dragonet.media.speech.calendar import dates
from dragonet.media.speech.characters import speakable
from dragonet.media.speech.money import amounts
from dragonet.media.speech.numerals import numbers
from dragonet.media.speech.units import measures
from dragonet.media.speech.web import addresses
from dragonet.media.speech.words import abbreviations, signs

_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\n]*\)")
_LINE_START = re.compile(r"^[ \t]*(?:#{1,6} |>+ ?|[-*+•] )", re.MULTILINE)
_RULE = re.compile(r"^[\W_]*$", re.MULTILINE)
_REPEATED = (
    (re.compile(r"\.{2,}"), "…"),
    (re.compile(r"…[….]*"), "…"),
    (re.compile(r"[!?]*\?[!?]*"), "?"),
    (re.compile(r"!+"), "!"),
    (re.compile(r"\s*(?:—|–|-{2,}|(?<=\s)-(?=\s))[—–-]*\s*"), " — "),
    (re.compile(r"([,;:])[,;:]+"), r"\1"),
    (re.compile(r" +([,;:.!?…])"), r"\1"),
    (re.compile(r"[ \t]{2,}"), " "),
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LONG_WORD = re.compile(r"[^\W\d_]{25,}")


def normalised(text: str) -> str:
    """The text with all that is not plain words written so that it is read right.

    Addresses, dates, amounts, units, numbers, abbreviations and signs are put in words or in plain
    numbers; what cannot be spoken is left out. Lines and marks of punctuation stay.
    """
    text = _LINK.sub(r"\1", speakable(text))
    text = _RULE.sub("", _LINE_START.sub("", text))
    for step in (addresses, dates, amounts, measures, numbers, abbreviations, signs):
        text = step(text)
    for found, put in _REPEATED:
        text = found.sub(put, text)
    return _LONG_WORD.sub(_parts, text)


def calm(sentence: str) -> str:
    """A sentence all in capitals in small letters: it is shouted, not spelled."""
    words = _WORD.findall(sentence)
    shouted = sum(len(word) > 3 for word in words) >= 2 and sentence.upper() == sentence
    return sentence.capitalize() if shouted else sentence


def _parts(found: re.Match[str]) -> str:
    """What is too long to be one word in parts, each as long as engines take."""
    word, most = found[0], 24
    return " ".join(word[at : at + most] for at in range(0, len(word), most))
