"""Which characters can be spoken, and their plain forms."""

import re
import unicodedata
from functools import cache

_KEPT = set("½¼¾°²³µ×÷±§¢£¥€₹₩₽©…–—‘’“”≤≥≈≠√∞−→")
_PLAIN = {
    "₤": "£", "⁄": "/", "∕": "/", "‐": "-", "‑": "-", "‒": "–", "―": "—", "′": "'", "″": '"',
    "„": '"', "«": '"', "»": '"', "‹": "'", "›": "'", "`": "'", "´": "'", "¿": "", "¡": "",
    "™": "", "®": "", "。": ". ", "、": ", ", "؟": "? ", "،": ", ", "⇒": "→", "➔": "→",
}  # fmt: skip
_ALONE = re.compile(r"(?<![^\W\d_])[Α-Ωα-ω](?![^\W\d_])")
_SPACES = re.compile(r"[^\S\n]+")


def speakable(text: str) -> str:
    """The text without what cannot be spoken in English: emoji, other scripts, control characters.

    Lines stay as they are; a Greek letter by itself becomes its name.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _ALONE.sub(lambda letter: f" {_name(letter[0])} ", text)
    return _SPACES.sub(" ", "".join(map(_plain, text)))


def _name(letter: str) -> str:
    return unicodedata.name(letter).rpartition(" LETTER ")[2].partition(" WITH")[0].lower()


@cache
def _plain(character: str) -> str:
    """What a character is spoken as: itself, a plainer form, a space or nothing."""
    if character in _PLAIN:
        return _PLAIN[character]
    if character == "\n" or character in _KEPT or " " <= character <= "~":
        return character
    kind = unicodedata.category(character)
    if kind.startswith("L") or kind == "Nl":
        return _letter(character)
    if kind == "Nd":
        return str(unicodedata.digit(character))
    if kind in ("Mn", "Me", "Cf"):  # marks, joiners, variants of emoji
        return ""
    plain = unicodedata.normalize("NFKC", character)
    return plain if plain.isascii() and plain.isprintable() else " "


def _letter(character: str) -> str:
    """A Latin letter as English dictionaries have it."""
    plain = unicodedata.normalize("NFKC", character)
    if not unicodedata.name(plain[0], "").startswith(("LATIN", "DIGIT", "FULLWIDTH LATIN")):
        return " "
    if max(plain) <= "ÿ":
        return plain
    base = unicodedata.normalize("NFD", plain)
    return "".join(part for part in base if part.isascii()) or _OTHERS.get(plain, "")


_OTHERS = {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "œ": "oe", "Œ": "OE", "ı": "i", "ħ": "h",
           "Ħ": "H", "ŋ": "ng", "ə": "e", "ſ": "s", "ẞ": "SS"}  # fmt: skip
