"""The shapes, paints and changes of a layer of Lottie."""

from typing import Any

from dragonet.media.lottie.form import (
    FormError,
    Reader,
    array,
    number,
    one_of,
    table,
    truth,
    typed,
    whole,
)
from dragonet.media.lottie.properties import (
    COLOUR,
    POINT,
    closed,
    gradient,
    path,
    position,
    scalar,
)

_DEEPEST = 40
"""Groups inside of groups."""

_TRANSFORM: dict[str, Reader] = {
    "o": scalar(0, 100),
    "r": scalar(),
    "p": position,
    "a": position,
    "s": POINT,
    "sk": scalar(-85, 85),
    "sa": scalar(),
    "rz": scalar(),
}
_TURNED = table(_TRANSFORM)


def transform(value: Any) -> Any:
    """Where something is; of what is turned in space, the turn in its plane."""
    found = _TURNED(value)
    if "rz" in found:
        found["r"] = found.pop("rz")
    return found


_HIDDEN: dict[str, Reader] = {"hd": truth}
_DIRECTED = {**_HIDDEN, "d": whole(1, 3)}
_LINE: dict[str, Reader] = {
    **_HIDDEN,
    "o": scalar(0, 100),
    "w": scalar(0, 1e5),
    "lc": whole(1, 3),
    "lj": whole(1, 3),
    "ml": number(0, 1000),
    "d": array(
        table({"n": one_of("d", "g", "o"), "v": scalar(-1e5, 1e5)}),
        most=64,
    ),
}
_SHADE: dict[str, Reader] = {
    "s": POINT,
    "e": POINT,
    "t": whole(1, 2),
    "h": scalar(-100, 100),
    "a": scalar(),
    "g": gradient,
}
_FILL: dict[str, Reader] = {**_HIDDEN, "o": scalar(0, 100), "r": whole(1, 2)}
_COPY = table({**_TRANSFORM, "so": scalar(0, 100), "eo": scalar(0, 100)}, {"ty": "tr"})

_SIMPLE: dict[str, dict[str, Reader]] = {
    "rc": {**_DIRECTED, "p": position, "s": POINT, "r": scalar(0)},
    "el": {**_DIRECTED, "p": position, "s": POINT},
    "sr": {
        **_DIRECTED,
        "sy": whole(1, 2),
        "pt": scalar(3, 500),
        "p": position,
        **{name: scalar() for name in ("r", "or", "ir", "os", "is")},
    },
    "sh": {**_DIRECTED, "ks": path},
    "fl": {**_FILL, "fillEnabled": truth, "c": COLOUR},
    "st": {**_LINE, "fillEnabled": truth, "c": COLOUR},
    "gf": {**_FILL, **_SHADE},
    "gs": {**_LINE, **_SHADE},
    "tr": _TRANSFORM,
    "tm": {**_HIDDEN, "s": scalar(), "e": scalar(), "o": scalar(), "m": whole(1, 2)},
    "rd": {**_HIDDEN, "r": scalar(0)},
    "pb": {**_HIDDEN, "a": scalar(-1000, 1000)},
    "rp": {**_HIDDEN, "c": scalar(0, 200), "o": scalar(), "m": whole(1, 2), "tr": _COPY},
    "op": {**_HIDDEN, "a": scalar(-1e4, 1e4), "lj": whole(1, 3), "ml": scalar(0, 1000)},
}
_NEEDED = {
    "rc": ("p", "s"),
    "el": ("p", "s"),
    "sr": ("p", "pt", "or"),
    "sh": ("ks",),
    "fl": ("c",),
    "st": ("c", "w"),
    "gf": ("g", "s", "e"),
    "gs": ("g", "s", "e", "w"),
    "rp": ("c", "tr"),
}


def _shape(name: str, fields: dict[str, Reader]) -> Reader:
    read = table(fields, {"ty": name})

    def reader(value: Any) -> Any:
        for needed in _NEEDED.get(name, ()):
            if value.get(needed) is None:
                raise FormError(f"a shape of type '{name}' needs '{needed}'")
        return read(closed(value, "ks", "closed"))

    return reader


def _nested(depth: int) -> Reader:
    """Shapes with groups inside that are at most so deep."""

    def group(value: Any) -> Any:
        if not depth:
            raise FormError(f"there are more than {_DEEPEST} groups inside of each other")
        return table({**_HIDDEN, "it": _nested(depth - 1)}, {"ty": "gr"})(value)

    return array(typed({**_KINDS, "gr": group}), most=10_000)


_KINDS = {name: _shape(name, fields) for name, fields in _SIMPLE.items()}
SHAPES = _nested(_DEEPEST)
