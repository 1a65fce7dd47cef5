"""The texts of Lottie."""

from typing import Any

from dragonet.media.lottie.form import (
    FormError,
    array,
    flag,
    number,
    string,
    table,
    vector,
    whole,
)
from dragonet.media.lottie.properties import COLOUR, POINT, scalar

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
# without `rn`: ThorVG 1.0.4 divides by zero where letters come in random order
_RANGE = table(
    {
        "t": whole(0, 1),
        "b": whole(1, 4),
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


def text(value: Any) -> Any:
    """What a text layer says, in which font, and how its letters come and go."""
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
