"""The layers of Lottie: compositions, colours, pictures, shapes and texts."""

import re
from typing import Any

from dragonet.media.lottie.form import (
    FormError,
    Reader,
    array,
    flag,
    number,
    one_of,
    string,
    table,
    typed,
    vector,
    whole,
)
from dragonet.media.lottie.properties import COLOUR, POINT, path, scalar
from dragonet.media.lottie.shapes import SHAPES, TRANSFORM

PRECOMP, SOLID, IMAGE, NULL, SHAPE, TEXT = range(6)
_OTHER = 16
"""Kinds of layers there are; sounds, cameras and the like are not seen."""

_NUMBER = scalar(-1e4, 1e4)
_EFFECTS = {
    20: (COLOUR, COLOUR, _NUMBER),
    21: (_NUMBER, _NUMBER, COLOUR, *[_NUMBER] * 4),
    22: (*[_NUMBER] * 3, COLOUR, *[_NUMBER] * 8),
    23: (COLOUR, COLOUR, COLOUR, _NUMBER),
    25: (COLOUR, *[_NUMBER] * 5),
    29: (scalar(0, 1000), _NUMBER, _NUMBER),
}
"""Tint, fill, stroke, tritone, drop shadow, blur: their parameters in order."""


def _effect(kind: int, parameters: tuple[Reader, ...]) -> Reader:
    def reader(value: Any) -> Any:
        given = value.get("ef")
        if not isinstance(given, list) or not isinstance(value.get("en", 1), int):
            raise FormError("an effect needs a list of parameters 'ef'")
        made = []
        for parameter, item in zip(parameters, given, strict=False):
            found = item.get("v") if isinstance(item, dict) else None
            if not isinstance(found, dict):
                break
            made.append({"ty": 2 if parameter is COLOUR else 0, "v": parameter(found)})
        return {"ty": kind, "en": int(value.get("en", 1)), "ef": made} if made else None

    return reader


_MASK = table(
    {"inv": flag, "mode": one_of("a", "s", "i", "l", "d", "f", "n"), "pt": path}
    | {"o": scalar(0, 100), "x": scalar(-1e4, 1e4)}
)


def _mask(value: Any) -> Any:
    found = _MASK(value)
    if "pt" not in found:
        raise FormError("a mask needs its path 'pt'")
    return found


_COMMON: dict[str, Reader] = {
    "ind": whole(-1, 30_000),
    "parent": whole(-1, 30_000),
    "ip": number(),
    "op": number(),
    "st": number(),
    "sr": number(0.001, 1000),
    "ks": TRANSFORM,
    "ao": flag,
    "bm": whole(0, 17),
    "tt": whole(0, 4),
    "td": whole(0, 4),
    "tp": whole(-1, 30_000),
    "hd": flag,
    "hasMask": flag,
    "masksProperties": array(_mask, most=1000),
    "ef": array(
        typed({kind: _effect(kind, all_) for kind, all_ in _EFFECTS.items()}),
        most=100,
    ),
}


def _sheet(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch("#[0-9a-fA-F]{6}", value):
        raise FormError("it is no colour like '#00aaff'")
    return value


_SIDE = number(0, 65500)
_RGB = vector(3, 3, number(0, 1))
_LETTERS = table(
    {
        "s": number(0.1, 1e4),
        "f": string,
        "t": string,
        "j": whole(0, 6),
        "ca": whole(0, 2),
        "tr": number(-1e4, 1e4),
        "lh": number(0, 1e5),
        "ls": number(-1e5, 1e5),
        "fc": _RGB,
        "sc": _RGB,
        "sw": number(0, 1e4),
        "of": flag,
        "ps": vector(2, 2),
        "sz": vector(2, 2),
    }
)
_RANGE = table(
    {
        "t": whole(0, 1),
        "b": whole(1, 4),
        "rn": flag,
        "sh": whole(1, 6),
        "r": whole(1, 2),
        **{name: scalar(-1e4, 1e4) for name in ("xe", "ne", "a", "s", "e", "o", "sm")},
    }
)
_CHANGE = table(
    {
        **{name: scalar(-1e4, 1e4) for name in ("o", "r", "t", "sw", "fo")},
        **dict.fromkeys(("p", "a", "s"), POINT),
        **dict.fromkeys(("fc", "sc"), COLOUR),
    }
)
_TEXT = table(
    {
        "d": table({"k": array(table({"t": number(), "s": _LETTERS}), most=1000)}),
        "a": array(table({"s": _RANGE, "a": _CHANGE}), most=100),
        "m": table({"g": whole(1, 4), "a": POINT}),
    }
)


def _text(value: Any) -> Any:
    found = _TEXT(value)
    documents = found.get("d", {}).get("k", [])
    if not documents:
        raise FormError("a text needs 'd' with a list 'k'")
    for document in documents:
        if not {"s", "f", "t"} <= document.get("s", {}).keys():
            raise FormError("a text needs its size 's', font 'f' and letters 't'")
        document.setdefault("t", 0.0)
    documents.sort(key=lambda one: float(one["t"]))
    return found


def _layer(kind: int, needed: tuple[str, ...], fields: dict[str, Reader]) -> Reader:
    read = table({**_COMMON, **fields}, {"ty": kind})

    def reader(value: Any) -> Any:
        for name in ("ip", "op", *needed):
            if value.get(name) is None:
                raise FormError(f"a layer of type {value['ty']} needs '{name}'")
        found = read(value)
        found.setdefault("ks", {})
        return found

    return reader


_NONE = _layer(NULL, (), {})
_LAYERS = array(
    typed(
        {
            **dict.fromkeys(range(_OTHER), _NONE),
            PRECOMP: _layer(
                PRECOMP,
                ("refId",),
                {"refId": string, "w": _SIDE, "h": _SIDE, "tm": scalar()},
            ),
            SOLID: _layer(SOLID, ("sw", "sh", "sc"), {"sw": _SIDE, "sh": _SIDE, "sc": _sheet}),
            IMAGE: _layer(IMAGE, ("refId",), {"refId": string}),
            SHAPE: _layer(SHAPE, ("shapes",), {"shapes": SHAPES}),
            TEXT: _layer(TEXT, ("t",), {"t": _text}),
        }
    ),
    most=20_000,
)


def layers(value: Any) -> Any:
    """The layers of a composition, none of which hangs from itself."""
    found: list[dict[str, Any]] = _LAYERS(value)
    numbered = {layer["ind"]: layer for layer in reversed(found) if "ind" in layer}
    for link, what in (("parent", "parents"), ("tp", "mattes")):
        known: set[int] = set()
        for layer in found:
            way: list[int] = []
            at: dict[str, Any] | None = layer
            while at is not None and link in at and id(at) not in known:
                if id(at) in way:
                    raise FormError(f"there are layers that are their own {what} ('{link}')")
                way.append(id(at))
                at = numbered.get(at[link])
            known.update(way)
    return found
