"""Which font draws which character: the face itself, else the first that has it, never a box."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import skia
from uniseg.emoji import emoji_presentation
from uniseg.graphemecluster import grapheme_cluster_boundaries

from dragonet.sxml.render.text import select
from dragonet.sxml.render.text.font import Font
from dragonet.sxml.render.text.names import Named
from dragonet.sxml.render.text.runs import MARKS, without
from dragonet.sxml.render.text.scripts import CJK, EMOJI, FAMILIES, SERIF, han_face

_AS_EMOJI, _AS_TEXT = "\ufe0f", "\ufe0e"
_SERIF = "Noto Serif"


_SIMPLE = re.compile(
    r"[\x20-\u02ff\u0370-\u0482\u048a-\u0590\u05d0-\u05ea\u0621-\u063a\u0641-\u064a"
    r"\u2010-\u2027\u3000-\u3029\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fff\uac00-\ud7a3"
    r"\uff01-\uff60]*"
)
"""Texts each of whose code points is a character of its own."""


def graphemes(text: str) -> list[int]:
    """Where characters as readers see them end, the start of the text included."""
    if _SIMPLE.fullmatch(text):
        return list(range(len(text) + 1))
    return without(MARKS, text, grapheme_cluster_boundaries)


class Fonts:
    """The fonts of a text: that of its style and those that help it out."""

    def __init__(self, style: Named, text: str) -> None:
        self.style = style
        self.main = select.font(style)
        self._face = han_face(text)
        self._found: dict[str, Font | None] = {}

    def of(self, cluster: str) -> Font | None:
        """The font for the code points of one character; None if there is none that has it."""
        if cluster not in self._found:
            self._found[cluster] = self._find(cluster)
        return self._found[cluster]

    def _find(self, cluster: str) -> Font | None:
        needed = [ord(char) for char in cluster if not _is_invisible(char)]
        if not needed:
            return self.main
        for font in self._candidates(cluster):
            if all(map(font.has, needed)):
                return font
        return self._of_machine(needed[0]) or self._of_base(needed[0])

    def _candidates(self, cluster: str) -> Iterator[Font]:
        emoji = _AS_EMOJI in cluster or (emoji_presentation(cluster[0]) == "Y")
        if emoji and _AS_TEXT not in cluster:
            yield self._other(EMOJI)
        yield self.main
        if self.main.name in SERIF:
            yield self._other(_SERIF)
        yield from map(self._other, FAMILIES)

    def _other(self, family: str) -> Font:
        style = replace(self.style, family=family, stretch=1.0)
        return select.font(style, self._face if family == CJK else 0)

    def _of_machine(self, char: int) -> Font | None:
        slant = skia.FontStyle.kItalic_Slant if self.style.italic else skia.FontStyle.kUpright_Slant
        wanted = skia.FontStyle(self.style.weight, skia.FontStyle.kNormal_Width, slant)
        typeface = skia.FontMgr().matchFamilyStyleCharacter("", wanted, [], char)
        if typeface is None:
            return None
        found = select.of_typeface(typeface.getFamilyName(), typeface, self.style)
        return found if found.has(char) else None

    def _of_base(self, char: int) -> Font | None:
        """For a base with marks that no font has together: the base alone counts."""
        return next((font for font in self._candidates(chr(char)) if font.has(char)), None)


@lru_cache(maxsize=4096)
def _is_invisible(char: str) -> bool:
    """Whether a character has no shape of its own: controls, joiners, variation selectors."""
    return unicodedata.category(char) in ("Cc", "Cf") or "\ufe00" <= char <= "\ufe0f"
