"""The layers of Lottie: compositions, colours, pictures, shapes and texts."""

import re
from typing import Any

from dragonet.media.lottie.effects import effect
from dragonet.media.lottie.form import (
    FormError,
    Reader,
    array,
    flag,
    number,
    one_of,
    string,
    table,
    truth,
    typed,
    whole,
)
from dragonet.media.lottie.properties import closed, path, scalar
from dragonet.media.lottie.shapes import SHAPES, transform
from dragonet.media.lottie.texts import text

PRECOMP, SOLID, IMAGE, NULL, SHAPE, TEXT = range(6)
_OTHER = 16
"""Kinds of layers there are; sounds, cameras and the like are not seen."""

_MASK = table(
    {"inv": truth, "mode": one_of("a", "s", "i", "l", "d", "f", "n"), "pt": path}
    | {"o": scalar(0, 100), "x": scalar(-1e4, 1e4)}
)


def _mask(value: Any) -> Any:
    found = _MASK(closed(value, "pt", "cl"))
    if "pt" not in found:
        raise FormError("a mask needs its path 'pt'")
    return found


def _stretch(value: Any) -> float:
    """How much slower a layer's time passes: backwards if negative, but it does pass."""
    found: float = number(-1000, 1000)(value)
    return found if abs(found) > 0.001 else 0.001


_COMMON: dict[str, Reader] = {
    "ind": whole(-1, 30_000),
    "parent": whole(-1, 30_000),
    "ip": number(),
    "op": number(),
    "st": number(),
    "sr": _stretch,
    "ks": transform,
    "ao": flag,
    "bm": whole(0, 17),
    "tt": whole(0, 4),
    "td": whole(0, 4),
    "tp": whole(-1, 30_000),
    "hd": truth,
    "hasMask": truth,
    "masksProperties": array(_mask, most=1000),
    "ef": array(effect, most=100),
}


def _sheet(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch("#[0-9a-fA-F]{6}", value):
        raise FormError("it is no colour like '#00aaff'")
    return value


_SIDE = number(0, 65500)


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
            TEXT: _layer(TEXT, ("t",), {"t": text}),
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
