"""Order of characters that run from the left and from the right (Unicode Annex 9)."""

import unicodedata
from collections.abc import Sequence
from typing import Any, TypeVar

from bidi import algorithm

T = TypeVar("T")

_EMBEDDED = {"LRI": "LRE", "RLI": "RLE", "PDI": "PDF"}
"""What stands for isolates, which the library does not know."""
_STRONG = {"L": False, "R": True, "AL": True}


def runs_from_right(text: str) -> bool | None:
    """The direction of the first strong character; None if there is none."""
    classes = map(unicodedata.bidirectional, text)
    return next((_STRONG[one] for one in classes if one in _STRONG), None)


def levels(text: str, rtl: bool) -> list[int]:
    """The embedding level of each character of a paragraph: odd ones run from the right."""
    if not rtl and text.isascii():
        return [0] * len(text)
    base = int(rtl)
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, "LR"[base]
    algorithm.get_embedding_levels(text, storage)
    for place, char in enumerate(storage["chars"]):
        char["place"] = place
        char["type"] = _known(char["type"], text, place)
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    _pair_brackets(storage)
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    made = [-1] * len(text)
    for char in storage["chars"]:
        made[char["place"]] = char["level"]
    for place, level in enumerate(made):  # marks of direction, which have none of their own
        if level < 0:
            made[place] = made[place - 1] if place else base
    return made


def _known(kind: str, text: str, place: int) -> str:
    if kind == "FSI":
        return "RLE" if runs_from_right(text[place + 1 :]) else "LRE"
    return _EMBEDDED.get(kind, kind) or "L"


def _pair_brackets(storage: dict[str, Any]) -> None:
    """Rule N0: both brackets of a pair run as what is inside or, failing that, before it."""
    for run in storage["runs"]:
        chars = storage["chars"][run["start"] : run["start"] + run["length"]]
        own = "LR"[chars[0]["level"] % 2]
        for first, last in sorted(_pairs(chars)):
            inside = {_strong(char) for char in chars[first + 1 : last]}
            if own in inside:
                chars[first]["type"] = chars[last]["type"] = own
            elif inside - {""}:
                before = next((s for c in reversed(chars[:first]) if (s := _strong(c))), run["sor"])
                other = "LR"[own == "L"]
                chars[first]["type"] = chars[last]["type"] = other if before == other else own


def _strong(char: dict[str, Any]) -> str:
    kind = char["type"]
    return "R" if kind in ("R", "EN", "AN") else kind if kind == "L" else ""


def _pairs(chars: Sequence[dict[str, Any]]) -> list[tuple[int, int]]:
    """Places of the opening and closing brackets that belong together."""
    found: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for place, char in enumerate(chars):
        sign = char["ch"]
        if char["type"] != "ON" or not unicodedata.mirrored(sign):
            continue
        kind = unicodedata.category(sign)
        if kind == "Ps":
            opened.append((algorithm.MIRRORED.get(sign, ""), place))
        elif kind == "Pe":
            depth = next((n for n in reversed(range(len(opened))) if opened[n][0] == sign), None)
            if depth is not None:
                found.append((opened[depth][1], place))
                del opened[depth:]
    return found


def seen(runs: Sequence[tuple[int, T]]) -> list[T]:
    """Runs, each with its level, in the order in which they are seen from left to right."""
    made = list(runs)
    odd = [level for level, _ in made if level % 2]
    for level in range(max((level for level, _ in made), default=0), min(odd, default=0) - 1, -1):
        if not odd:
            break
        start = 0
        while start < len(made):
            end = start
            while end < len(made) and made[end][0] >= level:
                end += 1
            made[start:end] = reversed(made[start:end])
            start = end + 1
    return [run for _, run in made]
